"""A network's meetings: what comes, what was, and the next one of many networks at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import MONTHS, in_words, weekday_name
from lokallag.core.permissions import Asker
from lokallag.events.domain.lifecycle import Answer, State
from lokallag.events.models import Event, EventHost
from lokallag.events.queries.rows import held_by
from lokallag.events.queries.words import place_in_words, time_in_words
from lokallag.events.rules import visible_to

COMING, EARLIER = 5, 5


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One meeting: day and month apart for what comes, the whole day in words for what was."""

    title: str
    url: str
    day: int
    month: str
    when: str
    held_on: str


@dataclass(frozen=True, slots=True)
class Meetings:
    """What comes, the next first, and what was, the last first. ``has_more`` says that more has been."""

    coming: tuple[MeetingRow, ...]
    earlier: tuple[MeetingRow, ...]
    has_more: bool


def meetings_of(unit_id: int, viewer: Asker, *, today: date, at: datetime) -> Meetings:
    """Return the meetings of a unit that the reader may see. One query."""
    held = held_by(visible_to(viewer, today), unit_id)
    ahead = held.filter(state=State.PUBLISHED).ahead(at).order_by("starts_at", "pk")[:COMING]
    over = held.filter(state__in=[State.PUBLISHED, State.DONE], ends_at__lte=at).order_by("-starts_at", "-pk")
    found = list(ahead.union(over[: EARLIER + 1], all=True))
    coming = sorted((each for each in found if each.ends_at > at), key=lambda each: (each.starts_at, each.pk))
    earlier = sorted(
        (each for each in found if each.ends_at <= at), key=lambda each: (each.starts_at, each.pk), reverse=True
    )
    return Meetings(
        tuple(_row(each, today) for each in coming),
        tuple(_row(each, today) for each in earlier[:EARLIER]),
        len(earlier) > EARLIER,
    )


def next_of(unit_ids: Collection[int], viewer: Asker, *, today: date, at: datetime) -> dict[int, MeetingRow]:
    """Return, by unit, the next meeting that the reader may see. One query, however many units."""
    if not unit_ids:
        return {}
    ahead = visible_to(viewer, today).filter(state=State.PUBLISHED).ahead(at)
    rows = (
        EventHost.objects.filter(unit_id__in=unit_ids, state=Answer.ACCEPTED, event__in=ahead)
        .select_related("event")
        .order_by("unit_id", "event__starts_at", "event_id")
        .distinct("unit_id")
    )
    return {row.unit_id: _row(row.event, today) for row in rows}


def _row(event: Event, today: date) -> MeetingRow:
    when = f"{weekday_name(event.day)} {time_in_words(event)}".capitalize()
    return MeetingRow(
        title=event.title,
        url=reverse("events:event", args=[event.slug]),
        day=event.day.day,
        month=str(MONTHS[event.day.month - 1])[:3],
        when=" · ".join(part for part in (when, place_in_words(event)) if part),
        held_on=in_words(event.day, today),
    )


def in_one_line(row: MeetingRow) -> str:
    """Return the next meeting as a network's card says it."""
    return _("Neste møte %(day)s: %(title)s") % {"day": row.held_on, "title": row.title}
