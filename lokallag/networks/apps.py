"""Members who share a subject."""

from django.apps import AppConfig


class NetworksConfig(AppConfig):
    """Networks: ideas, applications, steering groups, and what became of them."""

    name = "lokallag.networks"

    def ready(self) -> None:
        """Say who may sit in a steering group, and who may get the letters about what the board answered."""
        from lokallag.networks.services import check_may_sit
        from lokallag.networks.services.told import answer_for_letters
        from lokallag.organisation.models import Kind
        from lokallag.organisation.services import say_who_may_sit

        say_who_may_sit(Kind.NETWORK, check_may_sit)
        answer_for_letters()
