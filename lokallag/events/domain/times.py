"""From what people write, a day and a time on the wall, to an instant. Pure: of Django only gettext.

Two nights a year the wall does not say which instant is meant: in March one hour does not exist, in October one comes
twice. Nothing is guessed: the first is refused with the times that do exist, of the second it is asked which is meant.
"""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from lokallag.calendar.domain.local import OSLO, in_oslo

MOST_LENGTH = timedelta(days=14)


class Which(StrEnum):
    """Which coming of an hour that comes twice."""

    FIRST = "first"
    SECOND = "second"


class HourMissing(Exception):
    """The clock in Norway never shows this time on this day. ``before`` and ``after`` are the times next to the gap."""

    def __init__(self, day: date, at: time, before: time, after: time) -> None:
        super().__init__(day, at)
        self.day, self.at, self.before, self.after = day, at, before, after


class HourTwice(Exception):
    """The clock in Norway shows this time twice on this day, and nobody has said which is meant."""

    def __init__(self, day: date, at: time) -> None:
        super().__init__(day, at)
        self.day, self.at = day, at


def wall(day: date, at: time, which: Which | None = None) -> datetime:
    """Return the instant, in UTC, at which the clock in Norway shows ``at`` on that day.

    :param which: says which is meant where the hour comes twice; elsewhere it counts for nothing
    :raises HourMissing: the clock skips this time
    :raises HourTwice: it shows it twice, and ``which`` is ``None``
    :raises ValueError: ``at`` has a time zone of its own
    """
    if at.tzinfo is not None:
        raise ValueError(f"a time on the wall has no time zone: {at.isoformat()}")
    first, second = (datetime.combine(day, at.replace(fold=fold), tzinfo=OSLO).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return first
    if not _shows(first, at):
        raise HourMissing(day, at, *_around_gap(first, second))
    if which is None:
        raise HourTwice(day, at)
    return first if which is Which.FIRST else second


def coming(at: datetime) -> Which | None:
    """Return which coming of its hour an instant is, or ``None`` where the hour comes once.

    :raises ValueError: ``at`` has no time zone
    """
    local = in_oslo(at)
    shown = local.time().replace(fold=0)
    first, second = (
        datetime.combine(local.date(), shown.replace(fold=fold), tzinfo=OSLO).astimezone(UTC) for fold in (0, 1)
    )
    if first == second or not _shows(first, shown):
        return None
    return Which.FIRST if at.astimezone(UTC) == first else Which.SECOND


def moved_to(starts_at: datetime, ends_at: datetime, day: date) -> tuple[datetime, datetime]:
    """Return beginning and end on another day, with the same times on the wall and the same days between them.

    :raises HourMissing: the clock skips one of the times on its new day
    :raises HourTwice: it shows one of them twice there
    """
    start, end = in_oslo(starts_at), in_oslo(ends_at)
    last = day + (end.date() - start.date())
    return wall(day, _plain(start)), wall(last, _plain(end))


def _plain(local: datetime) -> time:
    return local.time().replace(fold=0)


def _shows(instant: datetime, at: time) -> bool:
    return in_oslo(instant).time().replace(fold=0) == at.replace(fold=0)


def _around_gap(one: datetime, other: datetime) -> tuple[time, time]:
    """Return the last minute before the clock jumps, and the time it jumps to."""
    low, high = sorted((one, other))
    offset = in_oslo(low).utcoffset()
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        middle = middle.replace(second=0, microsecond=0)
        if middle in (low, high):
            break
        low, high = (middle, high) if in_oslo(middle).utcoffset() == offset else (low, middle)
    return _plain(in_oslo(low)).replace(second=0), _plain(in_oslo(high)).replace(second=0)
