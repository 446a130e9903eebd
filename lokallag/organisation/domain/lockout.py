"""Whether a change of offices leaves too few who can approve for each other. Pure: spans of days in, a day out.

Two able officers must be left on every day (ADR 0011): with one alone nothing that takes two can be done in the web.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
APPROVERS_NEEDED = 2


@dataclass(frozen=True, slots=True)
class Stay:
    """A person's time in an office of the register: both days included, no last day means until further notice."""

    person: int
    from_on: date
    until_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether it holds on the day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)

    def until(self, last_day: date) -> "Stay | None":
        """Return it as it is when it ends with ``last_day`` at the latest; ``None`` where it never begins."""
        if last_day < self.from_on:
            return None
        ends = last_day if self.until_on is None else min(self.until_on, last_day)
        return Stay(self.person, self.from_on, ends)


def persons_on(stays: Collection[Stay], day: date) -> int:
    """Return how many persons hold an office of the register on the day, each counted once."""
    return len({stay.person for stay in stays if stay.holds_on(day)})


def first_day_short(
    before: Collection[Stay], after: Collection[Stay], *, since: date, until: date | None = None
) -> date | None:
    """Return the first day from ``since`` on that the change leaves with fewer than two, or ``None``.

    A day that has too few without the change, too, and no fewer with it, is not of its making.

    :param until: the last day that is looked at; ``None`` looks at all
    """
    days = {since}
    for stay in (*before, *after):
        days.add(stay.from_on)
        if stay.until_on is not None:
            days.add(stay.until_on + ONE_DAY)
    for day in sorted(day for day in days if since <= day and (until is None or day <= until)):
        left = persons_on(after, day)
        if left < APPROVERS_NEEDED and left < persons_on(before, day):
            return day
    return None
