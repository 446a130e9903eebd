"""Events that come again: each week, every other week, or on the same weekday of each month. Pure."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from itertools import takewhile

MOST = 60  # events in one series


class Every(StrEnum):
    """How often."""

    WEEK = "week"
    OTHER_WEEK = "other_week"
    MONTH = "month"


def series_days(first: date, every: Every, until: date) -> tuple[date, ...]:
    """Return the days of a series from ``first`` to ``until``, both included, in order, at most one more than ``MOST``.

    Each month means the weekday that ``first`` is of its month: the second Tuesday, the last Thursday. A fifth weekday
    counts as the last one, so that no month is left out.
    """
    found = []
    for day in takewhile(lambda day: day <= until, _days(first, every)):
        found.append(day)
        if len(found) > MOST:
            break
    return tuple(found)


def nth_in_month(day: date) -> int:
    """Return which of its weekday in the month the day is, 1 to 4; the fifth is the last, -1."""
    nth = (day.day - 1) // 7 + 1
    return nth if nth <= 4 else -1


def _days(first: date, every: Every) -> Iterator[date]:
    if every is not Every.MONTH:
        step = timedelta(weeks=1 if every is Every.WEEK else 2)
        day = first
        while True:
            yield day
            day += step
    nth, year, month = nth_in_month(first), first.year, first.month
    while True:
        yield _nth_weekday(year, month, first.weekday(), nth)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    if nth < 0:
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    begin = date(year, month, 1)
    return begin + timedelta(days=(weekday - begin.weekday()) % 7 + 7 * (nth - 1))
