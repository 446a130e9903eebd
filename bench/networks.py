"""Networks: the list and the page at 5, 50 and 500 of them with 10,000 members. Goals: issue 6, speed.

Each is asked for through all of the site by a visitor and by a member who belongs to the network; ``list_queries`` and
``page_queries`` are the most that either takes at any size. ``growth`` is the wall-clock time of a page at the greatest
number of networks against the same page at the smallest, the worst of the four. What is measured apart is a part of its
own: a function in ``PARTS``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from bench._members import AT, SignedInSite, _tidy, add_members, organisation
from bench.harness import Goal, Number, Result, at_most, interleaved, median
from bench.territory import PLAIN
from bench.wheel import _Visitor
from lokallag.events.models import Event, EventHost
from lokallag.membership.models import Belonging, Membership
from lokallag.networks.models import Network
from lokallag.organisation.models import Kind, Office, Term, Title, Unit, UnitName
from lokallag.people.models import Person

SIZES, MEMBERS, EACH_BELONGS_TO, MEETINGS = (5, 50, 500), 10_000, 2, 6


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of the benchmark found."""

    sizes: Mapping[str, Number]
    rounds: Sequence[Mapping[str, Number]]
    goals: Sequence[Goal]


def lists_and_pages(quick: bool) -> Part:
    """Measure the list and the page, for a visitor and for a member who belongs to the network."""
    party, leader, branches = organisation()
    add_members(MEMBERS, branches)
    members = list(Person.objects.filter(pk__in=Membership.objects.values("person_id")).order_by("pk"))
    rounds: list[dict[str, float]] = []
    wall: dict[int, dict[str, float]] = {}
    most = {"list": 0, "page": 0}
    networks: list[Network] = []
    with override_settings(STORAGES=PLAIN, SECURE_SSL_REDIRECT=False):
        visitor, member = _Visitor(leader), SignedInSite(members[0])
        for size in SIZES:
            fresh = _found(party, size - len(networks), members)
            _meet(fresh, leader)
            networks += fresh
            _belong(networks, members)
            works: dict[str, Callable[[], object]] = {}
            for who, site in (("visitor", visitor), ("member", member)):
                for name, path in (("list", "/nettverk/"), ("page", f"/nettverk/{networks[0].unit.slug}/")):
                    site.answer(path)  # the first one writes down when the sign-in was used last
                    with CaptureQueriesContext(connection) as queries:
                        answer = site.answer(path)
                    most[name] = max(most[name], len(queries))
                    _right(name, getattr(answer, "content", b"").decode(), size)
                    works[f"{name}_{who}"] = partial(site.answer, path)
            taken = interleaved(works, rounds=8 if quick else 60)
            wall[size] = {name: median(taken, name) for name in works}
            rounds += [{f"{name}_{size}": value for name, value in each.items()} for each in taken]
    growth = max(wall[SIZES[-1]][name] / wall[SIZES[0]][name] for name in wall[SIZES[0]])
    return Part(
        sizes={"networks": len(networks), "members": MEMBERS, "belongings": Belonging.objects.count()},
        rounds=rounds,
        goals=[
            at_most("list_queries", most["list"], 8),
            at_most("page_queries", most["page"], 8),
            at_most("growth", growth, 1.5),
        ],
    )


PARTS: tuple[Callable[[bool], Part], ...] = (lists_and_pages,)


def run(quick: bool) -> Result:
    """Measure all parts, one after the other on the same database."""
    found = [part(quick) for part in PARTS]
    return Result(
        sizes={name: value for part in found for name, value in part.sizes.items()},
        rounds=[each for part in found for each in part.rounds],
        goals=[goal for part in found for goal in part.goals],
    )


def _found(party: Unit, how_many: int, members: list[Person]) -> list[Network]:
    """Write so many networks more, each with a steering group of three."""
    already, began, until = Network.objects.count(), AT.date(), localdate() + timedelta(days=365)
    units = Unit.objects.bulk_create(
        Unit(kind=Kind.NETWORK, parent=party, slug=f"nettverk-{number}", opened_on=began, has_proposal_right=False)
        for number in range(already, already + how_many)
    )
    UnitName.objects.bulk_create(
        UnitName(unit=unit, name=f"Fagnettverk {already + at:03} for helse og omsorg", valid_from=began)
        for at, unit in enumerate(units)
    )
    seats = ((Title.LEADER, 1), (Title.BOARD_MEMBER, 6))
    offices = Office.objects.bulk_create(
        Office(unit=unit, title=title, seats=seats_) for unit in units for title, seats_ in seats
    )
    chosen = iter(members[1000 + already * 3 :])
    Term.objects.bulk_create(
        Term(
            office=office,
            seat=seat,
            person=person,
            holder_name=person.name,
            from_on=began,
            until_on=until,
            elected_by="Styret, sak 14/26",
        )
        for office in offices
        for seat in ((1,) if office.title == Title.LEADER else (1, 2))
        for person in (next(chosen),)
    )
    return Network.objects.bulk_create(
        Network(
            unit=unit,
            topic="Helse og omsorg",
            purpose="Vi møtes seks ganger i året for å lære av dem som jobber i tjenestene. " * 3,
            usual_hours="Første tirsdag i måneden kl. 19",
            founded_on=began,
            meeting_on=began,
            case_number="14/26",
        )
        for unit in units
    )


def _meet(networks: list[Network], leader: Person) -> None:
    at = now()
    events = [
        Event(
            title=f"Møte {number} i {network.pk}",
            slug=f"mote-{network.pk}-{number}",
            kind="open_meeting",
            state="published",
            published_at=at,
            audience="open",
            place_name="Rådhuset",
            starts_at=at + timedelta(days=7 * (number - MEETINGS // 2) + 1),
            ends_at=at + timedelta(days=7 * (number - MEETINGS // 2) + 1, hours=2),
            made_by=leader,
            made_at=at,
            updated_at=at,
        )
        for network in networks
        for number in range(MEETINGS)
    ]
    Event.objects.bulk_create(events, batch_size=1000)
    EventHost.objects.bulk_create(
        [
            EventHost(event=event, unit_id=networks[at_ // MEETINGS].pk, is_main=True, state="accepted", asked_at=at)
            for at_, event in enumerate(events)
        ],
        batch_size=1000,
    )


def _belong(networks: list[Network], members: list[Person]) -> None:
    """Let each member belong to two networks, the first of them to the first."""
    Belonging.objects.all().delete()
    Belonging.objects.bulk_create(
        [
            Belonging(
                person=person,
                unit_id=networks[(number + step * 2) % len(networks)].pk,
                kind="follows" if (number + step) % 4 == 3 else "joined",
                channel="calendar",
                since=AT.date(),
            )
            for number, person in enumerate(members)
            for step in range(EACH_BELONGS_TO)
        ],
        batch_size=2000,
    )
    _tidy()


def _right(name: str, text: str, size: int) -> None:
    """Look whether the page shows what it should.

    :raises RuntimeError: it does not
    """
    if name == "list":
        shown, wanted = text.count("Neste møte"), min(size, 12)
    else:
        shown, wanted = text.count("Med i styringsgruppa"), 2
    if shown != wanted:
        raise RuntimeError(f"the {name} at {size} networks shows {shown} of {wanted}")
