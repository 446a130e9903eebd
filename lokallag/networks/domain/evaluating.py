"""When the scheme of networks is evaluated, and how far an evaluation has come. Pure: no Django, no clock.

The rule set names the annual meeting of a year; the day is the one that is set for it, and where none is set yet, the
last day on which the rules let it be held.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Stage(StrEnum):
    """How far an evaluation has come."""

    OPEN = "open"
    REPORTED = "reported"
    DECIDED = "decided"


class Word(StrEnum):
    """What the annual meeting says of a network, or of the whole scheme."""

    GO_ON = "go_on"
    CHANGE = "change"
    END = "end"


class Standing(StrEnum):
    """How it stands with the meeting: what the board should do follows from it."""

    NO_RULE = "no_rule"
    UNREADABLE = "unreadable"
    NO_DAY = "no_day"
    PASSED = "passed"
    FAR = "far"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Meeting:
    """The meeting that evaluates. ``day`` is the one that is set, ``latest`` the last on which the rules allow it."""

    year: int
    latest: date
    day: date | None = None

    @property
    def counted(self) -> date:
        """The day that other days are counted from."""
        return self.day or self.latest


def months_before(day: date, months: int) -> date:
    """Return the day so many months earlier; the 31st is the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def opens_on(meeting: Meeting, *, months: int) -> date:
    """Return the day on which the board gets the case."""
    return months_before(meeting.counted, months)


def standing(meeting: Meeting | None, *, is_written: bool, months: int, today: date) -> Standing:
    """Return how it stands with the meeting on the day.

    :param meeting: ``None`` where the rules name none that can be read
    :param is_written: whether anything stands in the rules
    """
    if meeting is None:
        return Standing.UNREADABLE if is_written else Standing.NO_RULE
    if meeting.counted < today:
        return Standing.PASSED
    if today < opens_on(meeting, months=months):
        return Standing.FAR
    return Standing.NO_DAY if meeting.day is None else Standing.NEAR


def due_on(meeting: Meeting, *, papers_days: int, today: date) -> date:
    """Return the day by which the report is ready: when papers go out, and today where that is past."""
    return max(meeting.counted - timedelta(days=papers_days), today)


def stage(*, is_reported: bool, is_decided: bool) -> Stage:
    """Return how far an evaluation has come."""
    if is_decided:
        return Stage.DECIDED
    return Stage.REPORTED if is_reported else Stage.OPEN
