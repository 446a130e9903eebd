"""Who can see me, and why: each office that is held today is asked the very acts that let its holder see."""

from dataclasses import dataclass
from datetime import date

from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import find_act
from lokallag.core.privacy import sights
from lokallag.core.scope import supposing
from lokallag.membership.queries.address import keeper
from lokallag.organisation.queries.live_seats import LiveSeat, live_seats
from lokallag.people.models import Person


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
                        sees.append(str(sight.shows))
                        break
        if sees:
            found.append((seat, tuple(sees)))
    return found


def sight_page(person: Person, today: date) -> SightPage:
    """Return the page that answers who can see the person."""
    seeing = who_sees(person, today)
    named = keeper(today) if person.is_protected else None
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
