"""Members who share a subject."""

from django.apps import AppConfig


class NetworksConfig(AppConfig):
    """Networks: ideas, applications, steering groups, and what became of them."""

    name = "lokallag.networks"

    def ready(self) -> None:
        """Say which networks not everybody may know of, and who may get the letters of this room."""
        from lokallag.networks.rules import hidden_from
        from lokallag.networks.services.growing import answer_for_letters
        from lokallag.organisation.queries import hide_units

        hide_units(hidden_from)
        answer_for_letters()
