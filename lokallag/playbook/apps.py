"""The year: activity kinds, plans, the wheel."""

from django.apps import AppConfig


class PlaybookConfig(AppConfig):
    """Playbook: what a unit does in a year, and why."""

    name = "lokallag.playbook"

    def ready(self) -> None:
        """Let events be made from the activities of a plan."""
        from lokallag.events.services import register_source
        from lokallag.playbook.services.events import ACTIVITY_SOURCE

        register_source(ACTIVITY_SOURCE)
