"""What calendars read: the events of all, of a unit, or of one person, and the mark by which nothing is new.

Each event is made into its part by the icalendar library once; parts are kept in the memory of the process. They say
nothing of persons: open events stand in full, others as *Internt møte* with time and place (ADR 0024).
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.core import scope
from lokallag.events.domain.addresses import hash_of
from lokallag.events.domain.audience import Audience
from lokallag.events.domain.ical import Entry, calendar_of, part_of
from lokallag.events.domain.lifecycle import SHOWN, Answer, State
from lokallag.events.models import Event, EventCoordinator, EventHost, FeedMark, FeedToken, Kind
from lokallag.events.rules import Standing, meant_for
from lokallag.membership.models import Belonging, BranchChoice, Membership
from lokallag.organisation.models import Term, Unit
from lokallag.organisation.queries import main_unit, shown_units

BACK = timedelta(days=120)  # how long an event stays in a calendar after it is over
MOST_KEPT = 25_000
PIECE = 500
KEY, DAY = "the hash of a key", date(1900, 1, 1)  # stand for a request's own in the SQL that is kept

PartKey = tuple[int, datetime, str, str, str]
_parts: "OrderedDict[PartKey, bytes]" = OrderedDict()


@dataclass(frozen=True, slots=True)
class Names:
    """What the units are called on a day, by id, and a mark of it all."""

    by_id: dict[int, str]
    mark: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar: what it is called, and what it holds."""

    name: str
    events: QuerySet[Event]
    units: Names

    def read(self) -> bytes:
        """Return the whole calendar."""
        return calendar_of(self.name, _parts_of(self.events, self.units, get_language() or "nb"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A calendar that is asked for: its mark, and how it is put together for who does not have it already.

    ``put_together`` returns ``None`` where there is no such calendar.
    """

    etag: str
    put_together: Callable[[], Feed | None]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who has a secret address, and how they stand today: membership, branch, networks, terms and what they are."""

    pk: int
    person_id: int
    last_used_at: datetime | None
    language: str
    birth_year: int | None
    memberships: tuple[int, ...]
    choices: tuple[int, ...]
    networks: tuple[int, ...]
    terms: tuple[int, ...]
    seats: tuple[int, ...]
    titles: tuple[str, ...]
    mark: int

    @property
    def facts(self) -> tuple[object, ...]:
        """All that decides what stands in their calendar, beside the events."""
        return (self.pk, self.birth_year, self.memberships, self.choices, self.networks, self.terms)


def public_feed(unit: str, at: datetime) -> Asked:
    """Return the open events of the unit with this name in addresses; of all where it is empty. One query."""

    def put_together() -> Feed | None:
        today = local_date(at)
        units = _names(today)
        events = Event.objects.shown().filter(audience=Audience.OPEN.value, ends_at__gt=at - BACK)
        if not unit:
            party = main_unit(today)
            return Feed(units.by_id[party.pk] if party is not None else _("Arrangementer"), events, units)
        found = Unit.objects.open(today).filter(slug=unit).first()
        if found is None or not shown_units([found], AnonymousUser(), today):  # it is read by whoever has the address
            return None
        return Feed(units.by_id[found.pk], events.of(found), units)

    return Asked(_etag("open", unit, _mark(), at), put_together)


def event_feed(event: Event, at: datetime) -> Asked:
    """Return a calendar of one event, to be taken into one's own. One query."""
    return Asked(
        _etag("one", event.pk, _mark(), at),
        lambda: Feed(event.title, Event.objects.filter(pk=event.pk), _names(local_date(at))),
    )


def own_feed(reader: Reader, at: datetime) -> Asked:
    """Return the calendar of the person who has the secret address: what their units hold and is for them."""
    return Asked(
        _etag("own", reader.facts, reader.mark, at),
        lambda: Feed(_("Møtene mine"), _own_events(reader, local_date(at), at), _names(local_date(at))),
    )


def reader_of(key: str, on: date) -> Reader | None:
    """Return who has the secret address with this key, as they stand on the day. One query.

    ``None`` where nobody has it, or where who has it is neither member nor officer any more.
    """
    with scope.opened("the calendar of whoever has its secret address"):
        sql, parameters = _reader_sql()
        given: dict[object, Any] = {KEY: hash_of(key), DAY: on, DAY.isoformat(): on}
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(value, value) for value in parameters])
            row = cursor.fetchone()
    if row is None:
        return None
    memberships, choices, networks, terms, seats, titles = (tuple(sorted(found)) for found in row[5:11])
    reader = Reader(
        pk=row[0],
        person_id=row[1],
        last_used_at=row[2],
        language=row[3],
        birth_year=row[4],
        memberships=memberships,
        choices=choices,
        networks=networks,
        terms=terms,
        seats=seats,
        titles=titles,
        mark=row[11],
    )
    return reader if reader.memberships or reader.terms else None


