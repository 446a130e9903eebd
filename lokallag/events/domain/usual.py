"""From a unit's usual hours to a proposal for a new event. Pure: no Django, no clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class Proposed:
    """When a new event would be: a local day, begin and end on the wall, and the last day where it ends on another."""

    day: date
    starts: time
    ends: time
    last_day: date | None


def next_time(*, weekday: int, starts: time, minutes: int, after: date) -> Proposed:
    """Return the first time after ``after`` at which a unit that meets so meets. The day itself does not count.

    :param weekday: 0 is Monday
    :param minutes: how long it lasts on the wall
    """
    day = after + timedelta(days=(weekday - after.weekday() - 1) % 7 + 1)
    end = datetime.combine(day, starts) + timedelta(minutes=minutes)
    return Proposed(day, starts, end.time(), None if end.date() == day else end.date())
