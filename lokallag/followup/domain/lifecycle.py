"""The life of a commitment, and when it is late. Pure: no Django, no clock."""

from datetime import date, timedelta
from enum import StrEnum

REMINDED_BEFORE = timedelta(days=7)


class State(StrEnum):
    """Where a commitment stands."""

    NEW = "new"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    IMPOSSIBLE = "impossible"
    SUPERSEDED = "superseded"


# What was closed by mistake, or did not hold, is taken up again with a reason; the log and the notes keep both.
MOVES = {
    State.NEW: {State.ASSIGNED, State.IMPOSSIBLE, State.SUPERSEDED},
    State.ASSIGNED: {State.IN_PROGRESS, State.DONE, State.IMPOSSIBLE, State.SUPERSEDED},
    State.IN_PROGRESS: {State.DONE, State.IMPOSSIBLE, State.SUPERSEDED},
    State.DONE: {State.ASSIGNED},
    State.IMPOSSIBLE: {State.ASSIGNED},
    State.SUPERSEDED: set[State](),
}
OPEN = frozenset({State.NEW, State.ASSIGNED, State.IN_PROGRESS})
NEEDS_WORDS = frozenset({State.DONE, State.IMPOSSIBLE, State.SUPERSEDED})


def may_move(state: State, to: State) -> bool:
    """Tell whether a commitment can go from one state to the other."""
    return to in MOVES[state]


def is_overdue(state: State, due_on: date | None, *, today: date) -> bool:
    """Tell whether it is open after its last day. The day itself is still in time."""
    return state in OPEN and due_on is not None and due_on < today


def days_left(due_on: date, *, today: date) -> int:
    """Return how many days there are until the last day; 0 is today, below 0 is late."""
    return (due_on - today).days


def reminder(state: State, due_on: date | None, *, today: date) -> str:
    """Return which reminder belongs to the day: ``soon`` a week before, ``late`` the day after, else none ("")."""
    if state not in OPEN or due_on is None:
        return ""
    if due_on - REMINDED_BEFORE == today:
        return "soon"
    return "late" if due_on + timedelta(days=1) == today else ""
