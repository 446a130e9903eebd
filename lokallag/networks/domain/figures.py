"""What is counted of networks, and what of it may be shown so that nobody can be found in it. Pure.

Numbers of persons under five are not shown, and neither is what would tell them: the other parts of the same sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

LEAST = 5


@dataclass(frozen=True, slots=True)
class Shielded:
    """Parts of a sum as they may be shown: ``None`` is not shown. ``total`` is their sum, where that may be shown."""

    parts: tuple[int | None, ...]
    total: int | None


def shielded(counts: Sequence[int], *, least: int = LEAST) -> Shielded:
    """Return parts of a sum (persons, each ≥ 0) with those hidden that are few, and those that would tell them.

    Every hidden part could have another number, as far as anybody can tell who knows how parts are hidden. Parts that
    are nobody are shown, unless all is hidden.

    :raises ValueError: a count is negative
    """
    if any(count < 0 for count in counts):
        raise ValueError(f"counts of persons cannot be negative: {counts}")
    total = sum(counts)
    few = {place for place, count in enumerate(counts) if 0 < count < least}
    if not few:
        return Shielded(tuple(counts), total)
    if total < least:
        return Shielded((None,) * len(counts), None)
    hidden = set(few)
    known = sum(counts[place] for place in few)
    # Alone, or all of them at their lowest or highest: their sum would tell each of them.
    if len(few) == 1 or known < least or known in {len(few), (least - 1) * len(few)}:
        rest = [count for place, count in enumerate(counts) if count and place not in few]
        if not rest:  # nothing is left that could go along
            return Shielded((None,) * len(counts), None)
        hidden |= {place for place, count in enumerate(counts) if count == min(rest)}
    return Shielded(tuple(None if place in hidden else count for place, count in enumerate(counts)), total)


def at_least(count: int, *, least: int = LEAST) -> int | None:
    """Return a number of persons, or ``None`` where they are few. Nobody is shown as none."""
    return None if 0 < count < least else count


@dataclass(frozen=True, slots=True)
class YearCount:
    """What a network did in a year. ``attendance`` counts persons at meetings, each as often as they came."""

    year: int
    meetings: int
    attendance: int
    is_baseline: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of one network in a time. ``ages`` are those who have joined, by band, the unknown last.

    ``cost`` is whole kroner of the reports that name one, ``costed`` how many they are.
    """

    meetings: int = 0
    attendance: int = 0
    first_timers: int = 0
    new_active: int = 0
    ages: tuple[int, ...] = ()
    cost: int = 0
    costed: int = 0
    years: tuple[YearCount, ...] = field(default=())

    @property
    def joined(self) -> int:
        """How many have joined."""
        return sum(self.ages)

    @property
    def per_meeting(self) -> int | None:
        """How many came to a meeting, on average and rounded; ``None`` without meetings."""
        return (2 * self.attendance + self.meetings) // (2 * self.meetings) if self.meetings else None


@dataclass(frozen=True, slots=True)
class Shown:
    """What is counted, as it may be shown: ``None`` is too few to be shown."""

    meetings: int
    attendance: int
    per_meeting: int | None
    first_timers: int | None
    new_active: int | None
    joined: int | None
    ages: tuple[int | None, ...]
    cost: int
    costed: int
    years: tuple[YearCount, ...]


def show(counted: Counted) -> Shown:
    """Return what may be shown. New active members are a part of those who have joined, and are hidden with the rest.

    :raises ValueError: a count is negative
    """
    ages = shielded(counted.ages)
    new = shielded((counted.new_active, max(counted.joined - counted.new_active, 0)))
    return Shown(
        meetings=counted.meetings,
        attendance=counted.attendance,
        per_meeting=counted.per_meeting,
        first_timers=at_least(counted.first_timers),
        new_active=new.parts[0],
        joined=ages.total,
        ages=ages.parts,
        cost=counted.cost,
        costed=counted.costed,
        years=counted.years,
    )


def bar(value: int, most: int, *, width: int) -> int:
    """Return how long a bar is (whole units) of one that is ``width`` for ``most``; something is never nothing."""
    if value <= 0 or most <= 0:
        return 0
    return max(1, round(width * value / most))
