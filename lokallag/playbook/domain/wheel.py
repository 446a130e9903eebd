"""Where everything on the annual wheel stands: marks, spans, labels that never overlap, months, today. Pure.

January is at the top and the year runs with the clock: the angle of a day is (day of the year − 1) / days of the year.
Lengths are units of the drawing's own box; nothing here knows SVG. ``WIDE`` and ``SHEET`` (print) have names around the
wheel, ``PHONE`` has none: there the list stands below. Radii and the spacing of labels are those of the visual rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from functools import lru_cache
from math import cos, pi, sin, sqrt
from typing import NamedTuple

ROUNDS = 60
LABEL_GAP = 27.5
MOST_PER_SIDE = 24  # above this only what must or should be done has a name beside the wheel
MARK = 7.0
MAJOR = 1.45


class Ring(StrEnum):
    """What an entry is, by which it gets its colour and shape, and its ring where rings are kinds."""

    DEADLINE = "f"
    MEETING = "d"
    CAMPAIGN = "k"
    NETWORK = "n"
    DAY = "m"


class Weight(IntEnum):
    """How much an entry asks to be named when there is no room for all."""

    MAY = 0
    SHOULD = 1
    MUST = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on the wheel. ``ring`` is the number of its ring, 0 outermost; ``last`` the last day of a span."""

    key: str
    name: str
    when: str
    kind: Ring
    ring: int
    first: date
    last: date
    weight: Weight = Weight.MAY
    is_major: bool = False


@dataclass(frozen=True, slots=True)
class Size:
    """A drawing: its box, the centre, and the radii. ``labels`` says whether names stand around it."""

    width: float
    height: float
    x: float
    y: float
    hub: float
    inner: float
    outer: float
    band_in: float
    band_out: float
    mark: float
    labels: bool

    def rings(self, count: int) -> tuple[float, ...]:
        """Return the radii of ``count`` rings, the outermost first, evenly spread between hub and band."""
        if count <= 1:
            return ((self.inner + self.outer) / 2,)
        first, last = self.outer - 24, self.inner + 18
        return tuple(first - (first - last) * number / (count - 1) for number in range(count))


WIDE = Size(1350, 880, 675, 440, 112, 118, 296, 300, 336, MARK, True)
SHEET = Size(1500, 872, 750, 436, 112, 118, 296, 300, 336, MARK, True)  # A3 across
PHONE = Size(720, 720, 360, 360, 118, 124, 300, 304, 350, 9.0, False)


class Point(NamedTuple):
    """A place in the drawing. There are hundreds."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of an entry: where it is, how large, whether its day is past."""

    entry: Entry
    at: Point
    size: float
    is_past: bool


@dataclass(frozen=True, slots=True)
class Label:
    """The name of an entry beside the wheel, with the line that leads to it. ``start``: the text begins at ``at``."""

    entry: Entry
    at: Point
    start: bool
    name: str
    lead: tuple[Point, Point, Point]
    is_past: bool


@dataclass(frozen=True, slots=True)
class Arc:
    """A piece of a circle from one angle to another, clockwise."""

    radius: float
    begin: Point
    end: Point
    is_large: bool


@dataclass(frozen=True, slots=True)
class Span:
    """The days that an entry lasts, on its ring."""

    entry: Entry
    arc: Arc


