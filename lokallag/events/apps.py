"""What people come to."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Meetings, stalls and evenings: who holds them, when and where, and for whom."""

    name = "lokallag.events"

    def ready(self) -> None:
        """Say who may get the letters of this room."""
        from lokallag.events.services.signup_letters import answer_for_signup_letters

        answer_for_signup_letters()
