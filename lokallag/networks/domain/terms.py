"""The steering group: how many it takes, how far its terms reach, and whether anybody is left. Pure."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lokallag.networks.domain.lifecycle import State

ONE_DAY = timedelta(days=1)
SMALLEST_GROUP = 2  # one alone steers nothing together: an application names as many, and the board appoints as many


@dataclass(frozen=True, slots=True)
class Stay:
    """One seat for some days, both included; ``until_on=None`` until further notice. ``sits``: somebody holds it."""

    from_on: date
    until_on: date | None
    leads: bool
    sits: bool = True

    def holds_on(self, day: date) -> bool:
        """Tell whether somebody sits there that day."""
        return self.sits and self.from_on <= day and (self.until_on is None or day <= self.until_on)


def is_too_short(from_on: date, until_on: date, *, others_end: Iterable[date | None] = ()) -> bool:
    """Tell whether a term, both days included, ends before a month has passed.

    :param others_end: last days of those who sit: who comes in for the rest of their term may sit shorter
    """
    year, month = (from_on.year + 1, 1) if from_on.month == 12 else (from_on.year, from_on.month + 1)
    month_later = date(year, month, min(from_on.day, monthrange(year, month)[1]))
    return until_on < month_later - ONE_DAY and until_on not in others_end


def led_until(stays: Iterable[Stay], today: date) -> date | None:
    """Return the last day in a row, from today on, on which the group has a leader; ``None`` where no end is known.

    A group without a leader today is led until the last day it had one, or the day before it first sat.
    """
    stays = [stay for stay in stays if stay.sits]
    leaders = [stay for stay in stays if stay.leads]
    day = today
    while True:
        now = [stay for stay in leaders if stay.holds_on(day)]
        if any(stay.until_on is None for stay in now):
            return None
        if not now:
            break
        day = max(stay.until_on for stay in now if stay.until_on is not None) + ONE_DAY
    if day > today:
        return day - ONE_DAY
    over = [stay.until_on for stay in leaders if stay.until_on is not None and stay.until_on < today]
    return max(over, default=min((stay.from_on for stay in stays), default=today) - ONE_DAY)


def state_of(now: State, stays: Iterable[Stay], today: date) -> State:
    """Return where a network stands by who sits: it rests when nobody does, and is at work when somebody does.

    One whose first steering group has not begun yet is left as it is, and so is one that is ended.
    """
    stays = list(stays)
    if now is State.ENDED:
        return now
    if any(stay.holds_on(today) for stay in stays):
        return State.ACTIVE
    waits = stays and all(stay.from_on > today for stay in stays)
    return now if waits else State.RESTING
