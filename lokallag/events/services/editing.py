"""Changing what is said about an event, and announcing it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import check_fresh
from lokallag.events.domain.lifecycle import OPEN, State, may_move
from lokallag.events.models import Event, EventTask, Kind
from lokallag.events.services.days import hold_set_day
from lokallag.events.services.facts import FIELDS, Facts, Point, check_span, columns
from lokallag.events.services.making import OWN_TASK, clean_questions, locked, write_programme
from lokallag.events.services.signups import settle
from lokallag.events.services.sources import let_source_follow
from lokallag.followup import services as followup
from lokallag.people.models import Person

MOST_POINTS = 30


@transaction.atomic
def edit_event(
    *,
    event: Event,
    facts: Facts,
    by: Person,
    at: datetime,
    span: tuple[datetime, datetime] | None = None,
    and_later: bool = False,
    seen: str | None = None,
) -> list[Event]:
    """Change what is said about an event. Returns those that were changed, in the order of time.

    Who is told of it is nobody: a time is changed here only while the event is a draft, afterwards by ``move_event``.

    :param span: beginning and end, for a draft
    :param and_later: also the later ones of its series that are not over, each on its own day
    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: it is over or cancelled, or a fact is missing, too long or contradicts another
    """
    event = locked(event)
    check_fresh(seen, event.fingerprint)
    _check_open(event)
    if span is not None and span != (event.starts_at, event.ends_at):
        if State(event.state) is not State.DRAFT:
            raise RuleViolation(_("Arrangementet er kunngjort. Bruk «Flytt», så får de som er påmeldt, beskjed."))
        check_span(*span)
        event.starts_at, event.ends_at = span
        let_tasks_follow(event, by=by, at=at)
        let_source_follow(event, by=by, at=at)
    changed = [event, *(later_ones(event) if and_later else [])]
    lead = None if facts.signup_last_on is None else event.day - facts.signup_last_on
    for each in changed:
        said = facts if lead is None else replace(facts, signup_last_on=each.day - lead)
        for name, value in columns(said, starts_at=each.starts_at).items():
            setattr(each, name, value)
        touch(each, at)
        with speaking(FIELDS):
            each.save()
        audit.record("events.edit_event", actor=by, target=each, at=at)
        settle(each.pk, at=at)
    return changed


@transaction.atomic
def set_programme(
    *,
    event: Event,
    points: Sequence[Point],
    by: Person,
    at: datetime,
    questions: Sequence[str] | None = None,
    seen: str | None = None,
) -> Event:
    """Write the programme anew, in this order.

    :param questions: what is talked about at the whole event, in order; ``None`` leaves those that stand there
    :raises StalePage: somebody else changed the event meanwhile
    :raises RuleViolation: there are too many points or questions, or the event is over or cancelled
    """
    event = locked(event)
    check_fresh(seen, event.fingerprint)
    _check_open(event)
    if len(points) > MOST_POINTS:
        raise RuleViolation(_("Et program har høyst %(most)d punkter.") % {"most": MOST_POINTS})
    write_programme(event, points)
    if questions is not None:
        event.questions = clean_questions(questions)
    touch(event, at)
    event.save(update_fields=["questions", "sequence", "updated_at"])
    audit.record("events.edit_event", actor=by, target=event, at=at, details={"points": len(points)})
    return event


@transaction.atomic
def publish_event(
    *, event: Event, by: Person | None, at: datetime, and_later: bool = False, seen: str | None = None
) -> list[Event]:
    """Announce an event. Returns those that were announced, in the order of time.

    A unit's annual meeting takes hold of its set day (``services.days``).

    :param and_later: also the later drafts of its series
    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: it is not a draft, is over already, or has neither place nor link
    """
    event = locked(event)
    check_fresh(seen, event.fingerprint)
    if not may_move(State(event.state), State.PUBLISHED):
        raise RuleViolation(_("Arrangementet er kunngjort allerede."))
    later = [each for each in later_ones(event) if State(each.state) is State.DRAFT] if and_later else []
    for each in (event, *later):
        if each.ends_at <= at:
            raise RuleViolation(_("Arrangementet er over. Velg en dag som kommer, før du kunngjør det."))
        if not (each.place_name or each.street_address or each.online_link):
            raise RuleViolation(_("Skriv hvor det er, eller lenken til møtet på nett, før du kunngjør det."))
        each.state, each.published_at = State.PUBLISHED, at
        touch(each, at)
        each.save(update_fields=["state", "published_at", "sequence", "updated_at"])
        if each.kind == Kind.ANNUAL_MEETING:
            hold_set_day(each, by=by, at=at)
        audit.record("events.publish_event", actor=by, target=each, at=at)
    return [event, *later]


@transaction.atomic
def add_task(
    *,
    event: Event,
    title: str,
    before: int,
    responsible: Person | None,
    by: Person,
    at: datetime,
) -> EventTask:
    """Put something to be done for the event on its main host's list. It follows the event's day.

    :param before: how many days ahead of the event it is due; below 0 is after it
    :raises RuleViolation: no title, or the responsible one has no office there
    """
    event = locked(event)
    _check_open(event)
    main = event.hosts.select_related("unit").get(is_main=True)
    commitment = followup.take_on(
        unit=main.unit,
        title=title,
        by=by,
        at=at,
        due_on=due_on(event, before),
        responsible=responsible,
        source_label=event.title,
        source_url=reverse("events:work", args=[event.slug]),
        source_key=f"{OWN_TASK}{event.pk}:{event.tasks.count()}:{at.timestamp()}"[:120],
    )
    return event.tasks.create(commitment=commitment, before=before)


def due_on(event: Event, before: int) -> date:
    """Return the day a task is due."""
    return event.day - timedelta(days=before)


def let_tasks_follow(event: Event, *, by: Person | None, at: datetime) -> None:
    """Move the open tasks of an event to where its day has gone."""
    for task in event.tasks.select_related("commitment"):
        key, day = task.commitment.source_key, due_on(event, task.before)
        followup.move_source(source_key=key, due_on=day, by=by, at=at)


def later_ones(event: Event) -> list[Event]:
    """Return the later events of its series that can still be changed, locked, in the order of time."""
    if event.series is None:
        return []
    later = Event.objects.select_for_update(of=("self",)).filter(series=event.series, starts_at__gt=event.starts_at)
    return list(later.filter(state__in=[state.value for state in OPEN]).order_by("starts_at", "pk"))


def touch(event: Event, at: datetime) -> None:
    """Note that calendars and open forms have an older event than this."""
    event.sequence += 1
    event.updated_at = at


def _check_open(event: Event) -> None:
    if State(event.state) not in OPEN:
        raise RuleViolation(_("Arrangementet er avsluttet og kan ikke endres. Lag en kopi hvis dere vil ha det igjen."))
