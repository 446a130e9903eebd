"""Who is written to, as a value: it can be kept, shown, and asked again later. Pure: no Django, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

OLDEST = 120


class Who(StrEnum):
    """What makes somebody one of those written to."""

    MEMBERS = "members"
    OFFICERS = "officers"
    BELONGING = "belonging"  # who joined or follows a network, and chose e-mail
    JOINED = "joined"  # who joined a network, and lets it reach them: by e-mail or telephone
    JOINED_BY_MAIL = "joined_by_mail"  # those of them who chose e-mail


OF_NETWORK = frozenset({Who.BELONGING, Who.JOINED, Who.JOINED_BY_MAIL})


@dataclass(frozen=True, slots=True)
class Segment:
    """Members, those who hold an office today, everywhere or in some units; or those who belong to some networks.

    ``units`` are ids of units; none is the whole party. ``titles`` are offices, for officers; none is any. ``low`` and
    ``high`` are ages that one reaches this year, both included; whose year of birth is not known is in no age group.
    """

    who: Who = Who.MEMBERS
    units: tuple[int, ...] = ()
    titles: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be meant.

        :raises ValueError: ages that no one has, offices asked of others than officers, or belonging to no unit
        """
        if any(age is not None and not 0 <= age <= OLDEST for age in (self.low, self.high)):
            raise ValueError("an age is between 0 and 120")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("the lowest age is above the highest")
        if self.titles and self.who is not Who.OFFICERS:
            raise ValueError("only officers are told apart by their offices")
        if self.who in OF_NETWORK and not self.units:
            raise ValueError("one belongs to some unit")

    def years(self, today_year: int) -> tuple[int | None, int | None]:
        """Return the first and the last year of birth of those in the age group; ``None`` is no limit."""
        first = None if self.high is None else today_year - self.high
        last = None if self.low is None else today_year - self.low
        return first, last

    def as_dict(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {
            "who": self.who.value,
            "units": list(self.units),
            "titles": list(self.titles),
            "low": self.low,
            "high": self.high,
        }


def segment_from(kept: Mapping[str, Any]) -> Segment:
    """Return the segment that was kept.

    :raises ValueError: it was none
    """
    return Segment(
        who=Who(kept.get("who", Who.MEMBERS)),
        units=tuple(int(unit) for unit in kept.get("units", ())),
        titles=tuple(str(title) for title in kept.get("titles", ())),
        low=kept.get("low"),
        high=kept.get("high"),
    )
