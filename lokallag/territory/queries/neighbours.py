"""Which branches are neighbours: their areas share a border on the day."""

from datetime import date

import shapely

from lokallag.territory.domain import colours, drawing
from lokallag.territory.queries.branches import branches
from lokallag.territory.queries.maps import cells_on, kept_borders


def neighbours_of(unit_id: int, on: date) -> frozenset[int] | None:
    """Return the ids of the branches whose areas border on a branch's on the day; ``None`` where it has no areas.

    Sharing a single point is no border. One query where the map is kept (ADR 0010); else four, and only the units
    around the branch are looked at closely.
    """
    is_kept, found = kept_borders(unit_id, on)
    return found if is_kept else _from_areas(unit_id, on)


def _from_areas(unit_id: int, on: date) -> frozenset[int] | None:
    shown = {branch.pk for branch in branches(on)}
    held, areas = cells_on(on, shown) if unit_id in shown else ({}, {})
    by_unit: dict[int, list[drawing.Cell]] = {}
    for code, holder in sorted(held.items()):
        if code in areas:
            by_unit.setdefault(holder, []).append(areas[code])
    if unit_id not in by_unit:
        return None
    own = shapely.union_all([cell.geometry for cell in by_unit[unit_id]])
    west, south, east, north = own.buffer(0.001).bounds
    around = shapely.box(west, south, east, north)
    outlines = {
        str(holder): shapely.union_all([cell.geometry for cell in cells])
        for holder, cells in by_unit.items()
        if holder == unit_id or any(around.intersects(shapely.box(*cell.geometry.bounds)) for cell in cells)
    }
    return frozenset(map(int, colours.neighbours(outlines)[str(unit_id)]))
