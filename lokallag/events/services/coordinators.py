"""Who has one event in hand, for a while: an office of that event (ADR 0002)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit, scope
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.keeping import EVERYTHING, Period, delete_some
from lokallag.events.domain.lifecycle import OPEN, State
from lokallag.events.models import Event, EventCoordinator
from lokallag.events.services import told
from lokallag.events.services.making import locked
from lokallag.people.models import Person

KEPT_AFTER = timedelta(days=14)  # from the event's last day: time for the report and for thanks


def last_day_of(event: Event) -> date:
    """Return the last day on which a coordinator of the event has it in hand."""
    return event.last_day + KEPT_AFTER


@transaction.atomic
def appoint_coordinator(*, event: Event, person: Person, by: Person, at: datetime) -> EventCoordinator:
    """Give somebody this one event in hand, from today until two weeks after it. They are told.

    :raises RuleViolation: the person has it already, or it is over or cancelled
    """
    event = locked(event)
    today = local_date(at)
    if State(event.state) not in OPEN or last_day_of(event) < today:
        raise RuleViolation(_("Arrangementet er avsluttet. Ingen kan få ansvaret for det nå."))
    with speaking({"coordinator_once_at_a_time": "person"}):
        coordinator = EventCoordinator.objects.create(
            event=event, person=person, from_on=today, until_on=last_day_of(event), appointed_by=by
        )
    scope.forget()
    audit.record("events.appoint_coordinator", actor=by, target=event, at=at, details={"person": person.pk})
    told.of_coordinator(coordinator, by=by, at=at)
    return coordinator


@transaction.atomic
def end_coordinator(*, coordinator: EventCoordinator, by: Person, at: datetime) -> EventCoordinator:
    """Take an event out of somebody's hands at once. Who was appointed today has it no more either.

    :raises RuleViolation: it has ended already
    """
    coordinator = EventCoordinator.objects.select_for_update(of=("self",)).get(pk=coordinator.pk)
    today = local_date(at)
    if coordinator.until_on < today:
        raise RuleViolation(_("Ansvaret er avsluttet allerede."))
    audit.record(
        "events.appoint_coordinator",
        actor=by,
        target=coordinator.event,
        at=at,
        details={"person": coordinator.person_id, "ended": True},
    )
    if coordinator.from_on >= today:
        coordinator.delete()
    else:
        coordinator.until_on, coordinator.ended_at = today - timedelta(days=1), at
        coordinator.save(update_fields=["until_on", "ended_at"])
    scope.forget()
    return coordinator


def let_coordinators_follow(event: Event, *, at: datetime) -> None:
    """Let those who have the event in hand today keep it until two weeks after its new day."""
    live = event.coordinators.live(local_date(at)).filter(ended_at=None)
    live.update(until_on=max(last_day_of(event), local_date(at)))


def forget_coordinators(*, at: datetime, kept: Period, most: int = EVERYTHING) -> int:
    """Delete who had an event in hand longer ago than ``kept``, at most ``most``. Returns how many."""
    ended = EventCoordinator.objects.filter(until_on__lte=kept.latest_start(local_date(at)))
    return delete_some(ended.order_by("until_on"), most=most)
