"""The states of a network, and what may happen in each. Pure."""

from enum import StrEnum


class State(StrEnum):
    """Where a network stands. A resting one has nobody who leads it."""

    ACTIVE = "active"
    RESTING = "resting"
    ENDED = "ended"


MOVES: dict[State, frozenset[State]] = {
    State.ACTIVE: frozenset({State.RESTING, State.ENDED}),
    State.RESTING: frozenset({State.ACTIVE, State.ENDED}),
    State.ENDED: frozenset(),
}


def may_become(now: State, then: State) -> bool:
    """Tell whether a network may go from one state to another."""
    return then in MOVES[now]


def takes_members(state: State) -> bool:
    """Tell whether one can join or follow."""
    return state is not State.ENDED
