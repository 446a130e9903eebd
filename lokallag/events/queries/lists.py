"""The calendar: what comes as a list, and a month at a time."""

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.holidays import holiday_name
from lokallag.calendar.domain.local import midnight_after, midnight_before
from lokallag.calendar.domain.words import WEEKDAYS, in_words, month_name
from lokallag.core.permissions import Asker, may
from lokallag.events.domain.lifecycle import State
from lokallag.events.models import Event, EventQuerySet, Kind
from lokallag.events.queries.rows import EventRow, held_by, rows_of
from lokallag.events.queries.words import clock, letter_of
from lokallag.events.rules import led_units, visible_to
from lokallag.organisation.models import Unit
from lokallag.organisation.queries.hidden import shown_units
from lokallag.organisation.queries.units import open_units

MOST = 100
Crumbs = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose in a filter."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What part of the calendar somebody asks for: a unit by its slug, a kind; empty is all. ``past`` is what was."""

    unit: str = ""
    kind: str = ""
    past: bool = False

    def query(self, **more: str) -> str:
        """Return the end of an address that asks for the same, and more: "?enhet=haslum", or nothing."""
        parts = {"enhet": self.unit, "slag": self.kind, "vis": "tidligere" if self.past else "", **more}
        kept = {name: value for name, value in parts.items() if value}
        return f"?{urlencode(kept)}" if kept else ""


@dataclass(frozen=True, slots=True)
class MonthGroup:
    """A month in the list, and its events."""

    label: str
    rows: tuple[EventRow, ...]


@dataclass(frozen=True, slots=True)
class EventListPage:
    """All that ``events/event_list.html`` shows. ``is_cut`` says that there are more than are shown."""

    title: str
    lead: str
    crumbs: Crumbs
    months: tuple[MonthGroup, ...]
    units: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    is_filtered: bool
    is_past: bool
    is_cut: bool
    month_url: str
    other_url: str
    all_url: str
    make_url: str
    unit_slug: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One event on a day of the month."""

    title: str
    url: str
    letter: str
    kind: str
    time: str
    is_cancelled: bool
    is_draft: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month: its number, what it is called in full, what is on it. Others fill the weeks up."""

    number: int
    label: str
    holiday: str
    is_today: bool
    is_other: bool
    is_sunday: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class MonthPage:
    """All that ``events/event_month.html`` shows. ``days`` are whole weeks from Monday."""

    title: str
    crumbs: Crumbs
    weekdays: tuple[tuple[str, str], ...]
    days: tuple[Day, ...]
    count: int
    units: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    month: str
    is_filtered: bool
    before: tuple[str, str]
    after: tuple[str, str]
    this_url: str
    list_url: str
    make_url: str


def list_page(asked: Asked, *, viewer: Asker, today: date, at: datetime) -> EventListPage:
    """Return the list: what comes, by month, the next first; of what was, the last first. At most 100 events.

    Six queries for a visitor, however many events.
    """
    units = shown_units(open_units(today), viewer, today)
    events = _asked_for(asked, visible_to(viewer, today), units)
    if asked.past:
        events = events.filter(ends_at__lte=at).exclude(state=State.DRAFT).order_by("-starts_at", "-pk")
    else:
        events = events.filter(ends_at__gt=at).order_by("starts_at", "pk")
    found = list(events[: MOST + 1])
    shown = found[:MOST]
    rows = rows_of(shown, today)
    by_month = groupby(zip(shown, rows, strict=True), key=lambda pair: (pair[0].day.year, pair[0].day.month))
    unit = next((unit for unit in units if unit.slug == asked.unit), None)
    return EventListPage(
        title=_title(unit, past=asked.past),
        lead=_lead(len(found), past=asked.past),
        crumbs=(),
        months=tuple(
            MonthGroup(_month(date(year, month, 1), today), tuple(row for _event, row in group))
            for (year, month), group in by_month
        ),
        units=_choices(units, asked.unit),
        kinds=_kinds(asked.kind),
        is_filtered=bool(asked.unit or asked.kind),
        is_past=asked.past,
        is_cut=len(found) > MOST,
        month_url=reverse("events:month") + Asked(asked.unit, asked.kind).query(),
        other_url=reverse("events:list") + Asked(asked.unit, asked.kind, past=not asked.past).query(),
        all_url=reverse("events:list") + Asked(past=asked.past).query(),
        make_url=_make_url(viewer, today, unit),
        unit_slug="" if unit is None else unit.slug,
    )


