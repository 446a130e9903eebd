"""Local dates and instants: what day it is in Norway, and when that day begins and ends. Pure: no clock.

Instants go in with any time zone and come out in UTC. Source: the time zone Europe/Oslo of the tz database.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")
DAY = timedelta(days=1)


def in_oslo(at: datetime) -> datetime:
    """Return the same instant as the clock in Norway shows it.

    :raises ValueError: ``at`` has no time zone
    """
    if at.tzinfo is None:
        raise ValueError(f"an instant needs a time zone: {at.isoformat()}")
    return at.astimezone(OSLO)


def local_date(at: datetime) -> date:
    """Return the day it is in Norway at that instant.

    :raises ValueError: ``at`` has no time zone
    """
    return in_oslo(at).date()


def instant(day: date, at: time) -> datetime:
    """Return the instant, in UTC, at which the clock in Norway shows ``at`` on that day.

    In the spring one hour does not exist: 02.30 then counts as 03.30, as long after midnight as people meant.
    In the autumn one hour comes twice: its first coming counts.

    :raises ValueError: ``at`` has a time zone of its own
    """
    if at.tzinfo is not None:
        raise ValueError(f"a time on the wall has no time zone: {at.isoformat()}")
    return datetime.combine(day, at.replace(fold=0), tzinfo=OSLO).astimezone(UTC)


def midnight_before(day: date) -> datetime:
    """Return the instant, in UTC, at which the day begins in Norway."""
    return instant(day, time.min)


def midnight_after(day: date) -> datetime:
    """Return the first instant, in UTC, that is no longer that day in Norway.

    What holds up to and including a last day holds before this instant.
    """
    return midnight_before(day + DAY)
