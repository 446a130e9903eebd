"""The year: days of many rules that lean on each other, the wheel of a unit, the board's overview. Goals: issue 4.

``expand_s`` finds the days of 400 units' 60 rules in ten years, each chain ending in days that are set; ``growth`` is
the same for twice as many units. The wheel has 80 entries and is asked as a visitor does, through all of the site; its
time as an officer is in the raw rounds beside it. The overview is of 400 units with 12 activities each.
"""

from collections.abc import Callable, Hashable
from datetime import date, timedelta

from django.db import connection
from django.http import HttpRequest
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from bench._members import SignedInSite, organisation
from bench.harness import Result, at_most, interleaved, median
from bench.territory import PLAIN
from lokallag.calendar.domain.graph import Anchor, Found, RuleGraph
from lokallag.calendar.domain.rules import Base, DateRule, FixedDate, FromEaster, FromEvent, NthWeekday, Roll, Step
from lokallag.organisation.models import Anchor as SetDay
from lokallag.organisation.models import Kind, Unit, UnitName
from lokallag.playbook.models import ActivityKind, PlannedActivity, YearPlan
from lokallag.playbook.services import load_library

UNITS, RULES, YEARS, ENTRIES, EACH = 400, 60, 10, 80, 12


def run(quick: bool) -> Result:
    """Measure the rules at 400 and 800 units, then the pages; ``quick`` takes fewer rounds."""
    times = 3 if quick else 7
    expanded = interleaved({"expand": lambda: _expand(UNITS), "expand_twice": lambda: _expand(2 * UNITS)}, rounds=times)
    party, leader, _branches = organisation()
    load_library(by=None, at=now())
    today = localdate()
    units = _units(party, UNITS, today)
    _plans(party, units, today.year)
    wheel = f"/arshjul/{units[0].slug}/?ar={today.year}"
    overview = f"/arshjul/oversikt/?ar={today.year}"
    with override_settings(STORAGES=PLAIN, SECURE_SSL_REDIRECT=False):
        officer, visitor = SignedInSite(leader), _Visitor(leader)
        counted = {
            "page": _queries(lambda: _right(visitor.answer(wheel), b"wh-mark", 2 * ENTRIES)),
            "officer": _queries(lambda: officer.answer(wheel)),
            "overview": _queries(lambda: _right(officer.answer(overview), b'<th scope="row">', UNITS)),
        }
        taken = interleaved(
            {
                "page": lambda: visitor.answer(wheel),
                "officer": lambda: officer.answer(wheel),
                "overview": lambda: officer.answer(overview),
            },
            rounds=5 if quick else 30,
        )
    return Result(
        sizes={
            "units": UNITS,
            "rules": RULES,
            "years": YEARS,
            "entries": ENTRIES,
            "officer_queries": counted["officer"],
        },
        rounds=[*expanded, *taken],
        goals=[
            at_most("expand_s", median(expanded, "expand"), 3),
            at_most("growth", median(expanded, "expand_twice") / median(expanded, "expand"), 2.2),
            at_most("page_queries", counted["page"], 8),
            at_most("page_ms", 1000 * median(taken, "page"), 40),
            at_most("overview_queries", counted["overview"], 8),
            at_most("overview_ms", 1000 * median(taken, "overview"), 100),
        ],
    )


class _Visitor(SignedInSite):
    """The same site for somebody who is not signed in."""

    def request(self, path: str, data: dict[str, str] | None = None) -> HttpRequest:
        """Return a request without a session."""
        request = super().request(path, data)
        request.COOKIES.clear()
        return request


def _right(response: object, mark: bytes, count: int) -> None:
    found = getattr(response, "content", b"").count(mark)
    if found < count:
        raise RuntimeError(f"the page shows {found} of {count}")


def _queries(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        work()
    return len(queries)


def _rules() -> dict[Hashable, DateRule]:
    """Return sixty rules: chains of four that begin in a set day, another chain, or a day of the calendar."""
    rules: dict[Hashable, DateRule] = {}
    for number in range(RULES):
        place = number % 6
        base: Base
        if place == 0:
            base = FromEvent("annual_meeting", -7 * (1 + number % 4), Step.DAYS, number % 2)
        elif place in {1, 2, 3}:
            base = FromEvent(f"rule{number - 1}", -5 if place == 2 else 3, Step.WEEKS if place == 3 else Step.DAYS)
        elif place == 4:
            base = NthWeekday(1 + number % 4, number % 7, 1 + number % 12)
        else:
            base = FromEaster(number) if number % 2 else FixedDate(1 + number % 12, 1 + number % 28)
        rules[f"rule{number}"] = DateRule(base, roll=(Roll.STAY, Roll.NEXT, Roll.PREVIOUS)[number % 3])
    return rules


def _expand(units: int) -> None:
    graph = RuleGraph(_rules())
    years = range(2025, 2025 + YEARS)
    for unit in range(units):
        anchors: dict[tuple[Hashable, int], Anchor] = {
            ("annual_meeting", year): Anchor(date(year, 2, 1) + timedelta(days=unit % 50))
            for year in range(2024, 2027 + YEARS)
        }
        days = graph.days(years, anchors=anchors)
        if len(days) != RULES * YEARS or not isinstance(days["rule3", 2026], Found):
            raise RuntimeError("not all days were found")


def _units(party: Unit, count: int, today: date) -> list[Unit]:
    """Write down as many branches as are missing, straight into the tables."""
    known = list(Unit.objects.filter(kind=Kind.BRANCH).named(today))
    made = Unit.objects.bulk_create(
        Unit(kind=Kind.BRANCH, parent=party, slug=f"ekstra-{number}", opened_on=date(2020, 1, 1))
        for number in range(count - 1 - len(known))
    )
    UnitName.objects.bulk_create(
        UnitName(unit=unit, name=f"Ekstra {number}", valid_from=unit.opened_on) for number, unit in enumerate(made)
    )
    return [*known, *made]


def _plans(party: Unit, units: list[Unit], year: int) -> None:
    """Give the first unit a published plan of eighty entries, and every unit twelve."""
    SetDay.objects.bulk_create(
        SetDay(unit=unit, kind="annual_meeting", year=each, day=date(each, 3, 11), is_confirmed=True, set_at=now())
        for unit in (party, *units)
        for each in (year, year + 1)
    )
    kinds = list(ActivityKind.objects.filter(units__contains="branch").order_by("position"))
    plans = YearPlan.objects.bulk_create(
        YearPlan(unit=unit, year=year, state="published", published_at=now()) for unit in (party, *units)
    )
    rows = []
    for plan in plans:
        count = ENTRIES if plan.unit_id == units[0].pk else EACH
        fixed = [kind for kind in kinds if "month" in kind.rule and "years" not in kind.rule]
        chosen = fixed[: count // 2]
        rows += [PlannedActivity(plan=plan, kind=kind, ring=kind.ring, state="planned") for kind in chosen]
        rows += [
            PlannedActivity(
                plan=plan,
                title=f"Møte {number}",
                ring="meeting",
                manual_day=date(year, 1, 2) + timedelta(days=4 * number),
                state="planned",
            )
            for number in range(count - len(chosen))
        ]
    PlannedActivity.objects.bulk_create(rows)
