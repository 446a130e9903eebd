"""Members who share a subject."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworksConfig(AppConfig):
    """Networks: ideas, applications, steering groups, and what became of them."""

    name = "lokallag.networks"

    def ready(self) -> None:
        """Say who may get the letters of this room, and that nobody answers a survey for another."""
        from lokallag.membership.services.behalf import never_for_others
        from lokallag.networks.services.surveying import PURPOSE, who_are_asked
        from lokallag.outbox.domain.checks import register

        register(PURPOSE, who_are_asked)
        never_for_others("networks.answer_survey", _("Den som er med, svarer selv: Ingen andre skal vite hva."))
