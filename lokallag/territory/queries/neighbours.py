"""Which branches are neighbours: their areas share a border on the day."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import shapely
from shapely.geometry import MultiPolygon

from lokallag.territory.domain import areas, colours
from lokallag.territory.models import PostalArea, Responsibility, holding
from lokallag.territory.queries.branches import branches
from lokallag.territory.queries.maps import kept_borders

Box = tuple[float, float, float, float]  # west, south, east, north, in degrees
MARGIN = 1e-4


def neighbours_of(unit_id: int, on: date) -> frozenset[int] | None:
    """Return the ids of the branches whose areas border on a branch's on the day; ``None`` where it has no areas.

    Sharing a single point is no border. One query where the map is kept (ADR 0010); else four, and only what lies
    around the branch is looked at closely.
    """
    is_kept, found = kept_borders(unit_id, on)
    return found if is_kept else _from_areas(unit_id, on)


def _from_areas(unit_id: int, on: date) -> frozenset[int] | None:
    shown = {branch.pk for branch in branches(on)}
    if unit_id not in shown:
        return None
    held = dict(Responsibility.objects.filter(holding(on), unit__in=shown).values_list("code_id", "unit_id"))
    rows = list(PostalArea.objects.filter(code__in=held).order_by("code").values_list("code_id", "geometry"))
    boxes = [(held[code], _box(geometry), geometry) for code, geometry in rows]
    own = [box for holder, box, _geometry in boxes if holder == unit_id]
    if not own:
        return None
    shapes: dict[str, list[MultiPolygon]] = {}
    for holder, box, geometry in boxes:
        if any(_meet(box, each) for each in own):
            shapes.setdefault(str(holder), []).append(areas.from_geojson(geometry))
    outlines = {key: shapely.union_all(those) for key, those in shapes.items()}
    return frozenset(map(int, colours.neighbours(outlines)[str(unit_id)]))


def _box(geometry: dict[str, Any]) -> Box:
    west, south, east, north = zip(*(_span(ring) for ring in _rings(geometry)), strict=True)
    return min(west), min(south), max(east), max(north)


def _rings(geometry: dict[str, Any]) -> Iterator[list[list[float]]]:
    """Yield the outer ring of each polygon."""
    coordinates = geometry["coordinates"]
    for polygon in coordinates if geometry["type"] == "MultiPolygon" else [coordinates]:
        yield polygon[0]


def _span(ring: list[list[float]]) -> Box:
    x, y = [point[0] for point in ring], [point[1] for point in ring]
    return min(x), min(y), max(x), max(y)


def _meet(one: Box, other: Box) -> bool:
    return (
        one[0] <= other[2] + MARGIN
        and other[0] <= one[2] + MARGIN
        and one[1] <= other[3] + MARGIN
        and other[1] <= one[3] + MARGIN
    )
