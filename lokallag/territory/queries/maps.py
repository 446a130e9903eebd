"""The map of branches: drawn once, kept until areas, responsibilities or names change.

A row of ``KeptMap`` is a copy that can be thrown away at any time: what it holds follows from other tables. It is
found by the count of changes (``MapVersion``), by the names of the branches and by the day.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import shapely
from django.db import connection
from django.db.models import F, Min, Q
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lokallag.organisation.models import Unit, UnitName
from lokallag.territory.domain import areas, drawing
from lokallag.territory.models import KeptMap, MapVersion, PostalArea, Responsibility, holding
from lokallag.territory.queries.branches import Branch, branches, home

_NAMES = """
SELECT md5(concat_ws(' ', count(*), sum(hashtextextended(n.unit_id || ' ' || n.name, 0))))
FROM organisation_unitname n
WHERE n.valid_from <= %(on)s AND (n.valid_until IS NULL OR n.valid_until >= %(on)s)
"""
_KEPT = f"""
SELECT k.etag, {{columns}}
FROM territory_keptmap k JOIN territory_mapversion v ON v.number = k.version
WHERE k.kept_from <= %(on)s AND (k.kept_until IS NULL OR k.kept_until > %(on)s) AND k.names = ({_NAMES})
  AND k.facts ? 'borders'
