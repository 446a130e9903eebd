"""The page where a unit's plan is made, and the board's overview of all plans."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django import forms
from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.graph import Found
from lokallag.calendar.domain.local import local_date, midnight_before
from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker, may
from lokallag.events.domain.lifecycle import Answer
from lokallag.events.domain.lifecycle import State as EventState
from lokallag.events.models import EventHost
from lokallag.organisation.domain.anchors import ANCHOR_KINDS
from lokallag.organisation.models import Kind, Unit
from lokallag.playbook.domain.dates import Fixed
from lokallag.playbook.domain.lifecycle import OPEN, State
from lokallag.playbook.domain.reports import NUMBERS, summed
from lokallag.playbook.domain.words import numbers_in_words
from lokallag.playbook.models import PlannedActivity, YearPlan, own_key
from lokallag.playbook.queries.addresses import addresses
from lokallag.playbook.queries.reckoning import Dated, reckoner_for
from lokallag.playbook.queries.tips import count_waiting
from lokallag.playbook.queries.year import (
    EntryRow,
    Suggestion,
    clash_notes,
    compared,
    of_unit,
    planning_units,
    read_year,
    rows_of,
    suggestions,
    units_with_days,
)

AHEAD = frozenset({State.PLANNED.value, State.CONFIRMED.value})


@dataclass(frozen=True, slots=True)
class PlanPage:
    """All that ``playbook/plan.html`` shows. Addresses that are empty are acts one may not do."""

    title: str
    lead: str
    crumbs: tuple[tuple[str, str | None], ...]
    year: int
    rows: tuple[EntryRow, ...]
    suggested: tuple[Suggestion, ...]
    wheel_is_published: bool
    clashes: tuple[str, ...]
    meetings: str
    sums: tuple[str, ...]
    state: str
    is_published: bool
    publish_url: str
    begin_url: str
    begin_count: int
    take_url: str
    add_url: str
    add_form: forms.Form | None
    wheel_url: str
    next_url: str
    next_label: str


def events_for(unit: Unit, year: int) -> list[tuple[str, str]]:
    """Return what the day of a unit's own activity can be counted from: set days, and what stands in its plan."""
    own = PlannedActivity.objects.filter(plan__unit=unit, plan__year=year).select_related("kind").order_by("pk")
    return [
        *((kind.key, str(kind.label)) for kind in ANCHOR_KINDS),
        *((activity.key, activity.name) for activity in own),
    ]


def plan_page(
    party: Unit, unit: Unit, *, year: int, viewer: Asker, today: date, add_form: forms.Form | None
) -> PlanPage:
    """Return the plan of a unit for a year, with what may be taken into it."""
    units = planning_units(today)
    read = compared(party, unit, units, today=today, with_neighbours=True)
    whole = read_year(party, read, year=year, viewer=viewer, today=today)
    found = of_unit(whole, unit)
    rows = [row for row, each in zip(rows_of(found), found.dated, strict=True) if each.activity.plan.year == year]
    # A day may fall in the year before or after; it stands in the plan all the same.
    rows += rows_of(found, dated=[each for each in found.others if each.activity.plan.year == year])
    edits = may(viewer, "playbook.edit_plan", unit)
    plan, wheel = whole.plans.get((unit.pk, year)), whole.plans.get((party.pk, year))
    is_published = plan is not None and plan.state == YearPlan.Stage.PUBLISHED
    wheel_is_published = unit.pk == party.pk or (wheel is not None and wheel.state == YearPlan.Stage.PUBLISHED)
    mine = {
        (e.activity.kind_id, e.activity.title) for e in (*found.dated, *found.others) if e.activity.plan.year == year
    }
    before = [
        each
        for each in (*found.dated, *found.others)
        if each.activity.plan.year == year - 1
        and each.activity.state != State.SKIPPED
        and (each.activity.kind_id, each.activity.title) not in mine
    ]
    publishes = may(viewer, "playbook.publish_wheel") if unit.pk == party.pk else edits
    asks = f"?ar={year}"
    other = today.year + 1 if year == today.year else today.year
    return PlanPage(
        title=_("Planen for %(year)d, %(unit)s") % {"year": year, "unit": unit.name},
        lead=_counts(rows, year),
        crumbs=((_("Årshjulet"), reverse("playbook:wheel_of", args=[unit.slug]) + asks), (_("Planen"), None)),
        year=year,
        rows=tuple(rows),
        suggested=tuple(suggestions(found, unit)) if edits and wheel_is_published else (),
        wheel_is_published=wheel_is_published,
        clashes=tuple(clash_notes(whole, unit)),
        meetings=_meetings(rows),
        sums=numbers_in_words(summed(_numbers(e.activity) for e in (*found.dated, *found.others) if _is_done(e, year))),
        state=_("Publisert") if is_published else _("Utkast"),
        is_published=is_published,
        publish_url=reverse("playbook:publish", args=[unit.slug]) if publishes and rows and not is_published else "",
        begin_url=reverse("playbook:begin", args=[unit.slug]) if edits and before else "",
        begin_count=len(before),
        take_url=reverse("playbook:take", args=[unit.slug]) if edits else "",
        add_url=reverse("playbook:add", args=[unit.slug]) if edits else "",
        add_form=add_form if edits else None,
        wheel_url=reverse("playbook:wheel_of", args=[unit.slug]) + asks,
        next_url=f"{reverse('playbook:plan', args=[unit.slug])}?ar={other}",
        next_label=_("Planen for %(year)d") % {"year": other},
    )


