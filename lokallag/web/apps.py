"""The room web."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Web."""

    name = "lokallag.web"
