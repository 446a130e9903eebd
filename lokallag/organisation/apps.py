"""The organisation."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Organisation: units, offices, terms, rule sets."""

    name = "lokallag.organisation"

    def ready(self) -> None:
        """Say what takes two here (who leads the municipal party, and whole boards), and how the board is reached.

        Who may get the letters of this room is said, too.
        """
        from lokallag.organisation.queries import profile, way_to_main_board
        from lokallag.organisation.services.approvals import register_kind
        from lokallag.organisation.services.grants import GRANT_KIND
        from lokallag.organisation.services.handover import BRANCH_HAND_OVER_KIND, HAND_OVER_KIND
        from lokallag.organisation.services.letters import answer_for_letters
        from lokallag.outbox.domain.look import say_colour
        from lokallag.people.services import say_way_to_board

        for kind in (GRANT_KIND, HAND_OVER_KIND, BRANCH_HAND_OVER_KIND):
            register_kind(kind)
        say_way_to_board(way_to_main_board)
        answer_for_letters()
        say_colour(lambda: getattr(profile(), "colour", ""))
