"""What becomes of a tip from a report. Pure."""

from enum import StrEnum


class State(StrEnum):
    """Where a tip stands."""

    WAITING = "waiting"
    TAKEN_IN = "taken_in"
    SET_ASIDE = "set_aside"


MOVES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.TAKEN_IN, State.SET_ASIDE}),
    State.TAKEN_IN: frozenset({State.WAITING}),
    State.SET_ASIDE: frozenset({State.WAITING}),
}


def may_move(now: State, to: State) -> bool:
    """Tell whether a tip may go from one state to another."""
    return to in MOVES[now]
