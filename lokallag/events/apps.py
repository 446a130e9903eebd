"""What people come to."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Meetings, stalls and evenings: who holds them, when and where, and for whom."""

    name = "lokallag.events"
