"""The room web."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Web."""

    name = "lokallag.web"

    def ready(self) -> None:
        """Say who may get the letters of this room."""
        from lokallag.organisation.services.letters import who_sit_on_board
        from lokallag.outbox.domain.checks import register
        from lokallag.web.letters import BROKEN, PURPOSE

        register(PURPOSE, who_sit_on_board)
        register(BROKEN, who_sit_on_board)
