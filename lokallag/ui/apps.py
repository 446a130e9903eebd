"""The design system: components, base pages, CSS, icons, the gallery. No models."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Registers the room with Django, so that its templates and built files are found."""

    name = "lokallag.ui"
    label = "ui"
