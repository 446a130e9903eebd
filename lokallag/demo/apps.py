"""The room demo."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Demo."""

    name = "lokallag.demo"
