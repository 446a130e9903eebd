"""The year: activity kinds, plans, the wheel."""

from django.apps import AppConfig


class PlaybookConfig(AppConfig):
    """Playbook: what a unit does in a year, and why."""

    name = "lokallag.playbook"

    def ready(self) -> None:
        """Let events be made from the activities of a plan, their reports come back, and say who may get letters."""
        from lokallag.events.services import read_reports_with, register_source
        from lokallag.playbook.notices import answer_for_letters
        from lokallag.playbook.services.events import ACTIVITY_SOURCE, take_up_report

        register_source(ACTIVITY_SOURCE)
        read_reports_with(take_up_report)
        answer_for_letters()
