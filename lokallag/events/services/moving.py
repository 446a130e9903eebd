"""Moving, cancelling and ending events. Those signed up are told in the same transaction (``services.told``)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import in_oslo
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import check_fresh
from lokallag.events.domain.lifecycle import OPEN, State, may_move
from lokallag.events.domain.times import HourMissing, HourTwice, coming, wall
from lokallag.events.models import Event
from lokallag.events.services import told
from lokallag.events.services.coordinators import let_coordinators_follow
from lokallag.events.services.days import let_go, move_set_day
from lokallag.events.services.editing import later_ones, let_tasks_follow, touch
from lokallag.events.services.facts import FIELDS, check_span, signup_end, signup_last_on
from lokallag.events.services.making import close_tasks, locked
from lokallag.events.services.sources import let_source_follow, tell_source_of_cancelling
from lokallag.people.models import Person


@transaction.atomic
def move_event(
    *,
    event: Event,
    starts_at: datetime,
    ends_at: datetime,
    by: Person,
    at: datetime,
    and_later: bool = False,
    seen: str | None = None,
) -> list[Event]:
    """Give an event another time. Tasks, deadline of sign-up, coordinators and set day follow; all concerned are told.

    Returns those that were moved, in the order they had.

    :param and_later: also the later ones of its series, each by as many days, at the same new time on the wall
    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: it is over or cancelled, it would end before it starts, or it would begin in the past
    """
    event = locked(event)
    check_fresh(seen, event.fingerprint)
    if State(event.state) not in OPEN:
        raise RuleViolation(_("Arrangementet er avsluttet og kan ikke flyttes."))
    check_span(starts_at, ends_at)
    if starts_at <= at:
        raise RuleViolation(
            _("Arrangementet kan ikke flyttes til en tid som er over. Velg en som kommer."), field="day"
        )
    later = later_ones(event) if and_later else []
    spans = [(event, (starts_at, ends_at)), *((each, _along(each, event, starts_at, ends_at)) for each in later)]
    moved = []
    for each, span in spans:
        if span == (each.starts_at, each.ends_at):
            continue
        put_at(each, span, by=by, at=at)
        move_set_day(each, by=by, at=at)
        audit.record("events.move_event", actor=by, target=each, at=at)
        moved.append(each)
    return moved


def put_at(event: Event, span: tuple[datetime, datetime], *, by: Person | None, at: datetime) -> None:
    """Write another time on a locked event, let what hangs on it follow, and tell those concerned if it is announced.

    This is the one place where an event's time changes after it was announced.
    """
    was = event.starts_at
    last_on, day = signup_last_on(event), event.day
    event.starts_at, event.ends_at = span
    if last_on is not None:
        event.signup_until = signup_end(last_on + (event.day - day), starts_at=event.starts_at)
    if State(event.state) is State.PUBLISHED:
        event.moved_from = was
    touch(event, at)
    with speaking(FIELDS):
        event.save(update_fields=["starts_at", "ends_at", "signup_until", "moved_from", "sequence", "updated_at"])
    let_tasks_follow(event, by=by, at=at)
    let_coordinators_follow(event, at=at)
    let_source_follow(event, by=by, at=at)
    if State(event.state) is State.PUBLISHED:
        told.of_move(event, was=was, by=by, at=at)


@transaction.atomic
def cancel_event(
    *, event: Event, reason: str, by: Person, at: datetime, and_later: bool = False, seen: str | None = None
) -> list[Event]:
    """Call an announced event off, with a reason. Its open tasks are closed, all concerned are told.

    Returns those that were cancelled, in the order of time.

    :param and_later: also the later ones of its series that are announced
    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: it is a draft, over or cancelled already, or no reason is given
    """
    event = locked(event)
    check_fresh(seen, event.fingerprint)
    words = reason.replace("\x00", "").strip()
    if len(words) > 400:
        raise RuleViolation(
            _("Skriv høyst %(most)d tegn. Nå er det %(now)d.") % {"most": 400, "now": len(words)}, field="reason"
        )
    if not may_move(State(event.state), State.CANCELLED):
        raise RuleViolation(_("Bare et arrangement som er kunngjort og ikke er over, kan avlyses."))
    later = [each for each in later_ones(event) if may_move(State(each.state), State.CANCELLED)] if and_later else []
    for each in (event, *later):
        each.state, each.cancel_reason, each.cancelled_at = State.CANCELLED, words, at
        touch(each, at)
        with speaking(FIELDS):
            each.save(update_fields=["state", "cancel_reason", "cancelled_at", "sequence", "updated_at"])
        let_go(each)
        close_tasks(each, str(_("Arrangementet er avlyst: %(reason)s") % {"reason": words}), by=by, at=at)
        tell_source_of_cancelling(each, by=by, at=at)
        audit.record("events.cancel_event", actor=by, target=each, at=at)
        told.of_cancelling(each, by=by, at=at)
    return [event, *later]


@transaction.atomic
def finish_event(*, event: Event, by: Person | None, at: datetime) -> Event:
    """Note that an event was held. One that is noted already stays as it is.

    :raises RuleViolation: it is not announced, or not over yet
    """
    event = locked(event)
    if State(event.state) is State.DONE:
        return event
    if not may_move(State(event.state), State.DONE) or event.ends_at > at:
        raise RuleViolation(_("Bare et arrangement som er kunngjort og over, er gjennomført."))
    event.state = State.DONE
    event.save(update_fields=["state"])
    audit.record("events.edit_event", actor=by, target=event, at=at, details={"state": State.DONE.value})
    return event


def finish_past_events(*, at: datetime) -> int:
    """Note all announced events that are over as held. Returns how many there were."""
    over = list(Event.objects.filter(state=State.PUBLISHED, ends_at__lte=at).order_by("ends_at", "pk"))
    for event in over:
        finish_event(event=event, by=None, at=at)
    return len(over)


def _along(each: Event, first: Event, starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
    """Return where another event of the series goes: by as many days, at the new time on the wall.

    :raises RuleViolation: the clock skips or repeats the time there
    """
    new, end = in_oslo(starts_at), in_oslo(ends_at)
    day = each.day + (new.date() - first.day)
    try:
        return (
            wall(day, new.time().replace(fold=0), coming(starts_at)),
            wall(day + (end.date() - new.date()), end.time().replace(fold=0), coming(ends_at)),
        )
    except (HourMissing, HourTwice) as error:
        raise RuleViolation(
            _("Den natta klokka stilles, passer ikke klokkeslettet for et av de senere. Flytt det for seg."),
            field="starts",
        ) from error
