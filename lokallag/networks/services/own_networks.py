"""The board starts a network or an offer itself, without an application."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core.errors import RuleViolation
from lokallag.networks.models import Network
from lokallag.networks.services.deciding import check_decision
from lokallag.networks.services.founding import Decision, NetworkFacts, found_network
from lokallag.organisation.queries import main_unit
from lokallag.people.models import Person


@transaction.atomic
def start_network(*, facts: NetworkFacts, decision: Decision, by: Person | None, at: datetime) -> Network:
    """Start a network or an offer by the board's own decision. Its steering group is appointed afterwards.

    :raises RuleViolation: the meeting cannot have decided it, or what ``found_network`` refuses
    """
    party = main_unit(local_date(at))
    if party is None:
        raise RuleViolation(_("Kommunepartiet er ikke satt opp ennå."))
    decision = check_decision(decision, party=party, application=None, at=at)
    return found_network(party=party, facts=facts, decision=decision, by=by, at=at)
