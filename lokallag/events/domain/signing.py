"""When one may sign up, and when people are reminded. Pure: no Django, no clock."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from lokallag.calendar.domain.local import DAY, instant, local_date
from lokallag.events.domain.lifecycle import State

PER_NETWORK = 120  # tries from one network in an hour: a meeting hall shares one
PER_ADDRESS = 12  # tries for one address in an hour: a mailbox is not to be filled


DOOR_OPENS = timedelta(hours=2)  # so long before it begins one can say at the door that one is there


class Door(StrEnum):
    """Whether the code at the door counts."""

    NOT_YET = "not_yet"
    OPEN = "open"
    SHUT = "shut"


def door(*, starts_at: datetime, ends_at: datetime, at: datetime) -> Door:
    """Return whether arrivals are taken: from two hours before it begins until the day after it ends is over."""
    if at < starts_at - DOOR_OPENS:
        return Door.NOT_YET
    return Door.SHUT if at >= instant(local_date(ends_at) + 2 * DAY, time(0)) else Door.OPEN


class Closed(StrEnum):
    """Why no sign-up is taken."""

    NONE_WANTED = "none_wanted"
    NOT_SHOWN = "not_shown"
    CANCELLED = "cancelled"
    OVER = "over"
    HELD = "held"
    TOO_LATE = "too_late"


def why_closed(
    *, state: State, has_signup: bool, starts_at: datetime, ends_at: datetime, until: datetime | None, at: datetime
) -> Closed | None:
    """Return why nobody can sign up at this instant, or ``None`` while one can.

    :param until: the deadline; where there is none, one can sign up until the event begins
    """
    if state is State.CANCELLED:
        return Closed.CANCELLED
    if state is State.DRAFT:
        return Closed.NOT_SHOWN
    if state is State.DONE or at >= ends_at:
        return Closed.HELD
    if not has_signup:
        return Closed.NONE_WANTED
    if at >= starts_at:
        return Closed.OVER
    return Closed.TOO_LATE if until is not None and at >= until else None


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder: on the wall clock so many days before, or so many hours before the beginning.

    ``only_online`` goes to none but those who come by a link, which stands in it.
    """

    key: str
    days: int = 0
    clock: time | None = None
    hours: int = 0
    only_online: bool = False

    def due_at(self, starts_at: datetime) -> datetime:
        """Return the instant it is due, in UTC."""
        if self.clock is None:
            return starts_at - timedelta(hours=self.hours)
        return instant(local_date(starts_at) - self.days * DAY, self.clock)


# The evening before is when people look at tomorrow, and early enough for the next in line to get the place. Two hours
# before, a mail helps only who needs the link: others are on their way.
REMINDERS = (Reminder("evening", days=1, clock=time(18)), Reminder("soon", hours=2, only_online=True))
LONGEST_AHEAD = timedelta(hours=48)  # no reminder is due earlier than this before an event begins


def reminder_due(starts_at: datetime, *, is_online: bool, at: datetime) -> Reminder | None:
    """Return the last reminder that is due at this instant; none before the first, and none once it has begun."""
    if at >= starts_at:
        return None
    due = [
        reminder
        for reminder in REMINDERS
        if reminder.due_at(starts_at) <= at and (is_online or not reminder.only_online)
    ]
    return max(due, key=lambda reminder: reminder.due_at(starts_at), default=None)
