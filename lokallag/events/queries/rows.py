"""An event as a line in a list: on the calendar, the front page, a unit's page, Min side."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import MONTHS, weekday_name
from lokallag.core.permissions import Asker
from lokallag.events.domain.audience import Audience
from lokallag.events.domain.lifecycle import SHOWN, Answer, State
from lokallag.events.models import STATES, Event, EventCoordinator, EventHost, EventQuerySet, Kind
from lokallag.events.queries.words import audience_in_words, join, letter_of, place_in_words, time_in_words
from lokallag.events.rules import HOLDING, led_units, visible_to
from lokallag.organisation.models import Unit
from lokallag.territory.queries.coming import Coming


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event in a list. ``audience`` is empty where it is open to all; ``state`` is said where it is not usual."""

    title: str
    url: str
    letter: str
    kind: str
    day: int
    month: str
    weekday: str
    time: str
    place: str
    hosts: str
    audience: str
    state: str
    tag: str


def host_names(event_ids: Iterable[int], today: date) -> dict[int, list[str]]:
    """Return, by event, what those who hold it are called, the main host first. One query."""
    rows = (
        EventHost.objects.filter(event_id__in=list(event_ids), state=Answer.ACCEPTED)
        .order_by("-is_main", "pk")
        .values_list("event_id", "unit_id")
    )
    pairs = list(rows)
    units = Unit.objects.filter(pk__in={unit for _event, unit in pairs}).named(today)
    names = {unit.pk: unit.name for unit in units}
    found: dict[int, list[str]] = {}
    for event_id, unit_id in pairs:
        found.setdefault(event_id, []).append(names[unit_id])
    return found


def rows_of(events: Iterable[Event], today: date, *, to_work: bool = False) -> tuple[EventRow, ...]:
    """Return lines for the events, in the order given. Two queries, however many there are.

    :param to_work: they lead to where the hosts work with them
    """
    found = list(events)
    names = host_names([event.pk for event in found], today) if found else {}
    return tuple(_row(event, names.get(event.pk, []), to_work=to_work) for event in found)


def coming(viewer: Asker, *, today: date, at: datetime, most: int, unit_id: int | None = None) -> tuple[EventRow, ...]:
    """Return what is announced, not cancelled, and coming, the next first: what this reader may see of it.

    :param unit_id: only what this unit holds
    """
    events = visible_to(viewer, today).filter(state=State.PUBLISHED).ahead(at)
    if unit_id is not None:
        events = held_by(events, unit_id)
    return rows_of(events.order_by("starts_at", "pk")[:most], today)


def coming_in(unit: Unit, viewer: Asker, today: date, at: datetime) -> tuple[Coming, ...]:
    """Return what comes in a unit, as its own page shows it: at most three."""
    rows = coming(viewer, today=today, at=at, most=3, unit_id=unit.pk)
    return tuple(
        Coming(
            row.day,
            row.month,
            row.title,
            row.url,
            " · ".join(part for part in (f"{row.weekday} {row.time}".capitalize(), row.place) if part),
        )
        for row in rows
    )


def calendar_of(unit: Unit) -> str:
    """Return where all that a unit holds stands."""
    return f"{reverse('events:list')}?{urlencode({'enhet': unit.slug})}"


def in_hand(viewer: Asker, *, today: date, at: datetime, most: int = 20) -> tuple[EventRow, ...]:
    """Return what the reader works with and is not over: held by a unit they lead, or in their hand. The next first."""
    if not viewer.is_authenticated:
        return ()
    led = led_units(viewer, today)
    own = EventHost.objects.filter(unit_id__in=led, state__in=HOLDING).values("event_id")
    given = EventCoordinator.objects.live(today).filter(person_id=int(viewer.pk)).values("event_id")
    events = visible_to(viewer, today).exclude(state=State.CANCELLED).ahead(at)
    events = events.filter(Q(pk__in=own) | Q(pk__in=given))
    return rows_of(events.order_by("starts_at", "pk")[:most], today, to_work=True)


def held_by(events: EventQuerySet, unit_id: int) -> EventQuerySet:
    """Keep the events that the unit holds, alone or with others."""
    held = EventHost.objects.filter(unit_id=unit_id, state=Answer.ACCEPTED)
    return events.filter(pk__in=held.values("event_id"))


def _row(event: Event, hosts: list[str], *, to_work: bool) -> EventRow:
    state = State(event.state)
    said, tag = "", ""
    if state in {State.CANCELLED, State.DRAFT}:
        said, tag = str(STATES[state]), "danger" if state is State.CANCELLED else ""
    elif event.moved_from is not None and state is State.PUBLISHED:
        said, tag = _("Ny tid"), "warning"
    return EventRow(
        title=event.title,
        url=reverse("events:work" if to_work or state not in SHOWN else "events:event", args=[event.slug]),
        letter=letter_of(event),
        kind=str(Kind(event.kind).label),
        day=event.day.day,
        month=str(MONTHS[event.day.month - 1])[:3],
        weekday=weekday_name(event.day),
        time=time_in_words(event),
        place=place_in_words(event),
        hosts=join(hosts),
        audience="" if event.audience == Audience.OPEN else audience_in_words(event, hosts),
        state=said,
        tag=tag,
    )
