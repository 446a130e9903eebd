"""What stands in a year: the plans a reader may see, their activities with days, and the units they belong to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from lokallag.calendar.domain.graph import Found
from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker, may
from lokallag.organisation.models import Anchor, Kind, Unit, UnitQuerySet
from lokallag.playbook.domain.clashes import Clash, ClashKind, Gathering, clashes
from lokallag.playbook.domain.dates import Fixed
from lokallag.playbook.domain.lifecycle import OPEN, SHOWN, State
from lokallag.playbook.domain.words import SHORT, short_span
from lokallag.playbook.models import STATES, PlannedActivity, Ring, Weight, YearPlan
from lokallag.playbook.queries.addresses import addresses
from lokallag.playbook.queries.known_kinds import AnyKind
from lokallag.playbook.queries.reckoning import Dated, Reckoner, reckoner_for
from lokallag.territory.queries import neighbours_of

LETTERS = {"deadline": "f", "meeting": "d", "campaign": "k", "network": "n", "day": "m"}
GATHER = frozenset({"meeting", "campaign", "network"})
PLANNING = (Kind.MUNICIPAL, Kind.BRANCH, Kind.NETWORK, Kind.COUNCIL_GROUP)
ORDER = {kind.value: number for number, kind in enumerate(PLANNING)}
PURPOSES = {
    "budget": gettext_noop("bundet til budsjettet"),
    "programme": gettext_noop("bundet til programmet"),
    "nomination": gettext_noop("bundet til nominasjonen"),
    "annual_meeting": gettext_noop("årsmøte"),
}
MOST_CLASHES = 6
MOST_NEIGHBOURS = 30
MERGED_WITHIN = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One thing in the year as a list or table shows it."""

    key: str
    name: str
    url: str
    letter: str
    kind: str
    unit: str
    day: str
    month: str
    when: str
    first: date | None
    last: date | None
    why: str
    state: str
    state_tag: str
    weight: str
    purpose: str
    is_late: bool
    is_expected: bool
    report: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A kind that does not stand in the plan, with the day it would get."""

    key: str
    name: str
    url: str
    when: str
    weight: str
    why: str
    is_fixed: bool


class PlanningUnit(NamedTuple):
    """A unit that makes plans, with as much as pages about the year say of it: there may be hundreds."""

    pk: int
    kind: str
    slug: str
    name: str

    @property
    def unit_id(self) -> int:
        """The unit that rights are asked by."""
        return self.pk


Planner = Unit | PlanningUnit


@dataclass(frozen=True, slots=True)
class Year:
    """What was found of a year. ``dated`` are the activities whose day falls in it or that have none yet."""

    party: Unit
    units: Mapping[int, Planner]
    year: int
    today: date
    reckoner: Reckoner
    plans: dict[tuple[int, int], YearPlan]
    dated: tuple[Dated, ...]
    others: tuple[Dated, ...]
    sees_draft: frozenset[int]


def planning_units(today: date) -> list[PlanningUnit]:
    """Return the units that make plans, with their names: the party first, then branches, networks, the group."""
    return in_order(map(PlanningUnit._make, _planning(today).values_list(*PlanningUnit._fields)))


def _planning(today: date) -> UnitQuerySet:
    return Unit.objects.open(today).filter(kind__in=PLANNING).named(today)


def units_with_days(today: date, years: range, *, tips: "QuerySet[Any]") -> tuple[list[PlanningUnit], list[Fixed], int]:
    """Return the units that make plans, their set days in those years, and the number asked beside. One query.

    :param tips: a query of one number at most
    """
    days = Anchor.objects.filter(unit=OuterRef("pk"), year__range=(years[0], years[-1]))
    day = JSONObject(kind="kind", year="year", day="day", is_confirmed="is_confirmed")
    found = _planning(today).annotate(days=ArraySubquery(days.values(found=day)), waiting=Subquery(tips))
    units, fixed, waiting = [], [], 0
    for *unit, days_set, count in found.values_list(*PlanningUnit._fields, "days", "waiting"):
        units.append(PlanningUnit(*unit))
        waiting = max(waiting, count or 0)
        fixed += [
            Fixed(unit[0], each["kind"], each["year"], date.fromisoformat(each["day"]), each["is_confirmed"])
            for each in days_set
        ]
    return in_order(units), fixed, waiting


def in_order(units: Iterable[PlanningUnit]) -> list[PlanningUnit]:
    """Return the units in the order in which pages show them."""
    return sorted(units, key=lambda unit: (ORDER[unit.kind], unit.name, unit.pk))


def compared(
    party: Unit, unit: Planner, units: Sequence[PlanningUnit], *, today: date, with_neighbours: bool
) -> list[PlanningUnit]:
    """Return whose plans are read for the page of one unit: its own, the party's, and its neighbours' evenings.

    Neighbours are the branches whose areas border on its own, however many units there are. For a unit without areas
    (a network, the council group) all others are near, where there are no more than ``MOST_NEIGHBOURS``.
    """
    near = {party.pk, unit.pk}
    if with_neighbours:
        borders = neighbours_of(unit.pk, today) if unit.kind == Kind.BRANCH else None
        if borders is not None:
            near |= borders
        elif len(units) <= MOST_NEIGHBOURS:
            return list(units)
    return [each for each in units if each.pk in near]


def read_year(party: Unit, units: Sequence[Planner], *, year: int, viewer: Asker, today: date) -> Year:
    """Return the year as the reader may see it. Three queries, however much there is.

    :param units: whose plans; the activities of all units in ``units`` are read, with those of the years around
    """
    by_id = {unit.pk: unit for unit in units}
    plans = {(plan.unit_id, plan.year): plan for plan in _plans(by_id, year)}
    sees = frozenset(unit.pk for unit in units if may(viewer, "playbook.see_plan", unit))
    found = PlannedActivity.objects.filter(plan__in=[plan.pk for plan in plans.values()]).order_by("pk")
    activities = []
    by_plan = {plan.pk: plan for plan in plans.values()}
    for activity in found.defer("how"):
        activity.plan = by_plan[activity.plan_id]
        activities.append(activity)
    reckoner = reckoner_for(party, year=year, today=today, own=activities, units={party.pk, *by_id})
    dated: list[Dated] = []
    others: list[Dated] = []
    for each in reckoner.dated(activities):
        plan = each.activity.plan
        is_open_to = plan.unit_id in sees or (
            plan.state == YearPlan.Stage.PUBLISHED and State(each.activity.state) in SHOWN
        )
        if not is_open_to:
            continue
        here = plan.year == year if each.day is None else _touches(each, year)
        (dated if here else others).append(each)
    dated.sort(key=lambda each: (each.day or date.max, each.activity.pk))
    return Year(party, by_id, year, today, reckoner, plans, tuple(dated), tuple(others), sees)


def _plans(by_id: Mapping[int, Planner], year: int) -> list[YearPlan]:
    return list(YearPlan.objects.filter(unit__in=by_id, year__range=(year - 1, year + 1)))


def _touches(each: Dated, year: int) -> bool:
    answer = each.answer
    return isinstance(answer, Found) and answer.day.year <= year <= answer.last.year


def rows_of(found: Year, *, dated: Sequence[Dated] | None = None) -> list[EntryRow]:
    """Return the activities as rows, in the order of their days."""
    reports, words = _reports(found), _Words()
    return [_row(each, found, reports, words) for each in (found.dated if dated is None else dated)]


class _Words:
    """Words and addresses that rows share, in the reader's language, each looked up once."""

    def __init__(self) -> None:
        self.kinds = {ring.value: str(ring.label) for ring in Ring}
        self.states = {state: str(words) for state, words in STATES.items()}
        self.weights = {weight.value: str(weight.label) for weight in Weight}
        self.months = [str(month) for month in SHORT]
        self.activity_url = addresses("playbook:activity")


