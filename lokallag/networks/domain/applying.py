"""The states of an application for a network, and what may happen in each. Pure."""

from enum import StrEnum


class Stage(StrEnum):
    """Where an application stands. ``RETURNED`` waits for the applicant, ``SUBMITTED`` for the board."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.DRAFT: frozenset({Stage.SUBMITTED, Stage.WITHDRAWN}),
    Stage.SUBMITTED: frozenset({Stage.RETURNED, Stage.APPROVED, Stage.DECLINED, Stage.WITHDRAWN}),
    Stage.RETURNED: frozenset({Stage.SUBMITTED, Stage.WITHDRAWN}),
    Stage.APPROVED: frozenset(),
    Stage.DECLINED: frozenset(),
    Stage.WITHDRAWN: frozenset(),
}
DECIDED = frozenset({Stage.APPROVED, Stage.DECLINED})
OPEN = frozenset({Stage.DRAFT, Stage.SUBMITTED, Stage.RETURNED})
SENT = frozenset({Stage.SUBMITTED, Stage.RETURNED})
OVER = frozenset({Stage.DECLINED, Stage.WITHDRAWN})
WITH_APPLICANT = frozenset({Stage.DRAFT, Stage.RETURNED})


def may_become(now: Stage, then: Stage) -> bool:
    """Tell whether an application may go from one stage to another."""
    return then in MOVES[now]


def takes_edits(stage: Stage) -> bool:
    """Tell whether the applicant can change what it says."""
    return stage in WITH_APPLICANT


def takes_decision(stage: Stage) -> bool:
    """Tell whether the board can decide it."""
    return stage is Stage.SUBMITTED


def takes_questions(stage: Stage) -> bool:
    """Tell whether the board can ask the applicant something."""
    return stage is Stage.SUBMITTED


def waits_for_applicant(stage: Stage) -> bool:
    """Tell whether the board waits for the applicant, and can say that it needs no answer."""
    return stage is Stage.RETURNED


def takes_answers(stage: Stage) -> bool:
    """Tell whether those who are asked to stand can answer, and change their answer."""
    return stage in OPEN
