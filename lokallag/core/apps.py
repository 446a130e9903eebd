"""The house."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """Core: errors, audit, the door to rights, what is held of persons, helpers of views, the database."""

    name = "lokallag.core"

    def ready(self) -> None:
        """Gather what each room holds, for how long, and what its acts let others see."""
        autodiscover_modules("privacy", "held", "sights", "retention")
