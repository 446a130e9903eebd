"""The life of an import: from a file sent to a register changed, or to nothing. Pure: no Django, no clock."""

from enum import StrEnum


class State(StrEnum):
    """Where an import stands. A file that is refused, dropped or too old never comes back: one sends it again."""

    MAPPING = "mapping"
    READING = "reading"
    READY = "ready"
    WAITING = "waiting"
    APPLYING = "applying"
    APPLIED = "applied"
    REFUSED = "refused"
    DROPPED = "dropped"


MOVES = {
    State.MAPPING: {State.READING, State.REFUSED, State.DROPPED},
    State.READING: {State.READY, State.REFUSED, State.DROPPED},
    State.READY: {State.WAITING, State.APPLYING, State.APPLIED, State.DROPPED},
    State.WAITING: {State.READY, State.APPLIED, State.DROPPED},
    State.APPLYING: {State.APPLIED, State.READY, State.DROPPED},
    State.APPLIED: set[State](),
    State.REFUSED: set[State](),
    State.DROPPED: set[State](),
}

OPEN = frozenset({State.MAPPING, State.READING, State.READY, State.WAITING, State.APPLYING})
BUSY = frozenset({State.READING, State.APPLYING})


def may_move(state: State, to: State) -> bool:
    """Tell whether an import can go from one state to the other."""
    return to in MOVES[state]


def takes_answers(state: State) -> bool:
    """Tell whether one can still say what is to happen with single rows."""
    return state is State.READY


MOST_ENDED = 20
MOST_ENDED_PERCENT = 5


def needs_second(ended: int, members: int) -> bool:
    """Tell whether a second officer must confirm who goes: more than 20, or more than 5 % of the members."""
    return ended > MOST_ENDED or ended * 100 > members * MOST_ENDED_PERCENT
