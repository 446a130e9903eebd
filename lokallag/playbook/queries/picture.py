"""The wheel as a template draws it: paths as text, classes, addresses. Where things stand is ``domain.wheel``'s."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language

from lokallag.calendar.domain.words import month_called
from lokallag.playbook.domain.wheel import Arc, Label, Mark, Month, Point, Ring, Sector, Wheel


@dataclass(frozen=True, slots=True)
class DrawnMark:
    """A mark: its path, classes and address. ``said`` is read aloud; ``in_label``: its name is the link, not this."""

    path: str
    classes: str
    url: str
    said: str
    in_label: bool


@dataclass(frozen=True, slots=True)
class DrawnLabel:
    """A name beside the wheel, with the line that leads to it."""

    url: str
    x: str
    y: str
    anchor: str
    name: str
    when: str
    is_major: bool
    starts: bool
    said: str
    lead: str


@dataclass(frozen=True, slots=True)
class DrawnMonth:
    """A month: its sector, its part of the band, and its name along an arc."""

    number: int
    name: str
    sector: str
    band: str
    along: str
    classes: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All that ``playbook/wheel.svg`` draws. ``hub`` are the lines in the middle, the largest first."""

    prefix: str
    classes: str
    width: str
    height: str
    x: str
    y: str
    hub_radius: str
    rings: tuple[str, ...]
    months: tuple[DrawnMonth, ...]
    past: str
    hand: tuple[str, str, str, str] | None
    spans: tuple[tuple[str, str], ...]
    marks: tuple[DrawnMark, ...]
    labels: tuple[DrawnLabel, ...]
    hub: tuple[str, ...]
    hub_y: tuple[str, ...]
    title: str


def picture(
    wheel: Wheel, *, prefix: str, title: str, hub: tuple[str, ...], urls: Mapping[str, str], said: Mapping[str, str]
) -> Picture:
    """Return the drawing of a wheel.

    :param prefix: stands first in every id, so that two drawings can stand on one page
    :param urls: where each entry leads, by its key; ``said`` what is read aloud of it
    """
    size = wheel.size
    named = wheel.labelled
    step = 34 if size.labels else 40
    top = size.y - step * (len(hub) - 1) / 2 + 12
    return Picture(
        prefix=prefix,
        classes="wheel" if size.labels else "wheel compact",
        width=_n(size.width),
        height=_n(size.height),
        x=_n(size.x),
        y=_n(size.y),
        hub_radius=_n(size.hub),
        rings=tuple(_n(radius) for radius in wheel.rings),
        months=tuple(_month(get_language(), month) for month in wheel.months),
        past="" if wheel.past is None else _sector(wheel.past),
        hand=None
        if wheel.hand is None
        else (_n(wheel.hand[0].x), _n(wheel.hand[0].y), _n(wheel.hand[1].x), _n(wheel.hand[1].y)),
        spans=tuple((f"k-{span.entry.kind.value}", f"M{_p(span.arc.begin)}{_arc(span.arc)}") for span in wheel.spans),
        marks=tuple(_mark(mark, urls, said, in_label=mark.entry.key in named) for mark in wheel.marks),
        labels=tuple(_label(label, urls, said) for label in wheel.labels),
        hub=hub,
        hub_y=tuple(_n(top + step * number) for number in range(len(hub))),
        title=title,
    )


@lru_cache(maxsize=3 * 144)  # as many as there are months of the wheel, in each language
def _month(language: str | None, month: Month) -> DrawnMonth:
    del language  # the one that is active, in which the month is named
    return DrawnMonth(
        number=month.number,
        name=month_called(month.number),
        sector=_sector(month.sector),
        band=_sector(month.band),
        along=f"M{_p(month.name_arc.begin)}{_arc(month.name_arc, clockwise=not month.is_turned)}",
        classes=" ".join(name for name, holds in (("odd", month.number % 2 == 0), ("now", month.is_now)) if holds),
    )


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _p(point: Point) -> str:
    return f"{_n(point.x)} {_n(point.y)}"


def _arc(arc: Arc, *, clockwise: bool = True) -> str:
    radius = _n(arc.radius)
    return f"A{radius} {radius} 0 {int(arc.is_large)} {int(clockwise)} {_p(arc.end)}"


def _sector(sector: Sector) -> str:
    inner = sector.inner
    radius = _n(inner.radius)
    back = f"A{radius} {radius} 0 {int(inner.is_large)} 0 {_p(inner.begin)}"
    return f"M{_p(sector.outer.begin)}{_arc(sector.outer)}L{_p(inner.end)}{back}Z"


def _shape(kind: Ring, at: Point, size: float) -> str:
    if kind is Ring.NETWORK:
        s = size * 1.1
        return f"M{_n(at.x)} {_n(at.y - s)}L{_n(at.x + s)} {_n(at.y + s * 0.8)}H{_n(at.x - s)}Z"
    left, up, outline = _outline(kind, size)
    return f"M{_n(at.x - left)} {_n(at.y - up)}{outline}"


@lru_cache(maxsize=64)  # alike for all marks of a kind and a size
def _outline(kind: Ring, size: float) -> tuple[float, float, str]:
    """Return how far to the left of its middle and above it a shape begins, and its outline from there."""
    if kind is Ring.DEADLINE:
        s = size * 1.15
        return 0, s, f"l{_n(s)} {_n(s)}l{_n(-s)} {_n(s)}l{_n(-s)} {_n(-s)}Z"
    if kind is Ring.CAMPAIGN:
        s = size * 0.9
        return s, s, f"h{_n(2 * s)}v{_n(2 * s)}h{_n(-2 * s)}Z"
    s = size * (0.75 if kind is Ring.DAY else 1)
    radius, across = _n(s), _n(2 * s)
    return s, 0, f"a{radius} {radius} 0 1 0 {across} 0a{radius} {radius} 0 1 0 -{across} 0Z"


def _mark(mark: Mark, urls: Mapping[str, str], said: Mapping[str, str], *, in_label: bool) -> DrawnMark:
    entry = mark.entry
    return DrawnMark(
        path=_shape(entry.kind, mark.at, mark.size),
        classes=f"wh-mark k-{entry.kind.value}{' past' if mark.is_past else ''}",
        url=urls[entry.key],
        said=said[entry.key],
        in_label=in_label,
    )


def _label(label: Label, urls: Mapping[str, str], said: Mapping[str, str]) -> DrawnLabel:
    first, bend, end = label.lead
    return DrawnLabel(
        url=urls[label.entry.key],
        x=_n(label.at.x),
        y=_n(label.at.y),
        anchor="start" if label.start else "end",
        name=label.name,
        when=label.entry.when,
        is_major=label.entry.is_major,
        starts=label.start,
        said=said[label.entry.key],
        lead=f"M{_p(first)}L{_p(bend)}L{_p(end)}",
    )