def _is_done(each: Dated, year: int) -> bool:
    return each.activity.plan.year == year and each.activity.state == State.DONE


def _numbers(activity: PlannedActivity) -> dict[str, int | None]:
    return {name: getattr(activity, name) for name in NUMBERS}


def _counts(rows: list[EntryRow], year: int) -> str:
    if not rows:
        return _("Det står ingenting i planen for %(year)d ennå.") % {"year": year}
    return ngettext("%(n)d aktivitet står i planen.", "%(n)d aktiviteter står i planen.", len(rows)) % {"n": len(rows)}


def _meetings(rows: list[EntryRow]) -> str:
    free = sum(row.purpose == _("fritt tema") for row in rows)
    bound = sum(bool(row.purpose) for row in rows) - free
    if not free and not bound:
        return ""
    return _("Møter som er bundet til et formål: %(bound)d. Medlemsmøter med fritt tema: %(free)d.") % {
        "bound": bound,
        "free": free,
    }


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """How a unit's year stands: numbers of activities, and the next day something happens."""

    name: str
    url: str
    kind: str
    planned: int
    done: int
    skipped: int
    ahead: str
    has_nothing_ahead: bool
    is_published: bool
    sums: str


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """All that ``playbook/overview.html`` shows: who has nothing ahead first, then by name."""

    title: str
    lead: str
    crumbs: tuple[tuple[str, str | None], ...]
    year: int
    sums: tuple[str, ...]
    tips: str
    tips_url: str
    kinds_url: str
    rows: tuple[OverviewRow, ...]
    years: tuple[tuple[str, str, bool], ...]


def overview_page(party: Unit, *, year: int, viewer: Asker, today: date) -> OverviewPage:
    """Return how far each unit has come with its plan. Four queries, or five, however many units there are."""
    units, fixed, waiting = units_with_days(today, range(year - 2, year + 3), tips=count_waiting())
    found = _plans_of(year)
    published = {each.unit_id for each in found if each.year == year and each.plan_state == YearPlan.Stage.PUBLISHED}
    of_year = [each for each in found if each.year == year and each.pk is not None]
    counts = Counter((each.unit_id, each.state) for each in of_year)
    reports: dict[int, list[dict[str, int | None]]] = defaultdict(list)
    for each in of_year:
        if each.state == State.DONE:
            reports[each.unit_id].append({name: getattr(each, name) for name in NUMBERS})
    planned = [each for each in found if each.state in AHEAD]
    ahead = _sooner(_ahead(party, year, today, planned, fixed), _announced(today))
    plan_url, kinds = addresses("playbook:plan"), {kind.value: str(kind.label) for kind in Kind}
    open_states, done, skipped = [state.value for state in OPEN], State.DONE.value, State.SKIPPED.value
    rows = [
        OverviewRow(
            name=unit.name,
            url=f"{plan_url(unit.slug)}?ar={year}",
            kind=kinds[unit.kind],
            planned=sum(counts[unit.pk, state] for state in open_states),
            done=counts[unit.pk, done],
            skipped=counts[unit.pk, skipped],
            ahead=in_words(ahead[unit.pk], today) if unit.pk in ahead else "",
            has_nothing_ahead=unit.pk not in ahead,
            is_published=unit.pk in published,
            sums=" · ".join(numbers_in_words(summed(reports[unit.pk]))) if unit.pk in reports else "",
        )
        for unit in units
    ]
    rows.sort(key=lambda row: (not row.has_nothing_ahead, row.name))
    empty = sum(row.has_nothing_ahead for row in rows)
    here = reverse("playbook:overview")
    return OverviewPage(
        title=_("Planene for %(year)d") % {"year": year},
        lead=ngettext("%(n)d enhet har ingenting foran seg.", "%(n)d enheter har ingenting foran seg.", empty)
        % {"n": empty}
        if empty
        else _("Alle har noe foran seg."),
        crumbs=((_("Årshjulet"), f"{reverse('playbook:wheel')}?ar={year}"), (_("Oversikt"), None)),
        year=year,
        sums=numbers_in_words(summed(each for those in reports.values() for each in those)),
        tips=ngettext("%(n)d tips venter på svar", "%(n)d tips venter på svar", waiting) % {"n": waiting}
        if waiting
        else _("Tips fra rapportene"),
        tips_url=reverse("playbook:tips") if may(viewer, "playbook.see_tips") else "",
        kinds_url=reverse("playbook:kinds") if may(viewer, "playbook.edit_kinds") else "",
        rows=tuple(rows),
        years=tuple(
            (str(each), f"{here}?ar={each}", each == year)
            for each in sorted({today.year - 1, today.year, today.year + 1, year})
        ),
    )


