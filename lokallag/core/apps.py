"""The house."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """Core: errors, audit, the door to rights, what is held of persons, helpers of views, the database."""

    name = "lokallag.core"

    def ready(self) -> None:
        """Gather what each room's ``privacy.py`` says, and what the two logs hold."""
        autodiscover_modules("privacy", "held", "sights")
