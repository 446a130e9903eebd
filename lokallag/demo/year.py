"""The demo's year: the wheel of this year and next, and the branches' plans in different states."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from lokallag.calendar.domain.graph import Found
from lokallag.calendar.domain.holidays import next_working_day
from lokallag.calendar.domain.local import local_date
from lokallag.demo.book import build_book
from lokallag.demo.duties import go_through, publish_division
from lokallag.organisation.models import Kind, Term, Title, Unit
from lokallag.people.models import Person
from lokallag.playbook import services
from lokallag.playbook.domain.duties import WHOLE_REVIEW
from lokallag.playbook.domain.lifecycle import OPEN
from lokallag.playbook.domain.reports import asked_of
from lokallag.playbook.domain.tip_lifecycle import State as Outcome
from lokallag.playbook.models import ActivityKind, PlannedActivity, Tip, Weight, YearPlan
from lokallag.playbook.queries.reckoning import reckoner_for

OSLO = ZoneInfo("Europe/Oslo")
EXEMPLARY = "Haslum"
# How much each branch takes of what the library suggests, the most needed first, and whether its plan is published.
TAKES = {
    "Østre Bærum": (14, True),
    "Sandvika og omegn": (10, True),
    "Lommedalen–Bærums Verk": (7, True),
    "Rykkinn–Kolsås": (5, False),
}
ALWAYS = (
    "arsmote-avdeling",
    "innkalling-arsmote-avdeling",
    "forslagsfrist-arsmote-avdeling",
    "sakspapirer-arsmote-avdeling",
)
OWN = (
    ("Sommermøte i hagen", "meeting", (6, 16)),
    ("Stand på torget", "campaign", (8, 22)),
    ("Julemøte med gløgg", "meeting", (12, 8)),
)
REPORTS = (
    (24, "Fin kveld. Mange nye ansikter, og diskusjonen gikk til vi måtte låse."),
    (11, "Færre enn vi håpet, men de som kom, tok på seg oppgaver."),
    (37, "Full sal. Ordføreren svarte på alt."),
    (9, "Stille kveld i regnet. De som kom, ble sittende lenge."),
    (18, "Gode innspill til programmet. De er sendt til komiteen."),
)
NUMBERS = {
    "new_members": (2, 0, 1, 3),
    "contacts": (5, 8, 3, 12),
    "leaflets": (120, 300, 80, 250),
    "cost": (450, 1200, 0, 780),
}
# What one branch tells the next time, and what the others do: one tip each.
TIPS = (
    "Sett av en halvtime til kaffe før start. Det var da de nye begynte å snakke.",
    "Ring folk uka før. En e-post alene er ikke nok.",
    "Be om spørsmål på lapper, så kommer flere til orde enn de tre som alltid tar mikrofonen.",
    "Vi lånte lokale av velforeningen gratis. Spør der først.",
    "La en fra hvert lag lede et bord. Da kjente alle noen.",
    "Skriv innbydelsen på engelsk og polsk også. To nye kom fordi naboen viste dem lappen.",
)
OTHER_TIPS = (
    "Skriv på plakaten at det er rullestolrampe på baksiden.",
    "Begynn klokka 18.00, ikke 19.00. Småbarnsforeldrene rakk det da.",
    "Ha med vekslepenger. Ingen hadde Vipps i kiosken.",
    "Bytt til barneskolen. Biblioteket stenger klokka åtte.",
)
ANSWERS = (
    (Outcome.TAKEN_IN, "Takk! Nå står det i sjekklista."),
    (Outcome.TAKEN_IN, "Takk for et godt råd. Vi har skrevet det inn under «Slik gjør dere det»."),
    (Outcome.SET_ASIDE, "Takk for tipset. Det gjelder bare dette lokalet, så vi lar det stå ved rapporten deres."),
)
WAITING = 3


@dataclass(frozen=True, slots=True)
class Desk:
    """Who writes, and when: the board's leader, the party, and the days of today's and next year."""

    party: Unit
    by: Person
    at: datetime
    today: date
    tips: Iterator[str] = field(default_factory=lambda: iter(TIPS))
    other_tips: Iterator[str] = field(default_factory=lambda: iter(OTHER_TIPS))

    @property
    def years(self) -> tuple[int, int]:
        """This year and next."""
        return self.today.year, self.today.year + 1


def build_year(*, party: Unit, at: datetime) -> None:
    """Fill the years before, now and next with set days, the wheel and the branches' plans."""
    today = local_date(at)
    desk = Desk(party, _leader(party, today), at, today)
    services.load_library(by=None, at=at)
    build_book(party=party, at=at)
    branches = list(Unit.objects.branches(today))
    _set_days(desk, branches)
    publish_division(party=party, leader=desk.by, at=at)
    for year in (today.year - 1, *desk.years):
        _board(desk, year)
    for number, branch in enumerate(branches):
        if branch.name == EXEMPLARY:
            _exemplary(desk, branch)
        elif branch.name in TAKES:
            count, is_published = TAKES[branch.name]
            _plan(desk, branch, desk.years[0], count=count, shift=number, is_published=is_published)
            if count >= 10:
                _plan(desk, branch, desk.years[1], count=count, shift=number, is_published=is_published)
        else:
            _nothing_ahead(desk, branch)
    go_through(at=at)


