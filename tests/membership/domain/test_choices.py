"""When another branch is offered, and why a member belongs to one. No database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.membership.domain.choices import Reason, offered, reason_of

branches = st.integers(1, 5)
suggestions = st.none() | branches
HASLUM, SANDVIKA, OSTRE = 1, 2, 3


@pytest.mark.parametrize(
    ("chosen", "then", "now", "expected"),
    [
        (HASLUM, HASLUM, HASLUM, None),  # nothing has changed
        (HASLUM, HASLUM, SANDVIKA, SANDVIKA),  # a new address, or a redrawn area
        (SANDVIKA, HASLUM, HASLUM, None),  # chose freely, and is not asked again
        (SANDVIKA, HASLUM, SANDVIKA, None),  # the area came after
        (SANDVIKA, HASLUM, OSTRE, OSTRE),
        (SANDVIKA, None, OSTRE, OSTRE),  # nobody answered there before
        (SANDVIKA, HASLUM, None, None),  # moved out of the municipality
    ],
)
def test_a_changed_suggestion_is_offered(chosen, then, now, expected):
    assert offered(chosen=chosen, suggested_then=then, suggested_now=now) == expected


@given(chosen=branches, then=suggestions, now=suggestions, is_open=st.booleans())
def test_the_offer_is_the_branch_that_answers_today_and_never_the_chosen_one(chosen, then, now, is_open):
    offer = offered(chosen=chosen, suggested_then=then, suggested_now=now, chosen_is_open=is_open)

    assert offer is None or (offer == now and offer != chosen)


@given(chosen=branches, now=suggestions)
def test_an_answer_ends_the_offer_whatever_it_is(chosen, now):
    assert offered(chosen=chosen, suggested_then=now, suggested_now=now) is None


@given(chosen=branches, now=branches)
def test_who_belongs_to_a_closed_branch_is_offered_the_one_that_answers(chosen, now):
    offer = offered(chosen=chosen, suggested_then=now, suggested_now=now, chosen_is_open=False)

    assert offer == (None if chosen == now else now)


@given(chosen=branches, suggested=suggestions)
def test_only_who_takes_the_suggested_branch_followed_the_suggestion(chosen, suggested):
    followed = reason_of(chosen=chosen, suggested=suggested) is Reason.FOLLOWED_SUGGESTION

    assert followed == (chosen == suggested)
