"""What is missing before an application can be sent, and what may happen to an idea."""

from dataclasses import replace

import pytest

from lokallag.networks.domain.completeness import Part, Written, missing_in
from lokallag.networks.domain.ideas import IdeaState, may_become, takes_changes, takes_companions

WHOLE = Written("Skole", "Møtes", "Alle", "To møter", "Tirsdager", candidates=2)


def test_nothing_is_missing_in_a_whole_one():
    assert missing_in(WHOLE) == ()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"topic": " "}, (Part.TOPIC,)),
        ({"purpose": "", "plan": "\n"}, (Part.PURPOSE, Part.PLAN)),
        ({"for_whom": "", "wished_hours": ""}, (Part.FOR_WHOM, Part.WISHED_HOURS)),
        ({"candidates": 1}, (Part.CANDIDATES,)),
        ({"open_questions": 1}, (Part.QUESTIONS,)),
    ],
)
def test_each_hole_is_named_in_the_order_of_the_form(change, expected):
    assert missing_in(replace(WHOLE, **change)) == expected


def test_a_closed_idea_stays_closed():
    assert [then for then in IdeaState if may_become(IdeaState.CLOSED, then)] == []
    assert not takes_changes(IdeaState.CLOSED)
    assert [state for state in IdeaState if takes_companions(state)] == [IdeaState.PUBLISHED]
