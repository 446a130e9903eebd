"""Date rules: how the day of something is found in a year. Pure values; no clock, no tables.

A rule has a base (a fixed date, the nth weekday of a month, days from Easter, or so long before or after another
event) and what is done to it: rolled to a working day, a time of day, a span of days, only in some kinds of years.
``graph.py`` finds the days, ``explain.py`` says why. Source of the kinds: the year of a municipal party, with valgloven
(elections in September of every second year, municipal and Storting in turn).
"""

from calendar import monthrange
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from lokallag.calendar.domain.holidays import easter_day, next_working_day, previous_working_day

FEBRUARY = 2
DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
LAST = -1
MOST_OFFSET = 3660  # days, about ten years
MOST_DAYS = 366


class YearKind(StrEnum):
    """What sort of year it is, by its election."""

    MUNICIPAL = "municipal"
    STORTING = "storting"
    BETWEEN = "between"


def year_kind(year: int) -> YearKind:
    """Return the kind of the year: municipal elections in 2023, 2027 …, Storting elections in 2025, 2029 …"""
    return {3: YearKind.MUNICIPAL, 1: YearKind.STORTING}.get(year % 4, YearKind.BETWEEN)


class Step(StrEnum):
    """What an offset counts."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


class Roll(StrEnum):
    """What happens where the day is no working day."""

    STAY = "stay"
    NEXT = "next"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class FixedDate:
    """The same date each year. 29 February is the last day of February in years that have no such day.

    :raises ValueError: no year has the day
    """

    month: int
    day: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= len(DAYS_OF_MONTH) and 1 <= self.day <= DAYS_OF_MONTH[self.month - 1]):
            raise ValueError(f"no year has a day {self.day}.{self.month}.")

    def day_in(self, year: int) -> date:
        """Return the day in that year."""
        return date(year, self.month, min(self.day, monthrange(year, self.month)[1]))


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The nth Monday (0) to Sunday (6) of a month; ``n`` is 1 to 5, or ``LAST``.

    :raises ValueError: there is no such weekday, month or number
    """

    n: int
    weekday: int
    month: int

    def __post_init__(self) -> None:
        if self.n not in {1, 2, 3, 4, 5, LAST} or not 0 <= self.weekday <= 6 or not 1 <= self.month <= 12:
            raise ValueError(f"no month has such a weekday: {self}")

    def day_in(self, year: int) -> date | None:
        """Return the day in that year; ``None`` where the month has no fifth one."""
        length = monthrange(year, self.month)[1]
        if self.n == LAST:
            last = date(year, self.month, length)
            return last - timedelta(days=(last.weekday() - self.weekday) % 7)
        first = date(year, self.month, 1)
        number = 1 + (self.weekday - first.weekday()) % 7 + 7 * (self.n - 1)
        return date(year, self.month, number) if number <= length else None


@dataclass(frozen=True, slots=True)
class FromEaster:
    """So many days after Easter Sunday; before it where negative.

    :raises ValueError: more than half a year away
    """

    days: int

    def __post_init__(self) -> None:
        if not -90 <= self.days <= 180:
            raise ValueError(f"a day that follows Easter lies within half a year of it, not {self.days} days away")

    def day_in(self, year: int) -> date:
        """Return the day in that year."""
        return easter_day(year) + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class FromEvent:
    """So long after another event, before it where ``amount`` is negative; 0 is the event's own day.

    ``year_shift`` says whose event: 0 that of the same year, 1 next year's (a deadline in autumn for a meeting in
    spring). Months keep the day of the month as far as the month has it.

    :raises ValueError: further away than ten years, or from an event more than two years off
    """

    event: Hashable
    amount: int
    step: Step = Step.DAYS
    year_shift: int = 0

    def __post_init__(self) -> None:
        days = {Step.DAYS: 1, Step.WEEKS: 7, Step.MONTHS: 31}[self.step]
        if abs(self.amount) * days > MOST_OFFSET or not -2 <= self.year_shift <= 2:
            raise ValueError(f"too far from the event: {self.amount} {self.step}")

    def day_from(self, day: date) -> date:
        """Return the day, when the event is on ``day``."""
        if self.step is Step.MONTHS:
            return add_months(day, self.amount)
        return day + timedelta(days=self.amount * (7 if self.step is Step.WEEKS else 1))


Base = FixedDate | NthWeekday | FromEaster | FromEvent
EVERY_YEAR = frozenset(YearKind)


def add_months(day: date, months: int) -> date:
    """Return the same day of the month so many months on, or the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class DateRule:
    """A base and what is done to it.

    ``at`` is a time of day in Norway, ``days`` how many days it lasts, ``source`` the paragraph or decision it comes
    from. ``is_expected`` says that the day is only what one expects until an anchor confirms it (election day is set
    by the King in Council).

    :raises ValueError: it lasts less than a day or more than a year, or for no kind of year
    """

    base: Base
    at: time | None = None
    days: int = 1
    roll: Roll = Roll.STAY
    years: frozenset[YearKind] = EVERY_YEAR
    source: str = ""
    is_expected: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.days <= MOST_DAYS:
            raise ValueError(f"it lasts from 1 to {MOST_DAYS} days, not {self.days}")
        if not self.years:
            raise ValueError("a rule holds in some kind of year")

    def holds_in(self, year: int) -> bool:
        """Tell whether the rule gives a day in this kind of year."""
        return len(self.years) == len(EVERY_YEAR) or year_kind(year) in self.years

    def rolled(self, day: date) -> date:
        """Return the day as moved to a working day where the rule says so."""
        if self.roll is Roll.NEXT:
            return next_working_day(day)
        return previous_working_day(day) if self.roll is Roll.PREVIOUS else day
