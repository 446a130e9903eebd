"""An event's own page, as anyone it is for may see it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker, may
from lokallag.events.domain.lifecycle import SHOWN, Answer, State
from lokallag.events.models import Event, Kind, ProgrammeItem
from lokallag.events.queries.summaries import SummaryPart
from lokallag.events.queries.words import (
    audience_in_words,
    clock,
    letter_of,
    moved_in_words,
    time_in_words,
)
from lokallag.organisation.models import NameOn, Unit
from lokallag.organisation.queries import page_of
from lokallag.territory.queries import place_and_unit

Crumbs = tuple[tuple[str, str | None], ...]
MOST_OF_SERIES = 6
HOSTS = """
    SELECT unit.*, {name} AS name
    FROM events_eventhost AS host JOIN organisation_unit AS unit ON unit.id = host.unit_id
    WHERE host.event_id = %s AND host.state = %s ORDER BY host.is_main DESC, host.id
""".replace("{name}", NameOn.written("unit.id"))


@dataclass(frozen=True, slots=True)
class HostLink:
    """A unit that holds the event, and its page."""

    name: str
    url: str
    email: str


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A point of the programme: when, as far as it can be reckoned, what, who speaks, and what is talked about."""

    time: str
    title: str
    speaker: str
    is_opening: bool
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherDay:
    """Another event of the same series."""

    label: str
    url: str
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class EventPage:
    """All that ``events/event_detail.html`` shows beside the sign-up, which has a page of its own (``signup``).

    ``link`` is empty for who may not see it, ``is_online`` says that there is one. ``area`` is the branch that answers
    for where it is held, where it is not one of the hosts. ``lead`` is the first paragraph of what is written.
    """

    title: str
    crumbs: Crumbs
    kind: str
    letter: str
    hosts: tuple[HostLink, ...]
    day: str
    time: str
    moved_from: str
    place: str
    address: str
    area: HostLink | None
    practical: str
    is_online: bool
    link: str
    audience: str
    lead: str
    text: str
    programme: tuple[ProgrammeRow, ...]
    questions: tuple[str, ...]
    series: tuple[OtherDay, ...]
    contact: str
    is_draft: bool
    is_over: bool
    cancel_reason: str
    is_cancelled: bool
    work_url: str
    source_label: str
    source_url: str
    key: str
    signup: object | None = None
    summary: SummaryPart | None = None


def event_page(
    event: Event,
    *,
    viewer: Asker,
    today: date,
    is_over: bool,
    signup: object | None = None,
    summary: SummaryPart | None = None,
) -> EventPage:
    """Return the page. Four queries beside those that ask who may, however long the programme is.

    :param event: one that the reader may see
    :param is_over: it has ended
    :param signup: what the part about sign-up shows
    :param summary: what the part about the summary shows
    """
    hosts = _hosts(event, today)
    place, answering = place_and_unit(event.postal_code, today) if event.postal_code else ("", None)
    state = State(event.state)
    lead, text = _split(event.description)
    works = may(viewer, "events.see_work", event)
    return EventPage(
        title=event.title,
        crumbs=(
            (_("Arrangementer"), reverse("events:list")),
            (in_words(event.day, today), None),
        ),
        kind=str(Kind(event.kind).label),
        letter=letter_of(event),
        hosts=hosts,
        day=in_words(event.day, weekday=True).capitalize(),
        time=time_in_words(event),
        moved_from=moved_in_words(event, today) if state is State.PUBLISHED else "",
        place=event.place_name or event.street_address,
        address=_address(event, place),
        area=_area(answering, hosts),
        practical=event.practical,
        is_online=bool(event.online_link),
        link=event.online_link if event.online_link and may(viewer, "events.see_link", event) else "",
        audience=audience_in_words(event, [host.name for host in hosts]),
        lead=lead,
        text=text,
        programme=programme_rows(event),
        questions=tuple(event.questions),
        series=_series(event, today),
        contact=next((host.email for host in hosts if host.email), ""),
        is_draft=state not in SHOWN,
        is_over=is_over,
        cancel_reason=event.cancel_reason,
        is_cancelled=state is State.CANCELLED,
        work_url=reverse("events:work", args=[event.slug]) if works else "",
        source_label=event.source_label if works else "",
        source_url=event.source_url if works else "",
        key=event.slug,
        signup=signup,
        summary=summary,
    )


def programme_rows(event: Event) -> tuple[ProgrammeRow, ...]:
    """Return the programme with the times that follow from how long each point takes. One query."""
    found: list[ProgrammeRow] = []
    at = event.starts_at
    items: list[ProgrammeItem] = list(event.programme.order_by("position"))
    known = True
    for item in items:
        time = clock(at) if known else ""
        found.append(ProgrammeRow(time, item.title, item.speaker, item.is_opening, tuple(item.questions)))
        known = known and item.minutes is not None
        at += timedelta(minutes=item.minutes or 0)
    if len(found) > 1 and not any(row.time for row in found[1:]):  # nothing is said of how long things take
        return tuple(replace(row, time="") for row in found)
    return tuple(found)


def _hosts(event: Event, today: date) -> tuple[HostLink, ...]:
    return tuple(_link(unit) for unit in Unit.objects.raw(HOSTS, [today, today, event.pk, Answer.ACCEPTED]))


def _link(unit: Unit) -> HostLink:
    return HostLink(unit.name, page_of(unit), unit.public_email)


def _area(unit: Unit | None, hosts: tuple[HostLink, ...]) -> HostLink | None:
    return None if unit is None or unit.name in {host.name for host in hosts} else _link(unit)


def _address(event: Event, place: str) -> str:
    """Return street, code and place in one line; what is said as the place already is left out."""
    street = event.street_address if event.place_name else ""
    code = f"{event.postal_code} {place}".strip()
    return ", ".join(part for part in (street, code) if part)


def _series(event: Event, today: date) -> tuple[OtherDay, ...]:
    if event.series is None:
        return ()
    others = (
        Event.objects.shown()
        .filter(series=event.series, starts_at__gte=event.starts_at, audience=event.audience)
        .exclude(pk=event.pk)
    )
    return tuple(
        OtherDay(
            in_words(other.day, today, weekday=True),
            reverse("events:event", args=[other.slug]),
            other.state == State.CANCELLED,
        )
        for other in others.order_by("starts_at", "pk")[:MOST_OF_SERIES]
    )


def _split(text: str) -> tuple[str, str]:
    """Return the first paragraph if it is short enough to stand large, and the rest."""
    first, _gap, rest = text.replace("\r\n", "\n").strip().partition("\n\n")
    return (first, rest.strip()) if len(first) <= 320 else ("", text.strip())
