"""The life of one message to one address, and when it is tried again. Pure: no Django, no clock.

Nobody is forgotten and nobody is written to twice without need: what may or may not have arrived is *uncertain*, is
never sent again by itself, and stands in a list (security.md, promise 9).
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class State(StrEnum):
    """Where one message to one address stands."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"


# An uncertain message becomes sent when a slow worker tells of it after all, failed when it comes back, and waits again
# only where the statutes ask for it and an officer says so. A sent one that comes back has failed.
MOVES = {
    State.QUEUED: {State.CLAIMED, State.FAILED},
    State.CLAIMED: {State.SENT, State.UNCERTAIN, State.FAILED, State.QUEUED},
    State.UNCERTAIN: {State.SENT, State.FAILED, State.QUEUED},
    State.SENT: {State.FAILED},
    State.FAILED: set[State](),
}


class Outcome(StrEnum):
    """What came of handing one message over."""

    ACCEPTED = "accepted"
    UNKNOWN = "unknown"  # the line broke after the text was sent and before the answer
    LATER = "later"  # the receiver asks for another try
    REFUSED = "refused"  # the receiver will never take it


TRIES = 12
LONGEST_WAIT = timedelta(hours=4)
ABANDONED_AFTER = timedelta(minutes=5)  # longer than any hand-over can take; then its worker is gone


@dataclass(frozen=True, slots=True)
class Next:
    """The state after a try, and how long to wait for the next one (zero where there is none)."""

    state: State
    wait: timedelta = timedelta(0)


def after_try(outcome: Outcome, *, tries: int) -> Next:
    """Return what follows from a try.

    :param tries: how many there have been, this one included, at least 1
    """
    if outcome is Outcome.LATER:
        if tries >= TRIES:
            return Next(State.FAILED)
        return Next(State.QUEUED, min(timedelta(minutes=2**tries), LONGEST_WAIT))
    states = {Outcome.ACCEPTED: State.SENT, Outcome.UNKNOWN: State.UNCERTAIN, Outcome.REFUSED: State.FAILED}
    return Next(states[outcome])