def _reports(found: Year) -> dict[tuple[int, int | None, str], PlannedActivity]:
    """Return last year's reported activities by unit, kind and title."""
    return {
        (each.activity.plan.unit_id, each.activity.kind_id, each.activity.title): each.activity
        for each in (*found.others, *found.dated)
        if each.activity.plan.year == found.year - 1 and each.activity.state == State.DONE
    }


def _row(
    each: Dated, found: Year, reports: dict[tuple[int, int | None, str], PlannedActivity], words: _Words
) -> EntryRow:
    activity, answer = each.activity, each.answer
    kind = found.reckoner.kinds.get(activity.kind_id or 0)
    state = State(activity.state)
    ring = kind.ring if kind is not None else activity.ring
    first, last = (answer.day, answer.last) if isinstance(answer, Found) else (None, None)
    late = (
        ring == Ring.DEADLINE
        and state in OPEN
        and last is not None
        and found.today - timedelta(days=60) <= last < found.today
    )
    before = reports.get((activity.plan.unit_id, activity.kind_id, activity.title))
    unit = found.units[activity.plan.unit_id]
    return EntryRow(
        key=str(activity.pk),
        name=activity.title or (kind.name if kind is not None else ""),
        url=words.activity_url(activity.pk),
        letter=LETTERS[ring],
        kind=words.kinds[ring],
        unit=unit.name,
        day="" if first is None else f"{first.day}.",
        month="" if first is None else words.months[first.month - 1],
        when="" if first is None or last is None else short_span(first, last),
        first=first,
        last=last,
        why=found.reckoner.why(each),
        state=words.states[state],
        state_tag={State.SKIPPED: "warning", State.DONE: "ok", State.CONFIRMED: "info"}.get(state, ""),
        weight="" if kind is None else words.weights[kind.weight],
        purpose=purpose_of(kind),
        is_late=late,
        is_expected=isinstance(answer, Found) and not answer.is_confirmed,
        report="" if before is None else report_line(before),
    )


