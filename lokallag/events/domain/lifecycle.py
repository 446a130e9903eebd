"""What becomes of an event, and of an invitation to hold it together. Pure."""

from enum import StrEnum

from lokallag.events.domain.audience import Audience


class State(StrEnum):
    """Where an event stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    DONE = "done"
    CANCELLED = "cancelled"


class Answer(StrEnum):
    """What a unit says to holding an event together with others."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"


MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.PUBLISHED}),
    State.PUBLISHED: frozenset({State.DONE, State.CANCELLED}),
    State.DONE: frozenset(),
    State.CANCELLED: frozenset(),
}
SHOWN = frozenset({State.PUBLISHED, State.DONE, State.CANCELLED})  # what others than its hosts may see
OPEN = frozenset({State.DRAFT, State.PUBLISHED})  # what can still be changed

ANSWERS: dict[Answer, frozenset[Answer]] = {
    Answer.INVITED: frozenset({Answer.ACCEPTED, Answer.DECLINED}),
    Answer.ACCEPTED: frozenset({Answer.DECLINED}),
    Answer.DECLINED: frozenset({Answer.ACCEPTED, Answer.INVITED}),
}


def may_move(now: State, to: State) -> bool:
    """Tell whether an event may go from one state to another."""
    return to in MOVES[now]


def may_answer(now: Answer, to: Answer) -> bool:
    """Tell whether a unit that has said one thing may say the other."""
    return to in ANSWERS[now]


def takes_invitations(state: State, audience: Audience, *, is_ahead: bool) -> bool:
    """Tell whether a unit's members can be invited: announced, ahead, and not for the holders of one office alone."""
    return state is State.PUBLISHED and is_ahead and audience is not Audience.OFFICE
