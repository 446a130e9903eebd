"""The stages of an application, against a table by hand."""

import pytest

from lokallag.networks.domain.applying import Stage, may_become, takes_decision, takes_edits, takes_questions

DRAFT, SUBMITTED, RETURNED = Stage.DRAFT, Stage.SUBMITTED, Stage.RETURNED
APPROVED, DECLINED, WITHDRAWN = Stage.APPROVED, Stage.DECLINED, Stage.WITHDRAWN
MOVES = {
    (DRAFT, SUBMITTED),
    (DRAFT, WITHDRAWN),
    (SUBMITTED, RETURNED),
    (SUBMITTED, APPROVED),
    (SUBMITTED, DECLINED),
    (SUBMITTED, WITHDRAWN),
    (RETURNED, SUBMITTED),
    (RETURNED, WITHDRAWN),
}


@pytest.mark.parametrize("now", Stage)
@pytest.mark.parametrize("then", Stage)
def test_an_application_moves_along_the_arrows_only(now, then):
    assert may_become(now, then) == ((now, then) in MOVES)


@pytest.mark.parametrize(
    ("stage", "edits", "decision"),
    [
        (DRAFT, True, False),
        (SUBMITTED, False, True),
        (RETURNED, True, False),
        (APPROVED, False, False),
        (DECLINED, False, False),
        (WITHDRAWN, False, False),
    ],
)
def test_it_is_the_applicants_or_the_boards(stage, edits, decision):
    assert takes_edits(stage) is edits
    assert takes_decision(stage) is takes_questions(stage) is decision
