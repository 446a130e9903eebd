"""The page of the annual wheel: the picture in two sizes, what comes, the year as a table, what is not planned yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.explain import YEAR_KINDS
from lokallag.calendar.domain.rules import year_kind
from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker, may
from lokallag.organisation.domain.anchors import ANNUAL_MEETING
from lokallag.organisation.models import Unit
from lokallag.playbook.domain import wheel as geometry
from lokallag.playbook.domain.wheel import PHONE, WIDE, Entry, Size, Wheel, draw
from lokallag.playbook.domain.words import short_day
from lokallag.playbook.models import YearPlan
from lokallag.playbook.queries.picture import Picture, picture
from lokallag.playbook.queries.year import (
    EntryRow,
    Planner,
    Suggestion,
    Year,
    clash_notes,
    compared,
    merged,
    of_unit,
    planning_units,
    read_year,
    rows_of,
    suggestions,
)

COMING = 12
MOST_SUGGESTED = 6
RING_ORDER = ("f", "d", "k", "n", "m")
MAJOR = frozenset({ANNUAL_MEETING, "election_day"})


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen: a unit, in a list, or a year, which has an address."""

    value: str
    label: str
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class WheelPage:
    """All that ``playbook/wheel.html`` shows. Addresses that are empty are acts one may not do."""

    title: str
    day: str
    year: int
    slug: str
    units: tuple[Choice, ...]
    years: tuple[Choice, ...]
    by_unit: bool
    rings_url: str
    pdf_url: str
    plan_url: str
    overview_url: str
    days_url: str
    duties_url: str
    take_url: str
    wide: Picture | None
    phone: Picture | None
    coming: tuple[EntryRow, ...]
    rows: tuple[EntryRow, ...]
    suggested: tuple[Suggestion, ...]
    more_suggested: int
    clashes: tuple[str, ...]
    late: tuple[EntryRow, ...]
    empty: str
    shows_unit: bool
    is_draft: bool


def wheel_page(party: Unit, *, slug: str, year: int, by_unit: bool, viewer: Asker, today: date) -> WheelPage | None:
    """Return the page, or ``None`` where no unit that plans is called so.

    :param party: the municipal party, with its name
    :param slug: the unit whose year it is; empty for all together
    """
    units = planning_units(today)
    unit = next((unit for unit in units if unit.slug == slug), None)
    if slug and unit is None:
        return None
    is_inside = unit is not None and may(viewer, "playbook.see_plan", unit)
    read = units if unit is None else compared(party, unit, units, today=today, with_neighbours=is_inside)
    found = read_year(party, read, year=year, viewer=viewer, today=today)
    is_inside = is_inside or (unit is None and bool(found.sees_draft))
    notes = clash_notes(found, unit) if is_inside else []
    own = found if unit is None else of_unit(found, unit)
    rows = rows_of(own)
    shown = [row for row in rows if row.first is not None and row.state_tag != "warning"]
    by_unit = by_unit and unit is None
    if unit is None and not by_unit:
        shown = merged(shown, found)
    offered = _offered(own, unit, viewer)
    asks = {"ar": str(year)} | ({"ringer": "enhet"} if by_unit else {})
    here = reverse("playbook:wheel_of", args=[slug]) if slug else reverse("playbook:wheel")
    pictures = _pictures(own, shown, by_unit=by_unit, title=_title(year, unit, party))
    return WheelPage(
        title=_title(year, unit, party),
        day=in_words(today, weekday=True).capitalize(),
        year=year,
        slug=slug,
        units=(
            Choice("", _("%(party)s og alle enhetene") % {"party": party.name}, "", not slug),
            *(Choice(each.slug, each.name, "", each.slug == slug) for each in units),
        ),
        years=tuple(
            Choice(str(each), str(each), f"{here}?{urlencode({**asks, 'ar': each})}", each == year)
            for each in sorted({today.year, today.year + 1, year - 1, year})
        ),
        by_unit=by_unit,
        rings_url=""
        if unit is not None
        else here + "?" + urlencode({"ar": year} if by_unit else {"ar": year, "ringer": "enhet"}),
        pdf_url=reverse("playbook:print") + "?" + urlencode({**asks, **({"enhet": slug} if slug else {})}),
        plan_url=""
        if unit is None or unit.pk not in found.sees_draft
        else f"{reverse('playbook:plan', args=[slug])}?ar={year}",
        overview_url=f"{reverse('playbook:overview')}?ar={year}" if may(viewer, "playbook.see_overview") else "",
        days_url=f"{reverse('playbook:days')}?ar={year}" if may(viewer, "playbook.see_days") else "",
        duties_url=reverse("playbook:duties") if viewer.is_authenticated else "",
        take_url=reverse("playbook:take", args=[slug]) if offered else "",
        wide=pictures[0] if shown else None,
        phone=pictures[1] if shown else None,
        coming=tuple(row for row in shown if row.last is not None and row.last >= today and row.state_tag != "ok")[
            :COMING
        ],
        rows=tuple(rows),
        suggested=tuple(offered[:MOST_SUGGESTED]),
        more_suggested=max(0, len(offered) - MOST_SUGGESTED),
        clashes=tuple(notes),
        late=tuple(row for row in rows if row.is_late),
        empty=_empty(found, unit, party),
        shows_unit=unit is None,
        is_draft=unit is not None and _is_draft(found, unit),
    )