LIMIT 1
"""  # noqa: S608 no values in it
_ETAG = _KEPT.format(columns="NULL")
_GEOJSON = _KEPT.format(columns="k.geojson")
_PICTURE = _KEPT.format(columns="k.picture, k.facts, k.edges ->> %(chosen)s")
_BODIES = 4
_bodies: dict[str, bytes] = {}
"""What was given out lately, by its mark; the same mark is always the same bytes."""
_EDGES = _KEPT.format(columns="k.edges")
_BORDERS = _KEPT.format(columns="k.facts -> 'borders' -> %(unit)s")


@dataclass(frozen=True, slots=True)
class Picture:
    """The map as a template shows it. ``body`` and ``labels`` are finished SVG; ``edge`` outlines the chosen unit.

    ``colours`` is 1 to 6 by unit id, ``codes`` the postal codes by unit id; ``has_free`` says that some
    areas are nobody's.
    """

    view_box: str
    body: SafeString
    labels: SafeString
    edge: str
    approximate: bool
    has_free: bool
    colours: dict[int, int]
    codes: dict[int, tuple[str, ...]]

    @property
    def is_empty(self) -> bool:
        """There are no areas to draw."""
        return not self.body

    @property
    def credit(self) -> str:
        """What the hatching means, whether the areas are exact, and whose shapes they are."""
        hatched = _("Skravert: ingen avdeling ennå.") + " " if self.has_free else ""
        if self.approximate:
            return hatched + _("Tilnærmede områder. © Kartverket (CC BY 4.0), Erik Bolstad (CC BY 3.0).")
        return hatched + _("Områder: © Kartverket (CC BY 4.0).")


def edges(on: date) -> dict[int, str]:
    """Return the outline of each branch by its id, as :func:`picture` of the day has them."""
    row = _row(_EDGES, {"on": on})
    found = json.loads(row[1]) if row else draw_map(on).edges
    return {int(pk): edge for pk, edge in found.items()}


@dataclass(frozen=True, slots=True)
class Body:
    """What ``territory/map_body.html`` and ``map_labels.html`` draw."""

    units: tuple["BodyUnit", ...]
    free: tuple[drawing.DrawnCell, ...]


@dataclass(frozen=True, slots=True)
class BodyUnit:
    """One unit on the map: where its page is, and how it is drawn."""

    url: str
    drawn: drawing.Drawn


def picture(on: date, *, chosen: int | None = None) -> Picture:
    """Return the map of the day, with one unit outlined. One query where the map is kept; else it is drawn anew."""
    row = _row(_PICTURE, {"on": on, "chosen": str(chosen or "")})
    if row is None:
        fresh = draw_map(on)
        body, facts, edge = fresh.picture, fresh.facts, fresh.edges.get(str(chosen or ""))
    else:
        _etag, body, raw, edge = row
        facts = json.loads(raw) if isinstance(raw, str) else raw
    return Picture(
        view_box=facts["view_box"],
        body=SafeString(body),
        labels=SafeString(facts["labels"]),
        edge=edge or "",
        approximate=facts["approximate"],
        has_free=facts["free"],
        colours={int(pk): number for pk, number in facts["colours"].items()},
        codes={int(pk): tuple(codes) for pk, codes in facts["codes"].items()},
    )


def geojson(on: date) -> tuple[str, bytes]:
    """Return the mark and the bytes of the areas per branch. One short query where the map is kept."""
    row = _row(_ETAG, {"on": on})
    if row is not None and row[0] in _bodies:
        return row[0], _bodies[row[0]]
    found = _row(_GEOJSON, {"on": on}) if row is not None else None
    if found is None:
        fresh = draw_map(on)
        found = (fresh.etag, fresh.geojson)
    mark, body = str(found[0]), str(found[1]).encode()
    while len(_bodies) >= _BODIES:
        _bodies.pop(next(iter(_bodies)), None)
    _bodies[mark] = body
    return mark, body


def kept_borders(unit_id: int, on: date) -> tuple[bool, frozenset[int] | None]:
    """Return whether the map of the day is kept, and which branches border on the unit by it. One query."""
    row = _row(_BORDERS, {"on": on, "unit": str(unit_id)})
    if row is None:
        return False, None
    found = json.loads(row[1]) if isinstance(row[1], str) else row[1]
    return True, None if found is None else frozenset(map(int, found))


def is_kept(on: date) -> bool:
    """Tell whether the map of the day is kept."""
    return _row(_ETAG, {"on": on}) is not None


def _row(sql: str, values: dict[str, Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def draw_map(on: date) -> KeptMap:
    """Return the map of the day as it would be kept. It writes nothing."""
    version = MapVersion.objects.values_list("number", flat=True).first()
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, {"on": on})
        names = cursor.fetchone()[0]
    shown = branches(on)
    held, cells = cells_on(on, {branch.pk for branch in shown})
    by_unit: dict[int, list[drawing.Cell]] = {branch.pk: [] for branch in shown}
    for code, unit_id in sorted(held.items()):
        if code in cells:
            by_unit[unit_id].append(cells[code])
    free = [cell for code, cell in sorted(cells.items()) if code not in held]
    drawn = drawing.draw(
        [drawing.Territory(str(branch.pk), branch.name, tuple(by_unit[branch.pk])) for branch in shown], free
    )
    text = _collection(shown, by_unit, drawn.colours)
    codes: dict[int, list[str]] = {}
    for code, unit_id in sorted(held.items()):
        codes.setdefault(unit_id, []).append(code)
    body = Body(
        tuple(BodyUnit(branch.url, unit) for unit in drawn.units for branch in shown if str(branch.pk) == unit.key),
        drawn.free,
    )
    return KeptMap(
        version=version or 0,
        names=names,
        kept_from=on,
        kept_until=_next_change(on),
        etag=_mark(text),
        geojson=text,
        picture=render_to_string("territory/map_body.html", {"page": body}) if drawn.units or drawn.free else "",
        edges={unit.key: unit.edge for unit in drawn.units},
        facts={
            "view_box": drawn.view_box,
            "labels": render_to_string("territory/map_labels.html", {"page": body}),
            "approximate": drawn.approximate,
            "free": bool(drawn.free),
            "colours": drawn.colours,
            "borders": {key: sorted(others, key=int) for key, others in drawn.borders.items()},
            "codes": codes,
        },
    )


def cells_on(on: date, unit_ids: set[int]) -> tuple[dict[str, int], dict[str, drawing.Cell]]:
    """Return the unit id by code on the day, and the area of each code that is held or lies in our municipality."""
    rows = Responsibility.objects.filter(holding(on), unit__in=unit_ids)
    held = dict(rows.values_list("code_id", "unit_id"))
    near = Q(code__in=list(held))
    if number := home(on):
        near |= Q(code__municipality=number, code__gone_on__isnull=True)
    found = {
        area.code_id: drawing.Cell(area.code_id, areas.from_geojson(area.geometry), area.approximate)
        for area in PostalArea.objects.filter(near)
    }
    return held, found


def _collection(shown: Iterable[Branch], by_unit: dict[int, list[drawing.Cell]], colours: dict[str, int] | Any) -> str:
    """One feature per branch with areas, simplified to a two-thousandth of the whole, as GeoJSON text."""
    whole = [
        (branch, areas.polygons_of(shapely.union_all([cell.geometry for cell in by_unit[branch.pk]])))
        for branch in shown
        if by_unit.get(branch.pk)
    ]
    features = []
    if whole:
        bounds = shapely.total_bounds([geometry for _branch, geometry in whole])
        tolerance = float(max(bounds[2] - bounds[0], bounds[3] - bounds[1])) / 2000
        small = areas.simplified([geometry for _branch, geometry in whole], tolerance)
        for (branch, _geometry), geometry in zip(whole, small, strict=True):
            cells = by_unit[branch.pk]
            features.append(
                {
                    "type": "Feature",
                    "id": branch.slug,
                    "properties": {
                        "navn": branch.name,
                        "adresse": branch.url,
                        "farge": colours[str(branch.pk)],
                        "postnumre": [cell.code for cell in cells],
                        "tilnaermet": any(cell.approximate for cell in cells),
                    },
                    "geometry": areas.to_geojson(geometry, 5),
                }
            )
    credit = "© Kartverket (CC BY 4.0), Erik Bolstad (CC BY 3.0)"
    collection = {"type": "FeatureCollection", "kilde": credit, "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"))


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _next_change(on: date) -> date | None:
    """The first day after ``on`` on which a name, a unit or a responsibility begins or has ended."""
    one_day = timedelta(days=1)
    days = []
    for model, first, last in (
        (Responsibility, "valid_from", "valid_until"),
        (UnitName, "valid_from", "valid_until"),
        (Unit, "opened_on", "closed_on"),
    ):
        found = model._default_manager.aggregate(
            begins=Min(first, filter=Q(**{f"{first}__gt": on})),
            ends=Min(F(last), filter=Q(**{f"{last}__gte": on})),
        )
        if found["begins"]:
            days.append(found["begins"])
        if found["ends"]:
            days.append(found["ends"] + one_day)
    return min(days, default=None)
