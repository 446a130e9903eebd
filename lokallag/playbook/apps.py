"""The year: activity kinds, plans, the wheel."""

from django.apps import AppConfig


class PlaybookConfig(AppConfig):
    """Playbook: what a unit does in a year, and why."""

    name = "lokallag.playbook"