def month_page(first: date, asked: Asked, *, viewer: Asker, today: date) -> MonthPage:
    """Return a month: each of its days with what is on, filled up to whole weeks.

    :param first: the first day of the month
    """
    units = shown_units(open_units(today), viewer, today)
    days = list(Calendar().itermonthdates(first.year, first.month))
    events = _asked_for(asked, visible_to(viewer, today), units).filter(
        starts_at__lt=midnight_after(days[-1]), ends_at__gt=midnight_before(days[0])
    )
    by_day: dict[date, list[Entry]] = defaultdict(list)
    count = 0
    for event in events.order_by("starts_at", "pk"):
        count += event.day.month == first.month
        for number in range((event.last_day - event.day).days + 1):
            by_day[event.day + timedelta(days=number)].append(_entry(event, is_first=number == 0))
    unit = next((unit for unit in units if unit.slug == asked.unit), None)
    name = _month(first, None)
    return MonthPage(
        title=name if unit is None else _("%(month)s i %(unit)s") % {"month": name, "unit": unit.name},
        crumbs=((_("Arrangementer"), reverse("events:list") + asked.query()), (name, None)),
        weekdays=tuple((str(name)[:3], str(name)) for name in WEEKDAYS),
        days=tuple(
            Day(
                number=day.day,
                label=in_words(day, first, weekday=True),
                holiday=holiday_name(day).replace(";", " og") if day.month == first.month else "",
                is_today=day == today,
                is_other=day.month != first.month,
                is_sunday=day.weekday() == 6 or bool(holiday_name(day)),
                entries=tuple(by_day.get(day, ())) if day.month == first.month else (),
            )
            for day in days
        ),
        count=count,
        units=_choices(units, asked.unit),
        kinds=_kinds(asked.kind),
        month=f"{first:%Y-%m}",
        is_filtered=bool(asked.unit or asked.kind),
        before=_turn(first - timedelta(days=1), asked, today),
        after=_turn(days_after(first), asked, today),
        this_url="" if (first.year, first.month) == (today.year, today.month) else _turn(today, asked, today)[1],
        list_url=reverse("events:list") + asked.query(),
        make_url=_make_url(viewer, today, unit),
    )


def days_after(first: date) -> date:
    """Return the first day of the next month."""
    return (first.replace(day=28) + timedelta(days=7)).replace(day=1)


def _turn(day: date, asked: Asked, today: date) -> tuple[str, str]:
    return _month(day, today), reverse("events:month") + asked.query(maned=f"{day:%Y-%m}")


def _entry(event: Event, *, is_first: bool) -> Entry:
    state = State(event.state)
    return Entry(
        title=event.title,
        url=reverse("events:work" if state is State.DRAFT else "events:event", args=[event.slug]),
        letter=letter_of(event),
        kind=str(Kind(event.kind).label),
        time=clock(event.starts_at) if is_first else "",
        is_cancelled=state is State.CANCELLED,
        is_draft=state is State.DRAFT,
    )


def _asked_for(asked: Asked, events: EventQuerySet, units: list[Unit]) -> EventQuerySet:
    if asked.unit:
        unit = next((unit for unit in units if unit.slug == asked.unit), None)
        events = events.none() if unit is None else held_by(events, unit.pk)
    return events.filter(kind=asked.kind) if asked.kind else events


def _choices(units: list[Unit], chosen: str) -> tuple[Choice, ...]:
    return (
        Choice("", _("Alle"), not chosen),
        *(Choice(unit.slug, unit.name, unit.slug == chosen) for unit in units),
    )


def _kinds(chosen: str) -> tuple[Choice, ...]:
    return (
        Choice("", _("Alle slag"), not chosen),
        *(Choice(kind.value, str(kind.label), kind == chosen) for kind in Kind),
    )


def _title(unit: Unit | None, *, past: bool) -> str:
    if past:
        return _("Det som har vært") if unit is None else _("Det som har vært i %(unit)s") % {"unit": unit.name}
    return _("Arrangementer") if unit is None else _("Arrangementer i %(unit)s") % {"unit": unit.name}


def _lead(count: int, *, past: bool) -> str:
    if past:
        return _("Møter, stander og kvelder som er holdt eller avlyst, de siste først.")
    if not count:
        return _("Ingenting er kunngjort akkurat nå.")
    return _("Møter, stander og kvelder du kan komme på. Du trenger ikke være medlem for å komme på de åpne.")


def _month(day: date, today: date | None) -> str:
    name = month_name(day)
    return name.capitalize() if today is not None and day.year == today.year else f"{name.capitalize()} {day.year}"


def _make_url(viewer: Asker, today: date, unit: Unit | None) -> str:
    """Return where the reader makes an event: for the unit shown, else for one to choose; empty if they may nowhere."""
    if unit is not None and may(viewer, "events.create_event", unit):
        return reverse("events:create", args=[unit.slug])
    if unit is None and led_units(viewer, today):
        return reverse("events:choose")
    return ""
