"""Draw areas as one picture: paths and labels in units of a picture 640 wide. Pure; it knows no HTML.

Projection: longitude times the cosine of the middle latitude, and latitude, fitted to the width; good enough for a
municipality, and for a country it only looks a little flat in the north. Rules: docs, "Pictures", the map.
"""

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

import numpy
import shapely
from shapely.geometry import MultiPolygon

from lokallag.territory.domain import areas, colours

WIDTH = 640
MARGIN = 14
_CHAR = 9.0
"""Width of a letter of a label, about."""
_LINE = 19.4
_MOST_LABELS = 60


@dataclass(frozen=True, slots=True)
class Cell:
    """One postal area: its code and its geometry in degrees."""

    code: str
    geometry: MultiPolygon
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Territory:
    """The areas that one unit answers for. ``nudge`` moves its label, in units of the picture (right, down)."""

    key: str
    name: str
    cells: tuple[Cell, ...]
    nudge: tuple[float, float] = (0, 0)


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """The path of one postal area."""

    code: str
    path: str


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the map: one or two lines, centred on ``x``, the first line's baseline at ``y``."""

    x: float
    y: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One unit on the map: a colour from 1 to 6, its cells and the outline of them all."""

    key: str
    name: str
    colour: int
    cells: tuple[DrawnCell, ...]
    edge: str
    label: Label | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole map.

    ``free`` are areas that nobody answers for, ``approximate`` says that some area is not surveyed, and ``borders`` who
    borders on whom, by key.
    """

    width: int
    height: int
    units: tuple[Drawn, ...]
    free: tuple[DrawnCell, ...]
    approximate: bool
    colours: Mapping[str, int] = field(default_factory=dict)
    borders: Mapping[str, Set[str]] = field(default_factory=dict)

    @property
    def view_box(self) -> str:
        """The part of the plane that is seen, with its margin."""
        return f"{-MARGIN} {-MARGIN} {self.width + 2 * MARGIN} {self.height + 2 * MARGIN}"


def draw(territories: Sequence[Territory], free: Sequence[Cell] = (), *, detail: float = 0.35) -> Drawing:
    """Draw the territories in the given order; a territory without areas is left out of the picture, not of colours.

    :param detail: how far, in units of the picture, a simplified line may be from the true one
    """
    cells = [cell for territory in territories for cell in territory.cells]
    every = [*cells, *free]
    shown = [territory for territory in territories if territory.cells]
    outlines = {territory.key: _union([cell.geometry for cell in territory.cells]) for territory in shown}
    borders = colours.neighbours(outlines)
    palette = colours.colour([each.key for each in territories], borders)
    if not every:
        return Drawing(WIDTH, 0, (), (), False, palette, borders)
    plane = _Plane([cell.geometry for cell in every])
    small = dict(zip((cell.code for cell in every), plane.fit([cell.geometry for cell in every], detail), strict=True))
    edges = {territory.key: _union([small[cell.code] for cell in territory.cells]) for territory in shown}
    labels = _labels([(territory, edges[territory.key]) for territory in shown])
    units = tuple(
        Drawn(
            key=territory.key,
            name=territory.name,
            colour=palette[territory.key],
            cells=tuple(DrawnCell(cell.code, _path(small[cell.code])) for cell in territory.cells),
            edge=_path(edges[territory.key]),
            label=labels.get(territory.key),
        )
        for territory in shown
    )
    gaps = tuple(DrawnCell(cell.code, _path(small[cell.code])) for cell in free)
    return Drawing(WIDTH, plane.height, units, gaps, any(cell.approximate for cell in every), palette, borders)


def label_lines(name: str) -> tuple[str, ...]:
    """Return a name on one line, or on two where it has a dash or *og*, or a space and some length."""
    for mark in ("–", " - ", "-"):
        head, found, tail = name.partition(mark)
        if found and len(head) > 2 and len(tail) > 2:
            return (f"{head}{'–' if mark != '-' else '-'}", tail.strip())
    head, found, tail = name.partition(" og ")
    if found:
        return (head, f"og {tail}")
    if len(name) > 11 and " " in name:
        words = name.split(" ")
        at = min(range(1, len(words)), key=lambda each: abs(len(" ".join(words[:each])) * 2 - len(name)))
        return (" ".join(words[:at]), " ".join(words[at:]))
    return (name,)


class _Plane:
    """From degrees to the picture: x to the right from 0 to 640, y downwards from 0."""

    def __init__(self, geometries: list[MultiPolygon]) -> None:
        west, south, east, north = shapely.total_bounds(numpy.array(geometries, dtype=object))
        self.squeeze = math.cos(math.radians((south + north) / 2))
        self.scale = WIDTH / max((east - west) * self.squeeze, (north - south) / 3, 1e-9)
        self.west, self.north = west, north
        self.height = max(1, math.ceil((north - south) * self.scale))

    def fit(self, geometries: list[MultiPolygon], detail: float) -> list[MultiPolygon]:
        def place(points: Any) -> Any:
            x = (points[:, 0] - self.west) * self.squeeze * self.scale
            y = (self.north - points[:, 1]) * self.scale
            return numpy.column_stack([x, y])

        placed = [shapely.transform(geometry, place) for geometry in geometries]
        return areas.simplified(placed, detail)


def _union(geometries: list[MultiPolygon]) -> MultiPolygon:
    return areas.polygons_of(shapely.union_all(geometries)) if len(geometries) > 1 else geometries[0]


def _path(geometry: MultiPolygon) -> str:
    rings: list[str] = []
    for polygon in geometry.geoms:
        for ring in (polygon.exterior, *polygon.interiors):
            points = [f"{_short(x)} {_short(y)}" for x, y in list(ring.coords)[:-1]]
            rings.append("M" + "L".join(points) + "Z")
    return "".join(rings)


def _short(number: float) -> str:
    text = f"{number:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


def _labels(shown: list[tuple[Territory, MultiPolygon]]) -> dict[str, Label]:
    """A label in the widest place of each territory, moved apart where two would touch."""
    boxes: dict[str, list[float]] = {}
    lines: dict[str, tuple[str, ...]] = {}
    many = len(shown) > _MOST_LABELS
    for territory, outline in shown:
        largest = max(outline.geoms, key=lambda each: float(each.area))
        circle = shapely.maximum_inscribed_circle(largest, tolerance=2)
        x, y = circle.coords[0]
        lines[territory.key] = label_lines(territory.name)
        width = max(map(len, lines[territory.key])) * _CHAR
        if many and shapely.length(circle) * 2 < width:
            continue  # the name would cover its neighbours; the table beside the map has it
        boxes[territory.key] = [
            x + territory.nudge[0],
            y + territory.nudge[1],
            width,
            len(lines[territory.key]) * _LINE,
        ]
    _part(list(boxes.values()))
    return {
        key: Label(round(x, 1), round(y - (len(lines[key]) - 1) * _LINE / 2 + 6, 1), lines[key])
        for key, (x, y, _width, _height) in boxes.items()
    }


def _part(boxes: list[list[float]]) -> None:
    """Move boxes (centre x, centre y, width, height) up and down until none touch, or 30 rounds have passed."""
    for _round in range(30):
        moved = False
        for at, one in enumerate(boxes):
            for other in boxes[at + 1 :]:
                across = (one[2] + other[2]) / 2 - abs(one[0] - other[0])
                down = (one[3] + other[3]) / 2 - abs(one[1] - other[1])
                if across > 0 and down > 0:
                    step = down / 2 + 0.5 if one[1] <= other[1] else -down / 2 - 0.5
                    one[1] -= step
                    other[1] += step
                    moved = True
        if not moved:
            return
