"""The short report of an event. The room of the year takes it up: this one says that there is a report, and no more."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.core import audit
from lokallag.core.errors import RuleViolation
from lokallag.events.domain import reporting
from lokallag.events.domain.lifecycle import State as EventState
from lokallag.events.models import Event, EventReport
from lokallag.people.models import Person

ACT = "events.write_report"
Reader = Callable[[EventReport, Person | None, datetime], None]
_readers: list[Reader] = []


def read_reports_with(reader: Reader) -> None:
    """Let a room above take up each report, in the transaction that writes it. Called from its ``apps.py``."""
    if reader not in _readers:
        _readers.append(reader)


@transaction.atomic
def write_report(
    *,
    event: Event,
    attended: int | None,
    how: str,
    tip: str = "",
    cost: int | None = None,
    further: Mapping[str, str] | None = None,
    by: Person | None,
    at: datetime,
) -> EventReport:
    """Write how it went. It is written once, by whoever of the hosts comes first.

    :param attended: persons, also those without a name
    :param cost: whole kroner
    :param further: what the kind asks for beside these, by field; what it does not ask for is left out
    :raises RuleViolation: it is written already, the event has not begun or was cancelled, or a text is missing
    """
    event = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    _check_takes_report(event, at=at)
    if EventReport.objects.filter(event=event).exists():
        raise RuleViolation(_("Rapporten er skrevet allerede. Du finner den på siden for påmeldte."))
    words = how.strip()
    if not words:
        raise RuleViolation(_("Skriv med noen ord hvordan det gikk."), field="how")
    said = further or {}
    report = EventReport.objects.create(
        event=event,
        attended=attended,
        how=words[: reporting.MOST_TEXT],
        tip=tip.strip()[: reporting.MOST_TEXT],
        cost=cost,
        further={
            name: said[name].strip()[: reporting.MOST_FURTHER]
            for name in reporting.further_fields(event.report)
            if said.get(name, "").strip()
        },
        written_by=by,
        written_at=at,
    )
    audit.record(ACT, actor=by, target=event, at=at, details={"attended": attended})
    for reader in _readers:
        reader(report, by, at)
    return report


def takes_report(event: Event, *, at: datetime) -> bool:
    """Tell whether a report can be written now: from the beginning on, of what was held."""
    return EventState(event.state) in {EventState.PUBLISHED, EventState.DONE} and at >= event.starts_at


def _check_takes_report(event: Event, *, at: datetime) -> None:
    if EventState(event.state) is EventState.CANCELLED:
        raise RuleViolation(_("Arrangementet er avlyst, så det er ingenting å rapportere."))
    if not takes_report(event, at=at):
        raise RuleViolation(_("Arrangementet har ikke vært ennå. Skriv rapporten etterpå."))