def merged(rows: Sequence[EntryRow], found: Year) -> list[EntryRow]:
    """Return the rows with what several units do of one kind, close in time, as one: who, and from when to when.

    So a wheel of all units shows "Årsmøte i avdelingen 11.–31. jan." once. The address is that of the kind.
    """
    kinds = {str(each.activity.pk): each.activity.kind_id for each in found.dated}
    together: dict[tuple[int, int], list[EntryRow]] = {}
    order: list[tuple[int, int] | EntryRow] = []
    for row in rows:
        kind_id = kinds.get(row.key)
        if kind_id is None or row.first is None:
            order.append(row)
            continue
        number, latest = 0, None
        while (kind_id, number) in together:
            latest = together[kind_id, number]
            number += 1
        if latest is not None and latest[0].first is not None and row.first - latest[0].first <= MERGED_WITHIN:
            latest.append(row)
        else:
            together[kind_id, number] = [row]
            order.append((kind_id, number))
    return [each if isinstance(each, EntryRow) else _as_one(together[each], found, each[0]) for each in order]


def _as_one(rows: list[EntryRow], found: Year, kind_id: int) -> EntryRow:
    first = rows[0]
    units = list(dict.fromkeys(row.unit for row in rows))
    if len(rows) == 1:
        return first
    last = max(row.last for row in rows if row.last is not None)
    assert first.first is not None
    return replace(
        first,
        url=f"{reverse('playbook:kind', args=[found.reckoner.kinds[kind_id].key])}?ar={found.year}",
        unit=units[0] if len(units) == 1 else ngettext("%(n)d enhet", "%(n)d enheter", len(units)) % {"n": len(units)},
        when=short_span(first.first, last),
        last=last,
        why=first.why if first.first == last else _("Dagen er ulik fra enhet til enhet."),
        report="",
    )


def purpose_of(kind: AnyKind | None) -> str:
    """Return what a meeting is bound to, "fritt tema" for a members' meeting that is not, else nothing."""
    if kind is None:
        return ""
    if kind.purpose:
        return _(PURPOSES[kind.purpose])
    return _("fritt tema") if kind.key.startswith("medlemsmote") else ""


