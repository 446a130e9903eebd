"""Who gets a place and who waits. Pure: no Django but gettext, no clock.

One party is one sign-up: whoever signs up and the guests they bring; it comes in whole or waits whole. Units: every
count is persons, guests included. Three laws hold (``tests/events/domain/test_places.py``):

- never more persons have a place than the room holds, but for those who had one before the room got smaller;
- the line keeps its order: nobody gets a place before somebody who has waited longer and could have had it;
- as soon as there is room for the first in line, the first in line has it.

A party that is larger than the whole room is passed by and keeps its place in the line: the room may grow again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import ngettext


class State(StrEnum):
    """Where a sign-up stands."""

    SIGNED_UP = "signed_up"
    WAITING = "waiting"
    CANCELLED = "cancelled"


# Signing up again after having said no begins at the end of the line.
MOVES = {
    State.SIGNED_UP: {State.CANCELLED},
    State.WAITING: {State.SIGNED_UP, State.CANCELLED},
    State.CANCELLED: {State.SIGNED_UP, State.WAITING},
}


@dataclass(frozen=True, slots=True)
class Party:
    """One sign-up in the line: its number, and how many persons it is (at least 1)."""

    number: int
    size: int


def free(capacity: int | None, taken: int) -> int | None:
    """Return how many places are left, 0 or more; ``None`` where there is no limit."""
    return None if capacity is None else max(0, capacity - taken)


def fits_at_all(size: int, *, capacity: int | None) -> bool:
    """Tell whether a party of this size could ever get in, were the room empty."""
    return capacity is None or size <= capacity


def has_room(size: int, *, capacity: int | None, taken: int) -> bool:
    """Tell whether there is room for a party of this size right now."""
    return capacity is None or taken + size <= capacity


def state_of_new(size: int, *, capacity: int | None, taken: int, someone_waits: bool) -> State:
    """Return where a new party comes in: at the end of the line where somebody waits, or where there is no room.

    :param someone_waits: whether a party that could get in stands in the line
    """
    if someone_waits or not has_room(size, capacity=capacity, taken=taken):
        return State.WAITING
    return State.SIGNED_UP


def move_up(line: Iterable[Party], *, capacity: int | None, taken: int) -> tuple[Party, ...]:
    """Return who moves up from the line, in its order.

    :param line: those who wait, who has waited longest first
    """
    moved = []
    for party in line:
        if not fits_at_all(party.size, capacity=capacity):
            continue
        if not has_room(party.size, capacity=capacity, taken=taken):
            break
        moved.append(party)
        taken += party.size
    return tuple(moved)


def ceiling(capacity: int | None, *, taken: int) -> int | None:
    """Return the most persons that may have a place: the capacity, or those who have one where it was lowered since.

    The database holds it; it falls with each who leaves, down to the capacity, and never rises above it by a sign-up.
    """
    return None if capacity is None else max(capacity, taken)


def lowered_in_words(capacity: int | None, *, taken: int) -> str:
    """Return what follows from a capacity below those who have a place, in a sentence; empty where nothing does."""
    if capacity is None or taken <= capacity:
        return ""
    over = taken - capacity
    return ngettext(
        "%(taken)d har plass, og det er satt av %(capacity)d. Ingen mister plassen: Den første som melder seg av, gir "
        "ikke plass til en ny.",
        "%(taken)d har plass, og det er satt av %(capacity)d. Ingen mister plassen: De %(over)d første som melder seg "
        "av, gir ikke plass til nye.",
        over,
    ) % {"taken": taken, "capacity": capacity, "over": over}