def answer_tips(*, party: Unit, at: datetime) -> None:
    """Answer all tips but the newest few, each some days after it was left."""
    by = _leader(party, local_date(at))
    found = list(Tip.objects.order_by("left_at", "pk"))
    for number, tip in enumerate(found[:-WAITING]):
        state, answer = ANSWERS[number % len(ANSWERS)]
        answered_at = min(tip.left_at + timedelta(days=6), at)
        services.answer_tip(tip=tip, state=state, answer=answer, by=by, at=answered_at)


def _leader(unit: Unit, today: date) -> Person:
    term = Term.objects.live(today).select_related("person").get(office__unit=unit, office__title=Title.LEADER)
    assert term.person is not None
    return term.person


def _set_days(desk: Desk, branches: list[Unit]) -> None:
    """Set what is known: last year's and this year's confirmed, next year's partly expected."""
    for year in (desk.today.year - 1, *desk.years, desk.today.year + 2):
        is_known = year <= desk.today.year
        _set(desk, desk.party, "annual_meeting", _weekday(year, 3, 3, 2), is_confirmed=True)
        _set(desk, desk.party, "county_annual_meeting", _weekday(year, 3, 5, 4), is_confirmed=is_known)
        _set(desk, desk.party, "council_last_meeting_before_summer", _weekday(year, 6, 2, 3), is_confirmed=is_known)
        _set(desk, desk.party, "council_budget_meeting", _weekday(year, 12, 2, 2), is_confirmed=is_known)
        if year % 2:
            _set(desk, desk.party, "national_congress", _weekday(year, 4, 3, 2), is_confirmed=is_known)
        else:
            _set(desk, desk.party, "nomination_meeting", _weekday(year, 11, 2, 3), is_confirmed=is_known)
        for number, branch in enumerate(branches):
            day = _weekday(year, 1 if number % 2 else 2, number % 4, 2 if number % 2 else 1)
            _set(desk, branch, "annual_meeting", day, is_confirmed=is_known)


def _set(desk: Desk, unit: Unit, kind: str, day: date, *, is_confirmed: bool) -> None:
    services.set_day(unit=unit, kind=kind, year=day.year, day=day, is_confirmed=is_confirmed, by=desk.by, at=desk.at)