def report_line(activity: PlannedActivity) -> str:
    """Return last year's report in a line: how many came, and the tip."""
    parts = []
    if activity.attended is not None:
        parts.append(_("I fjor kom %(n)d.") % {"n": activity.attended})
    if activity.tip:
        parts.append(_("Tips: %(tip)s") % {"tip": activity.tip})
    return " ".join(parts) or _("Ble gjort i fjor.")


def suggestions(found: Year, unit: Planner) -> list[Suggestion]:
    """Return the kinds for such a unit that do not stand in its plan: what must be done first, then by day."""
    taken = {
        each.activity.kind_id
        for each in (*found.dated, *found.others)
        if each.activity.plan.unit_id == unit.pk and each.activity.plan.year == found.year
    }
    order = {"must": 0, "should": 1, "may": 2}
    kinds = [
        (kind, found.reckoner.suggested(kind, unit.pk, found.year))
        for kind in found.reckoner.kinds.values()
        if unit.kind in kind.units and kind.pk not in taken and not kind.is_hidden
    ]
    open_kinds = [
        (kind, answer)
        for kind, answer in kinds
        if answer is not None and (not isinstance(answer, Found) or answer.last >= found.today)
    ]
    open_kinds.sort(
        key=lambda pair: (
            order[pair[0].weight],
            pair[1].day if isinstance(pair[1], Found) else date.max,
            pair[0].position,
        )
    )
    return [
        Suggestion(
            key=kind.key,
            name=kind.name,
            url=reverse("playbook:kind", args=[kind.key]),
            when=short_span(answer.day, answer.last) if isinstance(answer, Found) else _("ingen dag ennå"),
            weight=str(Weight(kind.weight).label),
            why=found.reckoner.why_kind(kind, answer),
            is_fixed=kind.weight == Weight.MUST,
        )
        for kind, answer in open_kinds
    ]


def clash_notes(found: Year, unit: Planner | None) -> list[str]:
    """Return what clashes from today on, in words: at most so many."""
    gatherings = []
    for each in found.dated:
        activity, answer = each.activity, each.answer
        kind = found.reckoner.kinds.get(activity.kind_id or 0)
        ring = kind.ring if kind is not None else activity.ring
        is_one_evening = isinstance(answer, Found) and answer.day == answer.last and answer.day >= found.today
        if ring in GATHER and is_one_evening and each.day is not None and State(activity.state) is not State.SKIPPED:
            name = activity.title or (kind.name if kind is not None else "")
            gatherings.append(Gathering(found.units[activity.plan.unit_id].name, name, each.day))
    met = clashes(gatherings, of=unit.name if unit is not None else "")
    if unit is None:  # among all units there is always something on the same evening somewhere
        met = tuple(clash for clash in met if clash.kind is not ClashKind.NEIGHBOURS)
    return [_clash_words(clash, found.today) for clash in met[:MOST_CLASHES]]


def _clash_words(clash: Clash, today: date) -> str:
    from lokallag.calendar.domain.explain import holiday_in_words

    day = in_words(clash.day, today)
    named = [_("%(name)s i %(unit)s") % {"name": g.name, "unit": g.unit} for g in clash.gatherings[:3]]
    what = _(" og ").join(part for part in (", ".join(named[:-1]), named[-1]) if part)
    if clash.kind is ClashKind.HOLIDAY:
        return _("%(day)s er %(holiday)s: %(what)s.") % {
            "day": day,
            "holiday": holiday_in_words(clash.day).lower(),
            "what": what,
        }
    if clash.kind is ClashKind.SAME_UNIT:
        return _("%(day)s har samme enhet to ting: %(what)s.") % {"day": day, "what": what}
    return _("%(day)s er det noe hos flere: %(what)s.") % {"day": day, "what": what}


def of_unit(found: Year, unit: Planner) -> Year:
    """Return the year with the activities of one unit alone."""
    return replace(
        found,
        dated=tuple(each for each in found.dated if each.activity.plan.unit_id == unit.pk),
        others=tuple(each for each in found.others if each.activity.plan.unit_id == unit.pk),
    )
