"""What people come to."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Meetings, stalls and evenings: who holds them, when and where, and for whom."""

    name = "lokallag.events"

    def ready(self) -> None:
        """Say on a branch's own page what comes there, what invitations are about, and who may get our letters."""
        from lokallag.events.queries.hours import hours_in_words
        from lokallag.events.queries.rows import calendar_of, coming_in
        from lokallag.events.services.inviting import INVITATION, invited_to
        from lokallag.events.services.signup_letters import answer_for_signup_letters
        from lokallag.events.services.speaker_mail import answer_for_speaker_letters
        from lokallag.mailing.queries import say_where_from
        from lokallag.organisation.queries.usual import say_usual_hours
        from lokallag.territory.queries.coming import say_what_comes

        say_what_comes(coming_in, calendar_of)
        say_usual_hours(hours_in_words)
        say_where_from(INVITATION, invited_to)
        answer_for_signup_letters()
        answer_for_speaker_letters()
