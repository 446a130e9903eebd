"""The room start."""

from django.apps import AppConfig


class StartConfig(AppConfig):
    """From an empty database to the first board."""

    name = "lokallag.start"

    def ready(self) -> None:
        """Say who may get the letters of this room."""
        from lokallag.outbox.domain.checks import register
        from lokallag.people.services.letters import who_exist
        from lokallag.start.services.letters import EMERGENCY, FIRST_SIGN_IN

        register(FIRST_SIGN_IN, who_exist)  # the term may begin later than the letter
        register(EMERGENCY, who_exist)  # the board of before is told as well: they may be the ones it was taken from
