"""For whom a network is, by age. Pure: no Django, no clock.

Only the year of birth is known, so an age is the one that a person reaches in the calendar year: a network for those of
40 or younger is for them to the end of the year in which they turn 40.
"""

from enum import StrEnum


class Fit(StrEnum):
    """How a person's year of birth stands to the ages that a network is for."""

    FITS = "fits"
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    UNKNOWN = "unknown"  # no year of birth is known, and the network asks for an age


REFUSED = frozenset({Fit.TOO_YOUNG, Fit.TOO_OLD})


def fit(birth_year: int | None, *, year: int, first: int | None, last: int | None) -> Fit:
    """Return how somebody born that year stands to the ages from ``first`` to ``last`` in a calendar year.

    :param first: the lowest age, :param last: the highest one, both included; ``None`` sets no limit
    """
    if first is None and last is None:
        return Fit.FITS
    if birth_year is None:
        return Fit.UNKNOWN
    reaches = year - birth_year
    if first is not None and reaches < first:
        return Fit.TOO_YOUNG
    return Fit.TOO_OLD if last is not None and reaches > last else Fit.FITS


def last_year(birth_year: int, *, last: int) -> int:
    """Return the last calendar year in which somebody born that year is young enough."""
    return birth_year + last


def oldest_birth_year(*, year: int, last: int) -> int:
    """Return the first year of birth that is young enough in a calendar year."""
    return year - last
