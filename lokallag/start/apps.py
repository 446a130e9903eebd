"""The room start."""

from django.apps import AppConfig


class StartConfig(AppConfig):
    """From an empty database to the first board."""

    name = "lokallag.start"
