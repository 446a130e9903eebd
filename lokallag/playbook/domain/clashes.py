"""What gets in each other's way in a year: a unit's own on one day, neighbours' on one evening, holidays. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lokallag.calendar.domain.holidays import holiday_name


class ClashKind(StrEnum):
    """Why two things, or a thing and its day, do not go together."""

    SAME_UNIT = "same_unit"
    NEIGHBOURS = "neighbours"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Gathering:
    """Something that people come to on one day."""

    unit: str
    name: str
    day: date


@dataclass(frozen=True, slots=True)
class Clash:
    """A day and what meets on it, in the order of units and names."""

    kind: ClashKind
    day: date
    gatherings: tuple[Gathering, ...]


def clashes(gatherings: Iterable[Gathering], *, of: str = "") -> tuple[Clash, ...]:
    """Return what clashes, by day.

    :param of: only what concerns this unit; empty for all
    """
    by_day: dict[date, list[Gathering]] = defaultdict(list)
    for gathering in gatherings:
        by_day[gathering.day].append(gathering)
    found = []
    for day, on in sorted(by_day.items()):
        on.sort(key=lambda gathering: (gathering.unit, gathering.name))
        own = [gathering for gathering in on if not of or gathering.unit == of]
        if own and holiday_name(day):
            found.append(Clash(ClashKind.HOLIDAY, day, tuple(own)))
        units = {gathering.unit for gathering in on}
        for unit in sorted(units & {gathering.unit for gathering in own}):
            same = tuple(gathering for gathering in on if gathering.unit == unit)
            if len(same) > 1:
                found.append(Clash(ClashKind.SAME_UNIT, day, same))
        if own and len(units) > 1:
            found.append(Clash(ClashKind.NEIGHBOURS, day, tuple(on)))
    return tuple(found)
