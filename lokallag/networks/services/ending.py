"""Ending a network: its meetings stay as history, its list of members is erased, its figures stay."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.events.domain.lifecycle import Answer
from lokallag.events.domain.lifecycle import State as EventState
from lokallag.events.models import Event, EventHost
from lokallag.followup.models import Commitment
from lokallag.followup.services import supersede_source
from lokallag.membership.services.belongings import forget_belongings
from lokallag.networks.domain.lifecycle import State, may_become
from lokallag.networks.models import Network, NetworkEnd
from lokallag.networks.services.entered import forget_entries
from lokallag.networks.services.founding import Decision
from lokallag.organisation.models import Unit
from lokallag.organisation.services import close_unit
from lokallag.people.models import Person

ACT = "networks.end_network"
MOST_NAMED = 10


def in_the_way(network: Network, *, at: datetime) -> list[Event]:
    """Return the events ahead that the network holds or is asked to hold, the next first. Drafts are among them."""
    held = EventHost.objects.filter(unit_id=network.pk).exclude(state=Answer.DECLINED).values("event_id")
    ahead = Event.objects.ahead(at).filter(pk__in=held).exclude(state=EventState.CANCELLED)
    return list(ahead.order_by("starts_at", "pk")[:MOST_NAMED])


@transaction.atomic
def end_network(*, network: Network, decision: Decision, by: Person, at: datetime) -> NetworkEnd:
    """End a network today, by a decision of the board or the annual meeting.

    Its terms end today, its unit closes, and who belongs to it is erased. Its meetings stay where they are.

    :raises RuleViolation: it has ended already, events are ahead (they are named), the meeting is not
        held yet, reason or case number is missing, or
        all that ``organisation.services.close_unit`` refuses
    """
    unit = Unit.objects.select_for_update().get(pk=network.pk)
    network = Network.objects.select_for_update().get(pk=network.pk)
    if not may_become(State(network.state), State.ENDED):
        raise RuleViolation(_("Nettverket er allerede avsluttet."))
    ahead = in_the_way(network, at=at)
    if ahead:
        named = "; ".join(f"{event.title} ({moment_in_words(event.starts_at)})" for event in ahead)
        raise RuleViolation(
            _("Nettverket har arrangementer foran seg: %(events)s. Avlys dem, eller la noen andre holde dem først.")
            % {"events": named}
        )
    today = local_date(at)
    if decision.meeting_on > today:
        raise RuleViolation(
            _("Møtet %(day)s er ikke holdt ennå. Vedtaket føres inn etterpå.") % {"day": in_words(decision.meeting_on)},
            field="meeting_on",
        )
    joined = unit.belongings.filter(kind="joined").count()
    with speaking({"network_end_is_minuted": "reason"}):
        end = NetworkEnd.objects.create(
            network=network,
            ended_on=today,
            meeting_on=decision.meeting_on,
            case_number=decision.case_number.strip(),
            reason=decision.reason.strip(),
            joined=joined,
            ended_by=by,
        )
    network.state, network.rests_since = State.ENDED, None
    network.save(update_fields=["state", "rests_since"])
    close_unit(unit=unit, last_day=today, by=by, at=at)
    forget_belongings(unit=unit)
    forget_entries(unit=unit)
    why = _("Nettverket er avsluttet.")
    tasks = Commitment.objects.open().filter(unit=unit).exclude(source_key="")
    for key in list(tasks.values_list("source_key", flat=True)):
        supersede_source(source_key=key, why=why, by=by, at=at)
    audit.record(ACT, actor=by, target=unit, at=at, details={"case": decision.case_number.strip()[:40]})
    return end
