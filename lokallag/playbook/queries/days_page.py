"""The days that others are counted from: which are set, and what moved when one was."""

from dataclasses import dataclass, replace
from datetime import date

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.graph import Found
from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker, may
from lokallag.organisation.domain.anchors import ANCHOR_KINDS, ANNUAL_MEETING, BY_KEY, AnchorKind
from lokallag.organisation.models import Anchor, Kind, Unit
from lokallag.organisation.queries import rules_on
from lokallag.playbook.domain.dates import EXPECTED
from lokallag.playbook.domain.lifecycle import OPEN, State
from lokallag.playbook.models import PlannedActivity, Ring
from lokallag.playbook.queries.reckoning import Dated, fixed_days, reckoner_for
from lokallag.playbook.queries.year import Planner, planning_units

MOST_MOVED = 200


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day that is or can be set."""

    label: str
    unit: str
    day: str
    state: str
    tag: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class DaysPage:
    """All that ``playbook/days.html`` shows."""

    title: str
    lead: str
    crumbs: tuple[tuple[str, str | None], ...]
    shared: tuple[DayRow, ...]
    meetings: tuple[DayRow, ...]
    years: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class MovedRow:
    """What is counted from the day: where it was, where it is now."""

    name: str
    unit: str
    url: str
    before: str
    now: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class DayPage:
    """All that ``playbook/day.html`` shows. ``moved`` is what moved the last time; ``late`` what is due already."""

    title: str
    lead: str
    crumbs: tuple[tuple[str, str | None], ...]
    form: forms.Form
    clear_url: str
    moved_from: str
    moved: tuple[MovedRow, ...]
    late: tuple[MovedRow, ...]
    warning: str
    is_stale: bool


def days_page(party: Unit, *, year: int, viewer: Asker, today: date) -> DaysPage:
    """Return the shared days of a year, and the annual meetings of the units."""
    units = planning_units(today)
    anchors = {(each.unit_id, each.kind): each for each in Anchor.objects.filter(year=year)}
    sets_shared = may(viewer, "organisation.set_anchor", party)
    here = reverse("playbook:days")
    return DaysPage(
        title=_("Faste dager i %(year)d") % {"year": year},
        lead=_("Andre datoer i årshjulet regnes ut fra disse. Flyttes en av dem, flytter resten seg etter."),
        crumbs=((_("Årshjulet"), f"{reverse('playbook:wheel')}?ar={year}"), (_("Faste dager"), None)),
        shared=tuple(
            _row(kind, party, year, anchors.get((party.pk, kind.key)), today, edits=sets_shared)
            for kind in ANCHOR_KINDS
            if kind.is_shared
        ),
        meetings=tuple(
            _row(
                BY_KEY[ANNUAL_MEETING],
                unit,
                year,
                anchors.get((unit.pk, ANNUAL_MEETING)),
                today,
                edits=may(viewer, "organisation.set_anchor", unit),
            )
            for unit in units
            if unit.kind != Kind.COUNCIL_GROUP
        ),
        years=tuple(
            (str(each), f"{here}?ar={each}", each == year)
            for each in sorted({today.year, today.year + 1, today.year + 2, year})
        ),
    )


def _row(kind: AnchorKind, unit: Planner, year: int, anchor: Anchor | None, today: date, *, edits: bool) -> DayRow:
    day, state, tag = _("ikke satt"), "", ""
    rule = EXPECTED.get(kind.key)
    if anchor is not None:
        day = in_words(anchor.day, today, weekday=True)
        state, tag = (_("bekreftet"), "ok") if anchor.is_confirmed else (_("ventet"), "info")
    elif rule is not None:
        if rule.holds_in(year):
            found = rule.base.day_in(year) if not hasattr(rule.base, "event") else None
            if found is not None:
                day, state, tag = in_words(found, today, weekday=True), _("ventet"), "info"
        else:
            day = _("ikke valg dette året")
    return DayRow(
        label=str(kind.label),
        unit=unit.name,
        day=day,
        state=state,
        tag=tag,
        note="" if anchor is None else anchor.note,
        url=reverse("playbook:day", args=[unit.slug, kind.key, year]) if edits else "",
    )


def day_page(
    party: Unit,
    unit: Unit,
    kind: AnchorKind,
    *,
    year: int,
    anchor: Anchor | None,
    form: forms.Form,
    today: date,
    is_stale: bool = False,
) -> DayPage:
    """Return the page where a day is set, with what moved along the last time it was moved."""
    names = {each.pk: each.name for each in planning_units(today)}
    now, before = _reckoned(party, unit, kind, year, anchor, today)
    old = {each.activity.pk: each for each in before}
    moved = [
        _moved(each, old[each.activity.pk], today, names)
        for each in now
        if each.activity.pk in old and _day(each) != _day(old[each.activity.pk])
    ]
    late = [
        _moved(each, each, today, names) for each in now if anchor is not None and _is_late(each, anchor.day, today)
    ]
    is_moved = anchor is not None and anchor.previous_day is not None and anchor.previous_day != anchor.day
    return DayPage(
        title=_("%(day)s %(year)d") % {"day": kind.label, "year": year},
        lead=_("Gjelder %(unit)s.") % {"unit": unit.name}
        if not kind.is_shared
        else _("Gjelder alle enhetene i %(unit)s.") % {"unit": unit.name},
        crumbs=((_("Faste dager"), f"{reverse('playbook:days')}?ar={year}"), (str(kind.label), None)),
        form=form,
        clear_url=reverse("playbook:clear_day", args=[unit.slug, kind.key, year]) if anchor is not None else "",
        moved_from=in_words(anchor.previous_day)
        if is_moved and anchor is not None and anchor.previous_day is not None
        else "",
        moved=tuple(moved[:MOST_MOVED]) if is_moved else (),
        late=tuple(late[:MOST_MOVED]),
        warning=_warning(party, kind, anchor, today),
        is_stale=is_stale,
    )


def _reckoned(
    party: Unit, unit: Unit, kind: AnchorKind, year: int, anchor: Anchor | None, today: date
) -> tuple[list[Dated], list[Dated]]:
    """Return the activities with their days now, and as they would be if the day had not been moved."""
    found = PlannedActivity.objects.filter(plan__year__range=(year - 1, year + 1)).exclude(state=State.SKIPPED)
    if unit.pk != party.pk:
        found = found.filter(plan__unit=unit)
    activities = list(found.select_related("plan", "kind").order_by("pk"))
    own = [activity for activity in activities if activity.kind_id is None]
    fixed = fixed_days(range(year - 2, year + 3))
    now = reckoner_for(party, year=year, today=today, own=own, fixed=fixed).dated(activities)
    now.sort(key=lambda each: (each.day or date.max, each.activity.pk))
    if anchor is None or anchor.previous_day is None:
        return now, []
    was = [
        replace(each, day=anchor.previous_day)
        if (each.unit_id, each.kind, each.year) == (unit.pk, kind.key, year)
        else each
        for each in fixed
    ]
    return now, reckoner_for(party, year=year, today=today, own=own, fixed=was).dated(activities)


def _day(each: Dated) -> date | None:
    return each.day


def _is_late(each: Dated, day: date, today: date) -> bool:
    """Tell whether it is a deadline that leads up to a day still to come, and is over already."""
    activity = each.activity
    ring = activity.kind.ring if activity.kind is not None else activity.ring
    is_open = State(activity.state) in OPEN
    return (
        ring == Ring.DEADLINE
        and is_open
        and each.day is not None
        and each.day < today <= day
        and isinstance(each.answer, Found)
        and each.answer.from_day == day
    )


def _moved(each: Dated, old: Dated, today: date, names: dict[int, str]) -> MovedRow:
    return MovedRow(
        name=each.activity.name,
        unit=names.get(each.activity.plan.unit_id, ""),
        url=reverse("playbook:activity", args=[each.activity.pk]),
        before=_("ingen dag") if old.day is None else in_words(old.day),
        now=_("ingen dag") if each.day is None else in_words(each.day),
        is_late=each.day is not None and each.day < today,
    )


def _warning(party: Unit, kind: AnchorKind, anchor: Anchor | None, today: date) -> str:
    """Return what the rule set says of the day, where it lies too late. It is said, and never stops anybody."""
    if anchor is None or kind.key != ANNUAL_MEETING:
        return ""
    rules = rules_on(party, today)
    day, month = rules.day_and_month("annual_meeting_by")
    if (anchor.day.month, anchor.day.day) <= (month, day):
        return ""
    source = rules.source("annual_meeting_by")
    by = in_words(date(anchor.day.year, month, min(day, 28) if month == 2 else day), anchor.day)
    if source:
        return _("Årsmøtet skal holdes innen %(day)s, etter %(source)s.") % {"day": by, "source": source}
    return _("Årsmøtet skal holdes innen %(day)s.") % {"day": by}