@cache
def _reader_sql() -> tuple[str, tuple[object, ...]]:
    """Return the SQL of ``reader_of`` and its parameters, with ``KEY`` and ``DAY`` where a request's own go.

    A calendar asks again and again, and putting the query together took longer than the database's answer.
    """
    members = Membership.objects.live(DAY).filter(person=OuterRef("person"))
    choices = BranchChoice.objects.live(DAY).filter(membership__person=OuterRef("person"))
    belongs = Belonging.objects.filter(person=OuterRef("person"))
    terms = Term.objects.live(DAY).filter(person=OuterRef("person"))
    query = FeedToken.objects.filter(key_hash=KEY).values_list(
        "pk",
        "person_id",
        "last_used_at",
        "person__language",
        "person__birth_year",
        ArraySubquery(members.values("pk")),
        ArraySubquery(choices.values("unit_id")),
        ArraySubquery(belongs.values("unit_id")),
        ArraySubquery(terms.values("pk")),
        ArraySubquery(terms.values("office__unit_id")),
        ArraySubquery(terms.values("office__title")),
        Subquery(FeedMark.objects.values("number")[:1]),
    )
    sql, parameters = query.query.sql_with_params()
    return sql, tuple(parameters)


def _own_events(reader: Reader, on: date, at: datetime) -> QuerySet[Event]:
    is_member = bool(reader.memberships)
    units = set(reader.seats)
    if is_member:
        party = main_unit(on)
        units |= {*reader.choices, *reader.networks, *([party.pk] if party is not None else [])}
    standing = Standing(is_member, reader.birth_year, frozenset(units), frozenset(reader.titles))
    ours = Exists(EventHost.objects.filter(event=OuterRef("pk"), unit_id__in=units, state=Answer.ACCEPTED.value))
    held = Exists(EventCoordinator.objects.live(on).filter(event=OuterRef("pk"), person_id=reader.person_id))
    shown = Q(state__in=[state.value for state in SHOWN])
    return Event.objects.filter((meant_for(standing) & Q(ours)) | (shown & Q(held)), ends_at__gt=at - BACK)


def _mark() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM events_feedmark")
        return int(cursor.fetchone()[0])


def _etag(kind: str, of: object, mark: int, at: datetime) -> str:
    """Return what tells a calendar that nothing is new: it changes with each change of events, and at midnight."""
    facts = repr((kind, of, mark, local_date(at), get_language(), settings.SITE_URL))
    return f'"{hashlib.sha256(facts.encode()).hexdigest()[:32]}"'


def _names(on: date) -> Names:
    found = {unit.pk: unit.name for unit in Unit.objects.named(on).order_by("pk")}
    return Names(found, hashlib.sha256(repr(found).encode()).hexdigest()[:16])


def _parts_of(events: QuerySet[Event], units: Names, language: str) -> list[bytes]:
    """Return the parts of the events, in the order of time; those that are not kept are made, and kept."""
    rows = events.order_by("starts_at", "pk").values_list("pk", "updated_at", "state", "audience")
    keys: list[PartKey] = [
        (pk, updated_at, state, language, units.mark if audience == Audience.OPEN else "")
        for pk, updated_at, state, audience in rows
    ]
    missing = {key[0]: key for key in keys if key not in _parts}
    made: dict[PartKey, bytes] = {}
    ids = list(missing)
    for start in range(0, len(ids), PIECE):
        for event in Event.objects.filter(pk__in=ids[start : start + PIECE]).prefetch_related("hosts").order_by("pk"):
            made[missing[event.pk]] = part_of(entry_of(event, units))
    found = [made[key] if key in made else _parts.get(key, b"") for key in keys]
    _parts.update(made)
    while len(_parts) > MOST_KEPT:
        _parts.popitem(last=False)
    return found


def forget_parts() -> None:
    """Forget all parts that this process keeps."""
    _parts.clear()


def entry_of(event: Event, units: Names) -> Entry:
    """Return what a calendar is told of an event. Of what is not open to all: *Internt møte*, when and where."""
    is_open = event.audience == Audience.OPEN
    place = ", ".join(filter(None, [event.place_name, event.street_address, event.postal_code]))
    if not place and event.online_link:
        place = _("På nett")
    link = reverse("events:by_uid", kwargs={"uid": event.uid})
    return Entry(
        uid=f"{event.uid}@lokallag",
        sequence=event.sequence,
        updated_at=event.updated_at,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        title=_title(event) if is_open else _("Internt møte"),
        place=place,
        text=_text(event, units) if is_open else "",
        url=f"{settings.SITE_URL}{link}",
        category=str(Kind(event.kind).label) if is_open else "",
        is_cancelled=event.state == State.CANCELLED,
    )


def _title(event: Event) -> str:
    if event.state == State.CANCELLED:
        return _("Avlyst: %(title)s") % {"title": event.title}
    return event.title


def _text(event: Event, units: Names) -> str:
    hosts = [
        units.by_id.get(host.unit_id, "")
        for host in sorted(event.hosts.all(), key=lambda host: (not host.is_main, host.pk))
        if host.state == Answer.ACCEPTED
    ]
    lines: Iterable[str] = [
        _("Arrangør: %(names)s") % {"names": ", ".join(filter(None, hosts))},
        event.cancel_reason if event.state == State.CANCELLED else "",
        event.practical,
        event.description,
    ]
    return "\n\n".join(filter(None, lines))
