"""Founding a network: the unit that belongs to it, and what the board decided."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.networks.models import Network
from lokallag.organisation.models import Kind, Title, Unit
from lokallag.organisation.services import create_unit, set_office
from lokallag.people.models import Person

FOUND = "networks.found_network"
SEATS = 6  # beside the leader


@dataclass(frozen=True, slots=True)
class NetworkFacts:
    """What a network is: its name, topic, purpose, for whom, and its usual hours."""

    name: str
    topic: str
    purpose: str
    is_public: bool = True
    is_trial: bool = False
    age_from: int | None = None
    age_until: int | None = None
    usual_hours: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a decision of the board rests on: the day of its meeting, the number of the case, and why in plain words."""

    meeting_on: date
    case_number: str
    reason: str

    @property
    def words(self) -> str:
        """The decision as it is quoted by the unit and its terms."""
        return str(_("Styremøtet, sak %(number)s") % {"number": self.case_number})


@transaction.atomic
def found_network(*, party: Unit, facts: NetworkFacts, decision: Decision, by: Person | None, at: datetime) -> Network:
    """Found a network under the party, with the offices of its steering group, by a decision of the board.

    :raises RuleViolation: the name is empty or in use, or topic, purpose, reason or case number is missing
    """
    if not decision.case_number.strip():
        raise RuleViolation(_("Skriv saksnummeret, for eksempel 14/26."), field="case_number")
    if not decision.reason.strip():
        raise RuleViolation(_("Skriv begrunnelsen i klare ord. Den som søkte, skal forstå den."), field="reason")
    unit = create_unit(
        kind=Kind.NETWORK,
        name=facts.name,
        parent=party,
        opened_on=local_date(at),
        decision=decision.words,
        by=by,
        at=at,
    )
    called = str(_("Medlem av styringsgruppa"))
    set_office(unit=unit, title=Title.BOARD_MEMBER, called=called, seats=SEATS, by=by, at=at)
    with speaking({"network_has_a_topic": "topic", "network_has_a_purpose": "purpose", "network_ages_in_order": "age"}):
        network = Network.objects.create(
            unit=unit,
            topic=facts.topic.strip(),
            purpose=facts.purpose.strip(),
            is_public=facts.is_public,
            is_trial=facts.is_trial,
            age_from=facts.age_from,
            age_until=facts.age_until,
            usual_hours=facts.usual_hours.strip(),
            founded_on=local_date(at),
            meeting_on=decision.meeting_on,
            case_number=decision.case_number.strip(),
            reason=decision.reason.strip(),
        )
    audit.record(FOUND, actor=by, target=unit, at=at, details={"meeting_on": decision.meeting_on.isoformat()})
    return network
