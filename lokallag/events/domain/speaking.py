"""What becomes of a question to a speaker, and when one is reminded. Pure: no Django, no clock."""

from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """Where a question to a speaker stands."""

    ASKED = "asked"
    YES = "yes"
    NO = "no"
    WITHDRAWN = "withdrawn"


MOVES: dict[State, frozenset[State]] = {
    State.ASKED: frozenset({State.YES, State.NO, State.WITHDRAWN}),
    State.YES: frozenset({State.NO, State.WITHDRAWN}),
    State.NO: frozenset({State.YES, State.ASKED}),
    State.WITHDRAWN: frozenset({State.ASKED}),
}
LIVE = frozenset({State.ASKED, State.YES})  # the speaker counts on the event, or is to answer
NEWEST = timedelta(hours=48)  # so near the event nobody is reminded by a mail: the hosts ring


def may_become(now: State, to: State) -> bool:
    """Tell whether a question may go from one state to another."""
    return to in MOVES[now]


def is_reminder_due(*, asked_at: datetime, starts_at: datetime, days: int, at: datetime) -> bool:
    """Tell whether a speaker who has not answered is reminded at ``at``: once, after so many days, and in good time.

    :param days: the rule's number; 0 is never
    """
    return days > 0 and asked_at + timedelta(days=days) <= at <= starts_at - NEWEST