def _weekday(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def _board(desk: Desk, year: int) -> None:
    """Take into the party's plan all that must be done, and what should in such a year; publish it."""
    kinds = ActivityKind.objects.filter(units__contains="municipal").exclude(weight=Weight.MAY).order_by("position")
    kinds = kinds.exclude(key=WHOLE_REVIEW)  # it is there since a version of the division of labour was adopted
    reckoner = reckoner_for(desk.party, year=year, today=desk.today)
    for number, kind in enumerate(kinds):
        rule = reckoner.graph.rules[kind.key]
        is_set_day = kind.rule.get("amount") == 0
        is_of_the_year = rule.holds_in(year) and (kind.weight == Weight.MUST or is_set_day or number % 3 != 1)
        # A nomination is held only in some years: what is counted from it has no day in the others.
        if is_of_the_year and isinstance(reckoner.suggested(kind, desk.party.pk, year), Found):
            services.take_activity(unit=desk.party, kind=kind, year=year, by=desk.by, at=desk.at)
    services.publish_plan(unit=desk.party, year=year, by=desk.by, at=desk.at)
    _report_the_past(desk, desk.party, year)


def _plan(desk: Desk, branch: Unit, year: int, *, count: int, shift: int, is_published: bool) -> None:
    leader = _leader(branch, desk.today)
    known = ActivityKind.objects.filter(key__in=ALWAYS)
    reckoner = reckoner_for(desk.party, year=year, today=desk.today)
    kinds = [
        kind
        for kind in ActivityKind.objects.filter(units__contains="branch", weight=Weight.SHOULD).order_by("position")
        if isinstance(reckoner.suggested(kind, branch.pk, year), Found)
    ]
    for kind in [*known, *(kinds[shift:] + kinds[:shift])[::2][: count - len(ALWAYS)]]:
        services.take_activity(unit=branch, kind=kind, year=year, by=leader, at=desk.at)
    title, ring, (month, day) = OWN[shift % len(OWN)]
    services.add_activity(
        unit=branch,
        year=year,
        title=title,
        ring=ring,
        day=next_working_day(date(year, month, day)),
        by=leader,
        at=desk.at,
    )
    if is_published:
        services.publish_plan(unit=branch, year=year, by=leader, at=desk.at)
    _report_the_past(desk, branch, year)


def _exemplary(desk: Desk, branch: Unit) -> None:
    """Give one branch all of it: last year reported, this year kept, one skipped with a reason, next year begun."""
    leader = _leader(branch, desk.today)
    for year in (desk.today.year - 1, *desk.years):
        _plan(desk, branch, year, count=18, shift=1, is_published=True)
    coming = _open_of(desk, branch, desk.years)
    for activity in coming[:3]:
        services.confirm_activity(activity=activity, by=leader, at=desk.at)
    if len(coming) > 4:
        services.skip_activity(
            activity=coming[4],
            reason="Naboavdelingen holder det samme uka etter. Vi går dit sammen.",
            by=leader,
            at=desk.at,
        )


def _nothing_ahead(desk: Desk, branch: Unit) -> None:
    """Leave one branch with last year's meeting alone."""
    leader = _leader(branch, desk.today)
    kind = ActivityKind.objects.get(key="arsmote-avdeling")
    services.take_activity(unit=branch, kind=kind, year=desk.today.year - 1, by=leader, at=desk.at)
    services.publish_plan(unit=branch, year=desk.today.year - 1, by=leader, at=desk.at)
    _report_the_past(desk, branch, desk.today.year - 1)


def _open_of(desk: Desk, unit: Unit, years: tuple[int, ...]) -> list[PlannedActivity]:
    """Return what a unit has ahead, the nearest first."""
    found = list(
        PlannedActivity.objects.filter(
            plan__unit=unit, plan__year__in=years, state__in=[state.value for state in OPEN]
        ).select_related("plan", "kind")
    )
    dated = reckoner_for(desk.party, year=desk.today.year, today=desk.today, own=found).dated(found)
    ahead = [(each.day, each.activity.pk, each.activity) for each in dated if each.day and each.day > desk.today]
    return [activity for _day, _pk, activity in sorted(ahead, key=lambda item: item[:2])]


def _report_the_past(desk: Desk, unit: Unit, year: int) -> None:
    """Write a short report of each activity whose day is over; a few give a tip."""
    leader = _leader(unit, desk.today)
    plan = YearPlan.objects.get(unit=unit, year=year)
    found = list(plan.activities.select_related("plan", "kind").order_by("pk"))
    dated = reckoner_for(desk.party, year=year, today=desk.today, own=found).dated(found)
    past = [each for each in dated if each.day is not None and each.day < desk.today]
    gave: list[str] = []
    for number, each in enumerate(past):
        activity, day = each.activity, each.day
        assert day is not None
        ring = activity.kind.ring if activity.kind is not None else activity.ring
        attended, how = (None, "Gjort i tide.") if ring == "deadline" else REPORTS[number % len(REPORTS)]
        asks = asked_of(None if activity.kind is None else activity.kind.report, ring)
        numbers: dict[str, Any] = {
            name: values[number % len(values)] for name, values in NUMBERS.items() if name in asks
        }
        services.report_activity(
            activity=activity,
            attended=attended if "attended" in asks else None,
            how=how,
            tip="" if ring == "deadline" else _tip(desk, unit, gave=gave),
            **numbers,
            by=leader,
            at=datetime.combine(min(day + timedelta(days=1), desk.today), time(9), OSLO),
        )


def _tip(desk: Desk, unit: Unit, *, gave: list[str]) -> str:
    """Return what a report tells the next: the exemplary branch tells most, the others one thing a year."""
    if unit.kind == Kind.MUNICIPAL or (gave and unit.name != EXEMPLARY):
        return ""
    tip = next(desk.tips if unit.name == EXEMPLARY else desk.other_tips, "")
    gave.append(tip)
    return tip
