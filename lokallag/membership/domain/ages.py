"""Age bands from a year of birth, and who may be under 18. Pure: no Django, no clock.

Only the year of birth is known, so an age is the one that a person reaches this year. A list shows the band and filters
by the same bands, so that no filter tells more than the list does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

GROWN = 18
MIDDLE = 30


@dataclass(frozen=True, slots=True)
class Band:
    """Ages from ``low`` up to and including ``high``; ``None`` is no limit upward."""

    low: int
    high: int | None

    @property
    def key(self) -> str:
        """Its name in an address: ``18-29``, ``60-``."""
        return f"{self.low}-{'' if self.high is None else self.high}"

    def years(self, today_year: int) -> tuple[int, int]:
        """Return the first and the last year of birth of those in the band this year."""
        return (0 if self.high is None else today_year - self.high, today_year - self.low)


def bands(*, young_age: int, senior_age: int) -> tuple[Band, ...]:
    """Return the bands in order, without gaps or overlaps: 0–17 first, then as the organisation's own ages divide.

    :param young_age: the last age of those who count as young; ``senior_age`` the first of the seniors
    """
    starts = sorted({0, GROWN, *(age for age in (MIDDLE, young_age + 1, senior_age) if GROWN < age <= 120)})
    ends: Sequence[int | None] = [start - 1 for start in starts[1:]] + [None]
    return tuple(Band(low, high) for low, high in zip(starts, ends, strict=True))


def band_of(birth_year: int | None, today_year: int, among: Sequence[Band]) -> Band | None:
    """Return the band of a person born that year, or ``None`` where no year is known or it is to come."""
    if birth_year is None or birth_year > today_year:
        return None
    age = today_year - birth_year
    return next(band for band in reversed(among) if band.low <= age)


def may_be_minor(birth_year: int | None, today_year: int) -> bool:
    """Tell whether a person may still be under 18: who turns 18 this year may not have done so yet."""
    return birth_year is not None and today_year - birth_year <= GROWN
