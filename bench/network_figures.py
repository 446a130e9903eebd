"""Figures of 50 networks over two years: 24 meetings each, 20 persons at each, 200 who have joined. Goal: issue 6.

``figures_ms`` is what it takes to count them; the board's whole page with them is in the raw rounds beside it.
"""

import random
from datetime import timedelta

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from bench._members import SignedInSite, add_members, organisation
from bench.harness import Goal, Result, at_most, interleaved, median
from bench.territory import PLAIN
from lokallag.events.models import Event, EventHost, EventReport, Signup
from lokallag.membership.models import Belonging
from lokallag.networks.models import Network
from lokallag.networks.queries.network_figures import figures, period_until
from lokallag.organisation.domain.rulebook import read_rules
from lokallag.organisation.models import Kind, Unit, UnitName
from lokallag.people.models import Person

NETWORKS, MEETINGS, CAME, JOINED, MEMBERS = 50, 24, 20, 200, 10_000


def run(quick: bool) -> Result:
    """Measure in an organisation of its own."""
    party, leader, branches = organisation()
    add_members(MEMBERS, branches)
    goals, rounds = measure(party, leader, quick=quick)
    return Result(
        sizes={"networks": NETWORKS, "meetings": NETWORKS * MEETINGS, "came": NETWORKS * MEETINGS * CAME},
        rounds=rounds,
        goals=goals,
    )


def measure(party: Unit, leader: Person, *, quick: bool) -> tuple[list[Goal], list[dict[str, float]]]:
    """Return the goals of the figures and the raw rounds, in an organisation that has its members already."""
    units = _networks(party)
    _meetings(units)
    period, rules = period_until(now()), read_rules({}, version=0)
    ids = [unit.pk for unit in units]
    found = figures(ids, period, rules)
    if min(each.meetings for each in found.networks.values()) < MEETINGS or found.total.attendance == 0:
        raise RuntimeError(f"not all meetings are counted: {found.total}")
    with CaptureQueriesContext(connection) as queries:
        figures(ids, period, rules)
    with override_settings(STORAGES=PLAIN, SECURE_SSL_REDIRECT=False):
        officer = SignedInSite(leader)
        taken = interleaved(
            {
                "figures": lambda: figures(ids, period, rules),
                "page": lambda: officer.answer("/nettverk/evaluering/"),
            },
            rounds=3 if quick else 15,
        )
    for each in taken:
        each["figures_queries"] = len(queries)
    return [at_most("figures_ms", 1000 * median(taken, "figures"), 300)], taken


def _networks(party: Unit) -> list[Unit]:
    units = Unit.objects.bulk_create(
        Unit(
            kind=Kind.NETWORK,
            parent=party,
            slug=f"tallnett-{number}",
            opened_on=party.opened_on,
            has_proposal_right=False,
        )
        for number in range(NETWORKS)
    )
    UnitName.objects.bulk_create(
        UnitName(unit=unit, name=f"Tallnett {number:02}", valid_from=party.opened_on)
        for number, unit in enumerate(units)
    )
    Network.objects.bulk_create(
        Network(unit=unit, topic="Tall", purpose="Tall.", founded_on=party.opened_on) for unit in units
    )
    chance = random.Random(6)
    persons = list(Person.objects.values_list("pk", flat=True))
    Belonging.objects.bulk_create(
        Belonging(person_id=pk, unit=unit, kind="joined", channel="email", since=party.opened_on)
        for unit in units
        for pk in chance.sample(persons, JOINED)
    )
    return units


def _meetings(units: list[Unit]) -> None:
    at, chance = now(), random.Random(7)
    begins = [at - timedelta(days=28 * number + 5) for number in range(MEETINGS)]
    events = Event.objects.bulk_create(
        Event(
            slug=f"tall-{unit.pk}-{number}",
            title="Møte",
            kind="network_meeting",
            starts_at=begin,
            ends_at=begin + timedelta(hours=2),
            state="done",
            published_at=begin,
            made_at=begin,
            updated_at=begin,
        )
        for unit in units
        for number, begin in enumerate(begins)
    )
    hosts = [unit for unit in units for _begin in begins]
    EventHost.objects.bulk_create(
        EventHost(event=event, unit=unit, state="accepted", is_main=True, asked_at=event.starts_at)
        for event, unit in zip(events, hosts, strict=True)
    )
    by_unit: dict[int, list[int]] = {}
    for unit_id, person_id in Belonging.objects.filter(unit__in=units).values_list("unit_id", "person_id"):
        by_unit.setdefault(unit_id, []).append(person_id)
    Signup.objects.bulk_create(
        (
            Signup(
                event=event,
                person_id=pk,
                state="signed_up",
                number=place + 1,
                signed_at=event.starts_at,
                arrived=1,
            )
            for event, unit in zip(events, hosts, strict=True)
            for place, pk in enumerate(chance.sample(by_unit[unit.pk], CAME))
        ),
        batch_size=2000,
    )
    EventReport.objects.bulk_create(
        EventReport(event=event, how="Bra", cost=500, written_at=event.ends_at) for event in events[::2]
    )
