"""When the board can decide an application, and how long it has left. Pure: no Django, no clock.

All days are local dates. A mandate holds up to and including its last day; what a meeting decided within it is
recorded afterwards too.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class MeetingFault(StrEnum):
    """Why the day of a meeting cannot be that of a decision."""

    FUTURE = "future"
    BEFORE_SENT = "before_sent"
    AFTER_MANDATE = "after_mandate"


@dataclass(frozen=True, slots=True)
class Mandate:
    """What lets the board start networks: the words, where they stand, and the last day (``None``: no end is set)."""

    text: str
    source: str
    until: date | None

    def is_over(self, on: date) -> bool:
        """Tell whether a meeting held that day could no longer decide by it."""
        return self.until is not None and on > self.until


def fault_of_meeting(meeting_on: date, *, today: date, sent_on: date | None, mandate: Mandate) -> MeetingFault | None:
    """Return why a meeting of that day cannot have decided, or ``None``.

    :param sent_on: the day that the application came; ``None`` where the board decides on its own
    """
    if meeting_on > today:
        return MeetingFault.FUTURE
    if sent_on is not None and meeting_on < sent_on:
        return MeetingFault.BEFORE_SENT
    return MeetingFault.AFTER_MANDATE if mandate.is_over(meeting_on) else None


def answer_day_after_wait(answer_by: date, *, asked_on: date, today: date) -> date:
    """Return by when the board answers once it waits no more: the days it waited for the applicant are added.

    Taking a question back gives the board no more time of its own than it had.
    """
    return answer_by + max(today - asked_on, timedelta())


def days_left(answer_by: date, today: date) -> int:
    """Return the days until the board must have answered: 0 on the last day, below 0 when it is late."""
    return (answer_by - today).days
