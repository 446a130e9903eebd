"""The states of an idea for a network, and what may happen in each. Pure."""

from enum import StrEnum


class IdeaState(StrEnum):
    """Where an idea stands. ``KEPT`` is its owner's alone, ``PUBLISHED`` is read by members, ``CLOSED`` is over."""

    KEPT = "kept"
    PUBLISHED = "published"
    CLOSED = "closed"


MOVES: dict[IdeaState, frozenset[IdeaState]] = {
    IdeaState.KEPT: frozenset({IdeaState.PUBLISHED, IdeaState.CLOSED}),
    IdeaState.PUBLISHED: frozenset({IdeaState.KEPT, IdeaState.CLOSED}),
    IdeaState.CLOSED: frozenset(),
}


def may_become(now: IdeaState, then: IdeaState) -> bool:
    """Tell whether an idea may go from one state to another."""
    return then in MOVES[now]


def takes_companions(state: IdeaState) -> bool:
    """Tell whether others can say that they are with it."""
    return state is IdeaState.PUBLISHED


def takes_changes(state: IdeaState) -> bool:
    """Tell whether its owner can change it, bring it to somebody, or make an application of it."""
    return state is not IdeaState.CLOSED
