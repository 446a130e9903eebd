"""Members who share a subject."""

from django.apps import AppConfig


class NetworksConfig(AppConfig):
    """Networks: ideas, applications, steering groups, and what became of them."""

    name = "lokallag.networks"

    def ready(self) -> None:
        """Say who may get the letters of this room."""
        from lokallag.networks.services.told import answer_for_letters

        answer_for_letters()