def _announced(today: date) -> dict[int, date]:
    """Return the day of the next announced event of each unit that holds one, alone or with others. One query."""
    hosts = EventHost.objects.filter(
        state=Answer.ACCEPTED, event__state=EventState.PUBLISHED, event__ends_at__gte=midnight_before(today)
    )
    return {
        unit_id: local_date(first) for unit_id, first in hosts.values_list("unit_id").annotate(Min("event__starts_at"))
    }


def _sooner(one: Mapping[int, date], other: Mapping[int, date]) -> dict[int, date]:
    return {key: min(day for day in (one.get(key), other.get(key)) if day) for key in one.keys() | other.keys()}


class _Planned(NamedTuple):
    """A plan with one of its activities, or with none: then ``pk`` and what follows are ``None``."""

    unit_id: int
    year: int
    plan_state: str
    pk: int | None
    kind_id: int | None
    state: str
    manual_day: date | None
    attended: int | None
    new_members: int | None
    contacts: int | None
    leaflets: int | None
    cost: int | None


def _plans_of(year: int) -> list[_Planned]:
    """Return the plans of a year and the next with their activities. One query."""
    rows = YearPlan.objects.filter(year__range=(year, year + 1)).values_list(
        "unit_id",
        "year",
        "state",
        "activities__pk",
        "activities__kind_id",
        "activities__state",
        "activities__manual_day",
        *(f"activities__{name}" for name in NUMBERS),
    )
    return list(map(_Planned._make, rows))


def _ahead(party: Unit, year: int, today: date, planned: list[_Planned], fixed: list[Fixed]) -> dict[int, date]:
    """Return the next day from today on that each unit has something planned on, in the year or the next."""
    own = PlannedActivity.objects.filter(
        kind__isnull=True, rule__isnull=False, plan__year__range=(year, year + 1)
    ).select_related("plan")
    has_own = any(each.kind_id is None and each.manual_day is None for each in planned)
    reckoner = reckoner_for(party, year=year, today=today, own=own if has_own else (), fixed=fixed)
    wanted: dict[int, list[tuple[Hashable, int]]] = defaultdict(list)
    manual: dict[int, dict[tuple[Hashable, int], date]] = defaultdict(dict)
    found: dict[int, date] = {}
    for each in planned:
        assert each.pk is not None
        if each.manual_day is not None and each.manual_day >= today:
            found[each.unit_id] = min(each.manual_day, found.get(each.unit_id, each.manual_day))
        if each.kind_id is None and not has_own:
            continue  # it has a day chosen by hand and so needs no rule; only rules of units' own could lean on it
        key = own_key(each.pk) if each.kind_id is None else reckoner.kinds[each.kind_id].key
        if each.manual_day is None:
            wanted[each.unit_id].append((key, each.year))
        else:
            manual[each.unit_id][key, each.year] = each.manual_day
    for unit_id, keys in wanted.items():
        days = reckoner.graph.find(keys, anchors=reckoner.anchors(unit_id), manual=manual[unit_id])
        coming = [answer.day for answer in days.values() if isinstance(answer, Found) and answer.last >= today]
        if coming:
            found[unit_id] = min([*coming, *((found[unit_id],) if unit_id in found else ())])
    return found