def _title(year: int, unit: Planner | None, party: Unit) -> str:
    if unit is None or unit.pk == party.pk:
        return _("Årshjulet %(year)d") % {"year": year}
    return _("Årshjulet %(year)d, %(unit)s") % {"year": year, "unit": unit.name}


def _is_draft(found: Year, unit: Planner) -> bool:
    plan = found.plans.get((unit.pk, found.year))
    return unit.pk in found.sees_draft and (plan is None or plan.state == YearPlan.Stage.DRAFT)


def _offered(found: Year, unit: Planner | None, viewer: Asker) -> list[Suggestion]:
    if unit is None or not may(viewer, "playbook.edit_plan", unit):
        return []
    return suggestions(found, unit)


def _empty(found: Year, unit: Planner | None, party: Unit) -> str:
    plan = found.plans.get((unit.pk if unit is not None else party.pk, found.year))
    if plan is not None and plan.state == YearPlan.Stage.PUBLISHED:
        return _("Det står ingenting i hjulet for %(year)d ennå.") % {"year": found.year}
    if unit is None or unit.pk == party.pk:
        return _("Styret har ikke publisert årshjulet for %(year)d ennå.") % {"year": found.year}
    return _("%(unit)s har ikke publisert en plan for %(year)d ennå.") % {"unit": unit.name, "year": found.year}


def entries_of(found: Year, rows: Sequence[EntryRow], *, by_unit: bool) -> tuple[list[Entry], int]:
    """Return the rows as entries of the wheel, and how many rings there are."""
    shown_units = [unit for unit in found.units.values() if any(row.unit == unit.name for row in rows)]
    ring_of_unit = {unit.name: number for number, unit in enumerate(shown_units)}
    keys = {
        str(each.activity.pk): found.reckoner.kinds.get(each.activity.kind_id or 0)
        for each in (*found.dated, *found.others)
    }
    weights = {"must": geometry.Weight.MUST, "should": geometry.Weight.SHOULD, "may": geometry.Weight.MAY}
    party = found.party.name
    whose = party if len(shown_units) != 1 else shown_units[0].name
    entries = []
    for row in rows:
        kind = keys[row.key]
        assert row.first is not None
        assert row.last is not None
        event = kind.rule.get("event") if kind is not None and not kind.rule.get("amount_rule") else None
        is_major = event in MAJOR and kind is not None and kind.rule.get("amount") == 0 and row.unit == whose
        name = row.name if not (row.is_expected and is_major) else _("%(name)s (ventet)") % {"name": row.name}
        is_shared = len(shown_units) < 2 or row.unit == party or row.unit not in ring_of_unit
        entries.append(
            Entry(
                key=row.key,
                name=name if is_shared else f"{name}, {row.unit}",
                when="" if row.name[:1].isdigit() and row.name.startswith(short_day(row.first)) else row.when,
                kind=geometry.Ring(row.letter),
                ring=ring_of_unit[row.unit] if by_unit else RING_ORDER.index(row.letter),
                first=row.first,
                last=row.last,
                weight=weights[kind.weight] if kind is not None else geometry.Weight.SHOULD,
                is_major=is_major,
            )
        )
    return entries, max(1, len(shown_units)) if by_unit else len(RING_ORDER)


def drawn(found: Year, rows: Sequence[EntryRow], *, by_unit: bool, size: Size, today: date | None) -> Wheel:
    """Return the wheel of the rows in a size; ``today`` is ``None`` in print."""
    entries, rings = entries_of(found, rows, by_unit=by_unit)
    return draw(entries, year=found.year, today=today, size=size, rings=rings)


def _pictures(found: Year, rows: list[EntryRow], *, by_unit: bool, title: str) -> tuple[Picture, Picture]:
    urls = {row.key: row.url for row in rows}
    said = {row.key: f"{row.kind}: {row.name}, {row.unit}, {row.when}" for row in rows}
    today = found.today
    entries, rings = entries_of(found, rows, by_unit=by_unit)
    kind = str(YEAR_KINDS[year_kind(found.year)])
    hub = [str(found.year), kind]
    if today.year == found.year:
        hub.append(_("i dag: %(day)s") % {"day": in_words(today, today)})
    return (
        picture(
            draw(entries, year=found.year, today=today, size=WIDE, rings=rings),
            prefix="w",
            title=title,
            hub=tuple(hub),
            urls=urls,
            said=said,
        ),
        picture(
            draw(entries, year=found.year, today=today, size=PHONE, rings=rings),
            prefix="p",
            title=title,
            hub=_next_deadline(rows, today) or tuple(hub[:2]),
            urls=urls,
            said=said,
        ),
    )


def _next_deadline(rows: list[EntryRow], today: date) -> tuple[str, ...]:
    for row in rows:
        if row.letter == "f" and row.first is not None and row.first >= today:
            return (row.when, _("neste frist"))
    return ()
