"""Members who share a subject."""

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class NetworksConfig(AppConfig):
    """Networks: ideas, applications, steering groups, who belongs, and what became of them."""

    name = "lokallag.networks"

    def ready(self) -> None:
        """Say what rooms below ask of this one: who may sit, be known of, and get letters."""
        from lokallag.membership.services.behalf import Enterable, never_for_others, register_enterable
        from lokallag.networks.rules import hidden_from
        from lokallag.networks.services import (
            check_may_sit,
            entered,
            growing,
            letters,
            outcome_letters,
            surveying,
            told,
        )
        from lokallag.organisation.models import Kind
        from lokallag.organisation.queries import hide_units, say_page_of
        from lokallag.organisation.services import say_who_may_sit
        from lokallag.outbox.domain.checks import register

        say_who_may_sit(Kind.NETWORK, check_may_sit)
        hide_units(hidden_from)
        say_page_of(Kind.NETWORK, lambda slug: reverse("networks:network", args=[slug]))
        for room in (growing, letters, outcome_letters, told):
            room.answer_for_letters()
        register(surveying.PURPOSE, surveying.who_are_asked)
        register_enterable(
            Enterable(
                name=entered.BELONGING,
                act="networks.enter_belonging",
                title=_("Nettverk"),
                hint=_("Medlemmet vil være med i et nettverk, følge det, eller ut av det"),
                page="networks:enter_belonging",
                covers=(entered.BELONGING, "networks.leave_network"),
                told=entered.told,
                order=70,
            )
        )
        never_for_others("networks.answer_survey", _("Den som er med, svarer selv: Ingen andre skal vite hva."))
