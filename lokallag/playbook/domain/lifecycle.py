"""What becomes of a planned activity. Pure."""

from enum import StrEnum


class State(StrEnum):
    """Where an activity stands."""

    IDEA = "idea"
    PLANNED = "planned"
    CONFIRMED = "confirmed"
    DONE = "done"
    SKIPPED = "skipped"


MOVES: dict[State, frozenset[State]] = {
    State.IDEA: frozenset({State.PLANNED, State.CONFIRMED, State.SKIPPED, State.DONE}),
    State.PLANNED: frozenset({State.CONFIRMED, State.SKIPPED, State.DONE}),
    State.CONFIRMED: frozenset({State.PLANNED, State.SKIPPED, State.DONE}),  # planned: its event was called off
    State.DONE: frozenset(),
    State.SKIPPED: frozenset({State.PLANNED}),
}
OPEN = frozenset({State.IDEA, State.PLANNED, State.CONFIRMED})
SHOWN = frozenset({State.PLANNED, State.CONFIRMED, State.DONE})  # what anyone may see of a published plan


def may_move(now: State, to: State) -> bool:
    """Tell whether an activity may go from one state to another."""
    return to in MOVES[now]