@dataclass(frozen=True, slots=True)
class Sector:
    """A part of the year between two radii: inner and outer arc."""

    outer: Arc
    inner: Arc


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its sector, its piece of the band, and the arc its name runs along (turned in the lower half)."""

    number: int
    sector: Sector
    band: Sector
    name_arc: Arc
    is_turned: bool
    is_now: bool


@dataclass(frozen=True, slots=True)
class Wheel:
    """The whole drawing. ``past`` and ``hand`` are there in the present year alone."""

    size: Size
    rings: tuple[float, ...]
    months: tuple[Month, ...]
    past: Sector | None
    hand: tuple[Point, Point] | None
    spans: tuple[Span, ...]
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]

    @property
    def labelled(self) -> frozenset[str]:
        """The keys of the entries that have a name in the picture."""
        return frozenset(label.entry.key for label in self.labels)


@lru_cache(maxsize=32)
def days_in(year: int) -> int:
    """Return 365, or 366 in a leap year."""
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


@lru_cache(maxsize=4096)  # each entry asks it for several things, in two sizes
def angle(day: date, year: int) -> float:
    """Return the angle of a day in radians, 0 at the top, with the clock; a day outside the year is cut to its ends."""
    number = day.timetuple().tm_yday - 1 if day.year == year else 0 if day.year < year else days_in(year) - 1
    return 2 * pi * number / days_in(year)


def draw(entries: Iterable[Entry], *, year: int, today: date | None, size: Size, rings: int = len(Ring)) -> Wheel:
    """Return the wheel of a year.

    :param entries: those with a day outside the year are drawn where the year begins or ends if they reach into it,
        and left out if they do not
    :param today: marks what is past; ``None`` (in print) and days of other years mark nothing
    :param rings: how many rings there are; an entry's number must be lower
    """
    shown = sorted(
        (entry for entry in entries if entry.first.year <= year <= entry.last.year),
        key=lambda entry: (entry.first, -entry.weight, entry.name, entry.key),
    )
    radii = size.rings(rings)
    now = today if today is not None and today.year == year else None
    marks = tuple(_mark(entry, year, size, radii, now) for entry in shown)
    return Wheel(
        size=size,
        rings=radii,
        months=tuple(
            _month(number, year, size, is_now=now is not None and now.month == number) for number in range(1, 13)
        ),
        past=None
        if now is None or now == date(year, 1, 1)
        else _sector(0, angle(now, year), size.inner, size.outer, size),
        hand=None
        if now is None
        else (_at(size.hub, angle(now, year), size), _at(size.band_out, angle(now, year), size)),
        spans=tuple(_span(entry, year, size, radii) for entry in shown if entry.last > entry.first),
        marks=marks,
        labels=_labels(marks, year, size) if size.labels else (),
    )


def _at(radius: float, theta: float, size: Size) -> Point:
    return Point(size.x + radius * sin(theta), size.y - radius * cos(theta))


def _arc(radius: float, begin: float, end: float, size: Size) -> Arc:
    return Arc(radius, _at(radius, begin, size), _at(radius, end, size), is_large=end - begin > pi)


def _sector(begin: float, end: float, inner: float, outer: float, size: Size) -> Sector:
    return Sector(_arc(outer, begin, end, size), _arc(inner, begin, end, size))


def _middle(entry: Entry, year: int) -> float:
    return (angle(entry.first, year) + angle(entry.last, year)) / 2


def _mark(entry: Entry, year: int, size: Size, radii: Sequence[float], now: date | None) -> Mark:
    return Mark(
        entry,
        _at(radii[entry.ring], _middle(entry, year), size),
        size.mark * (MAJOR if entry.is_major else 1),
        is_past=now is not None and entry.last < now,
    )


def _span(entry: Entry, year: int, size: Size, radii: Sequence[float]) -> Span:
    return Span(entry, _arc(radii[entry.ring], angle(entry.first, year), angle(entry.last, year), size))


@lru_cache(maxsize=144)  # they are the same for everyone: twelve for each size and some years
def _month(number: int, year: int, size: Size, *, is_now: bool) -> Month:
    begin = angle(date(year, number, 1), year)
    end = 2 * pi if number == 12 else angle(date(year, number + 1, 1), year)
    turned = pi / 2 < (begin + end) / 2 < 3 * pi / 2
    gap = 0.012
    radius = (size.band_in + size.band_out) / 2 + (5.5 if turned else -5.5)
    along = _arc(radius, begin, end, size)
    return Month(
        number=number,
        sector=_sector(begin, end, size.inner, size.outer, size),
        band=_sector(begin + gap / 2, end - gap / 2, size.band_in, size.band_out, size),
        name_arc=Arc(radius, along.end, along.begin, is_large=False) if turned else along,
        is_turned=turned,
        is_now=is_now,
    )


def _labels(marks: Sequence[Mark], year: int, size: Size) -> tuple[Label, ...]:
    right = [mark for mark in marks if _middle(mark.entry, year) < pi]
    left = [mark for mark in marks if _middle(mark.entry, year) >= pi]
    return (*_side(right, year, size, right=True), *_side(left, year, size, right=False))


def _side(marks: Sequence[Mark], year: int, size: Size, *, right: bool) -> list[Label]:
    chosen = _worth_a_name(marks, size)
    reach = size.band_out + 34

    def wish(mark: Mark) -> float:
        return size.y - 1.06 * reach * cos(_middle(mark.entry, year))

    chosen.sort(key=lambda mark: (wish(mark), mark.entry.first, mark.entry.key))
    places = spread([wish(mark) for mark in chosen], low=20, high=size.height - 20, gap=LABEL_GAP)
    return [
        _label(mark, place, _middle(mark.entry, year), size, right=right)
        for mark, place in zip(chosen, places, strict=True)
    ]


def _worth_a_name(marks: Sequence[Mark], size: Size) -> list[Mark]:
    """Return the marks that get a name: all, or by weight where they are too many, and never more than fit."""
    chosen = list(marks)
    if len(chosen) > MOST_PER_SIDE:
        chosen = [mark for mark in chosen if mark.entry.weight > Weight.MAY or mark.entry.is_major]
    room = int((size.height - 40) // LABEL_GAP)
    chosen.sort(key=lambda mark: (not mark.entry.is_major, -mark.entry.weight, mark.entry.first, mark.entry.key))
    return chosen[:room]


def spread(wishes: Sequence[float], *, low: float, high: float, gap: float) -> list[float]:
    """Return places in the order of the wishes (ascending), at least ``gap`` apart and between ``low`` and ``high``.

    Pushed down from the top, back from the bottom, then each moves toward its wish as far as the gaps hold.

    :raises ValueError: there is no room for so many
    """
    if not wishes:
        return []
    if (len(wishes) - 1) * gap > high - low:
        raise ValueError(f"no room for {len(wishes)} labels")
    places = [max(wish, low) for wish in wishes]
    for i in range(1, len(places)):
        places[i] = max(places[i], places[i - 1] + gap)
    places[-1] = min(places[-1], high)
    for i in range(len(places) - 2, -1, -1):
        places[i] = min(places[i], places[i + 1] - gap)
    for _round in range(ROUNDS):
        before = list(places)
        for i, wish in enumerate(wishes):
            above = places[i - 1] + gap if i else low
            below = places[i + 1] - gap if i + 1 < len(places) else high
            places[i] = min(max(wish, above), below)
        if places == before:  # all stand as near as they can, and would in every round to come
            break
    return places


def _label(mark: Mark, y: float, theta: float, size: Size, *, right: bool) -> Label:
    reach = size.band_out + 44
    away = max(150.0, sqrt(max(0.0, reach**2 - (y - size.y) ** 2)))
    side = 1 if right else -1
    end = Point(size.x + side * away, y - 5)
    radius = sqrt((mark.at.x - size.x) ** 2 + (mark.at.y - size.y) ** 2)
    lead = (_at(radius + mark.size + 2, theta, size), _at(size.band_out + 10, theta, size), end)
    at = Point(end.x + side * 6, y)
    room = (size.width - at.x if right else at.x) - 8 - width_of(f" {mark.entry.when}")
    return Label(mark.entry, at, right, shortened(mark.entry.name, room, bold=mark.entry.is_major), lead, mark.is_past)


WIDTHS: Mapping[str, float] = {
    **dict.fromkeys("ijl.,:;'|!–- ", 0.3),
    **dict.fromkeys("ftrI()", 0.38),
    **dict.fromkeys("mwMW@%", 0.92),
    **dict.fromkeys("ABCDEFGHKNOPQRSUVXYZÆØÅ", 0.72),
}


def width_of(text: str, *, font: float = 15, bold: bool = False) -> float:
    """Return about how wide a text is in Inter, a little on the wide side."""
    return sum(WIDTHS.get(sign, 0.6) for sign in text) * font * (1.1 if bold else 1.04)


def shortened(text: str, room: float, *, bold: bool = False) -> str:
    """Return the text, cut with a mark of omission where it would be wider than ``room``."""
    if width_of(text, bold=bold) <= room:
        return text
    while text and width_of(f"{text}…", bold=bold) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"
