"""What goes in the days to come, summed for a page. Pure: no Django, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

AHEAD = timedelta(days=30)
ONE_NIGHT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sums:
    """How many go next, and in the coming thirty days; ``next_on`` is the first day on which any does."""

    next_on: date | None
    next_count: int
    within: int
    overdue: bool


def sum_up(coming: Mapping[date, int], *, today: date) -> Sums:
    """Return the sums of what is coming. What was due before today counts as today's; what was due before yesterday
    has outlived a night, and is overdue.

    :param coming: day → how many go on it
    """
    days = sorted(day for day, count in coming.items() if count and day <= today + AHEAD)
    if not days:
        return Sums(None, 0, 0, overdue=False)
    first = max(days[0], today)
    return Sums(
        next_on=first,
        next_count=sum(coming[day] for day in days if day <= first),
        within=sum(coming[day] for day in days),
        overdue=days[0] < today - ONE_NIGHT,
    )


def is_stale(last: date | None, *, today: date) -> bool:
    """Say whether clearing has not been done last night or today."""
    return last is None or last < today - ONE_NIGHT
