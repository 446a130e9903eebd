"""The life of a draft division. Pure."""

from enum import StrEnum


class State(StrEnum):
    """Where a draft stands."""

    DRAFT = "draft"
    DECIDED = "decided"
    DROPPED = "dropped"


MOVES: dict[State, set[State]] = {
    State.DRAFT: {State.DECIDED, State.DROPPED},
    State.DECIDED: set(),
    State.DROPPED: set(),
}


def may_move(state: State, to: State) -> bool:
    """Tell whether a draft can go from one state to another."""
    return to in MOVES[state]


def takes_changes(state: State) -> bool:
    """Tell whether its lines can be changed."""
    return state is State.DRAFT


def takes_comments(state: State) -> bool:
    """Tell whether branches can comment on it."""
    return state is State.DRAFT
