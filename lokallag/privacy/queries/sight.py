"""Who can see me, and why: each office that is held today is asked the very acts that let its holder see."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import find_act
from lokallag.core.privacy import Sight, sights
from lokallag.core.scope import supposing
from lokallag.membership.queries.address import keeper
from lokallag.organisation.models import Kind, Title
from lokallag.organisation.queries import REGISTER_TITLES, Seat
from lokallag.organisation.queries.live_seats import LiveSeat, live_seats
from lokallag.people.models import Person

VIEWER, BRANCH, PARTY, NETWORK = -2, -3, -4, -5  # ids of nobody and nothing, for what is only supposed


@dataclass(frozen=True, slots=True)
class Seer:
    """One office whose holder can see something of the person, what, and until which day in words."""

    name: str
    office: str
    unit: str
    until: str
    sees: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnOffice:
    """An office of the person's own, which anyone can see on the open pages."""

    office: str
    unit: str


@dataclass(frozen=True, slots=True)
class SightPage:
    """All that ``privacy/sight.html`` shows. ``persons`` counts each seer once.

    ``keeper`` is the one who sees the address of somebody with a protected one; empty where nobody does.
    """

    persons: int
    seers: tuple[Seer, ...]
    own_offices: tuple[OwnOffice, ...]
    is_protected: bool
    keeper: str


def who_sees(person: Person, on: date) -> list[tuple[LiveSeat, tuple[str, ...]]]:
    """Return each office of somebody else that lets its holder see something of the person, and what in words.

    What an office lets its holder see does not depend on whether the holder has shown a second factor just now: it is
    asked of them before they see it. The same number of queries however many hold office.

    :param on: today's local date, which the rules look at
    """
    asked = [
        (
            sight,
            find_act(sight.act).predicate,
            [(target, sight.facts(target, on)) for target in sight.targets(person, on)],
        )
        for sight in sights()
    ]
    found = []
    for seat in live_seats(on):
        if seat.person.pk == person.pk:
            continue
        sees = []
        for sight, predicate, targets in asked:
            for target, facts in targets:
                with supposing({**seat.alone(on), **facts}):
                    if predicate.test(seat.person, target):
                        sees.append(sight.words_for(person, on))
                        break
        if sees:
            found.append((seat, tuple(sees)))
    return found


def _with_address(
    seeing: list[tuple[LiveSeat, tuple[str, ...]]], keeper_id: int
) -> list[tuple[LiveSeat, tuple[str, ...]]]:
    """Return the same, with the address that the one named sees by the office that it goes with."""
    return [
        (seat, (*sees, _("gateadressen og postnummeret ditt, fordi bare denne personen ser beskyttede adresser")))
        if seat.person.pk == keeper_id and seat.seat.unit_kind == Kind.MUNICIPAL and seat.seat.title in REGISTER_TITLES
        else (seat, sees)
        for seat, sees in seeing
    ]


def offices_that_see(on: date) -> list[tuple[Kind, tuple[Title, ...], tuple[str, ...]]]:
    """Return what each office sees of a member of the own branch, in words: those that see the same are one row.

    The acts' own predicates are asked, office by office, about a member who is made up. No other unit's office sees
    anything. Touches no table.
    """
    found: list[tuple[Kind, tuple[Title, ...], tuple[str, ...]]] = []
    viewer = Person(pk=VIEWER)
    for kind, unit_id in ((Kind.BRANCH, BRANCH), (Kind.NETWORK, NETWORK), (Kind.MUNICIPAL, PARTY)):
        by_sees: dict[tuple[str, ...], list[Title]] = {}
        for title in Title:
            only = Seat(unit_id, kind, title, None)
            seats: dict[Hashable, Any] = {("organisation.seats", VIEWER, on): frozenset({only})}
            sees = tuple(str(sight.shows) for sight in sights() if _is_seen(sight, viewer, seats, on))
            if sees:
                by_sees.setdefault(sees, []).append(title)
        found += [(kind, tuple(titles), sees) for sees, titles in by_sees.items()]
    return found


def _is_seen(sight: Sight, viewer: Person, seats: Mapping[Hashable, Any], on: date) -> bool:
    target, facts = sight.imagined(NETWORK if sight.unit_kind == Kind.NETWORK else BRANCH, on)
    with supposing({**seats, **facts}):
        return bool(find_act(sight.act).predicate.test(viewer, target))


def sight_page(person: Person, today: date) -> SightPage:
    """Return the page that answers who can see the person."""
    seeing = who_sees(person, today)
    named = keeper(today) if person.is_protected else None
    if named is not None and named.person_id != person.pk:
        seeing = _with_address(seeing, named.person_id)
    return SightPage(
        persons=len({seat.person.pk for seat, _sees in seeing}),
        seers=tuple(
            Seer(
                name=seat.person.name,
                office=seat.office,
                unit=seat.unit,
                until=in_words(seat.until_on) if seat.until_on else "",
                sees=sees,
            )
            for seat, sees in seeing
        ),
        own_offices=tuple(
            OwnOffice(seat.office, seat.unit) for seat in live_seats(today) if seat.person.pk == person.pk
        ),
        is_protected=person.is_protected,
        keeper=named.person.name if named is not None else "",
    )
