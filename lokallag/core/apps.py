"""The house."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Core: errors, audit, the door to rights, helpers of views, the database."""

    name = "lokallag.core"
