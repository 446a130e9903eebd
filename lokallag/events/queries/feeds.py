"""What calendars read: the events of all, of a unit, or of one person, and by what mark they know that nothing is new.

Each event is made into its part by the icalendar library once; parts are kept in the memory of the process, for they say
nothing that anyone may not know: open events in full, others as *Internt møte* with time and place (ADR 0024).
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
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
from lokallag.membership.models import BranchChoice, Membership
from lokallag.organisation.models import Term, Unit
from lokallag.organisation.queries import main_unit

BACK = timedelta(days=120)  # how long an event stays in a calendar after it is over
MOST_KEPT = 25_000
PIECE = 500

PartKey = tuple[int, datetime, str, str, str]
_parts: "OrderedDict[PartKey, bytes]" = OrderedDict()


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar that can be read: what it is called, what it holds, and the mark that changes when it does."""

    name: str
    events: QuerySet[Event]
    etag: str
    units: "Names"
    language: str

    def read(self) -> bytes:
        """Return the whole calendar."""
        return calendar_of(self.name, _parts_of(self.events, self.units, self.language))


@dataclass(frozen=True, slots=True)
class Names:
    """What the units are called on a day, by id, and a mark of it all."""

    by_id: dict[int, str]
    mark: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A calendar that is asked for: its mark, and how it is put together if the asker does not have it already."""

    etag: str
    name: str
    events: QuerySet[Event]

    def feed(self, at: datetime) -> Feed:
        """Return the calendar. One query for the names of units; the events are read when it is."""
        return Feed(self.name, self.events, self.etag, _names(local_date(at)), get_language() or "nb")


def public_feed(unit: Unit | None, name: str, at: datetime) -> Asked:
    """Return the open events of a unit, or of all. One query.

    :param name: what the calendar is to be called
    """
    events = Event.objects.shown().filter(audience=Audience.OPEN.value, ends_at__gt=at - BACK)
    if unit is not None:
        events = events.of(unit)
    return Asked(_etag("open", unit and unit.pk, name, at), name, events)


def event_feed(event: Event, at: datetime) -> Asked:
    """Return a calendar of one event, to be taken into one's own. One query."""
    return Asked(_etag("one", event.pk, "", at), event.title, Event.objects.filter(pk=event.pk))


def own_feed(token: FeedToken, at: datetime) -> Asked | None:
    """Return the calendar of the person who has the secret address: what their units hold and is for them.

    ``None`` where the person is neither member nor officer any more. One query, when the token comes from ``token_of``.
    """
    reader: list[int] = [*token.memberships, *token.terms]  # type: ignore[attr-defined]
    if not reader:
        return None
    today = local_date(at)
    facts = (token.key_hash, reader, token.choices, get_language())  # type: ignore[attr-defined]
    name = _("Møtene mine")
    return Asked(_etag("own", repr(facts), name, at), name, _own_events(token, today, at))


def token_of(key: str, on: date) -> FeedToken | None:
    """Return the secret address with this key, and what its person belongs to on the day, in one query."""
    with scope.opened("the calendar of whoever has its secret address"):
        members = Membership.objects.live(on).filter(person=OuterRef("person"))
        choices = BranchChoice.objects.live(on).filter(membership__person=OuterRef("person"))
        terms = Term.objects.live(on).filter(person=OuterRef("person"))
        return (
            FeedToken.objects.select_related("person")
            .annotate(
                memberships=ArraySubquery(members.values("pk")),
                choices=ArraySubquery(choices.values("unit_id")),
                terms=ArraySubquery(terms.values("pk")),
                seats=ArraySubquery(terms.values("office__unit_id")),
                titles=ArraySubquery(terms.values("office__title")),
            )
            .filter(key_hash=hash_of(key))
            .first()
        )


def _own_events(token: FeedToken, on: date, at: datetime) -> QuerySet[Event]:
    is_member = bool(token.memberships)  # type: ignore[attr-defined]
    units = set(token.seats)  # type: ignore[attr-defined]
    if is_member:
        party = main_unit(on)
        units |= {*token.choices, *([party.pk] if party is not None else [])}  # type: ignore[attr-defined]
    standing = Standing(
        is_member,
        token.person.birth_year,
        frozenset(units),
        frozenset(token.titles),  # type: ignore[attr-defined]
    )
    ours = Exists(EventHost.objects.filter(event=OuterRef("pk"), unit_id__in=units, state=Answer.ACCEPTED.value))
    held = Exists(EventCoordinator.objects.live(on).filter(event=OuterRef("pk"), person_id=token.person_id))
    shown = Q(state__in=[state.value for state in SHOWN])
    return Event.objects.filter(
        (meant_for(standing) & Q(ours)) | (shown & Q(held)),
        ends_at__gt=at - BACK,
    )


def _etag(kind: str, of: object, name: str, at: datetime) -> str:
    """Return a mark of all that a calendar shows: it changes with each change of events, and at midnight."""
    number = FeedMark.objects.values_list("number", flat=True).first()
    facts = repr((kind, of, name, number, local_date(at), get_language(), settings.SITE_URL))
    return f'"{hashlib.sha256(facts.encode()).hexdigest()[:32]}"'


def _names(on: date) -> Names:
    found = dict(Unit.objects.named(on).order_by("pk").values_list("pk", "name"))
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
        for event in Event.objects.filter(pk__in=ids[start : start + PIECE]).prefetch_related("hosts"):
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
