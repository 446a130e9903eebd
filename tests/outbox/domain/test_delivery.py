"""The life of a message to one address."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.outbox.domain.delivery import LONGEST_WAIT, MOVES, TRIES, Next, Outcome, State, after_try

tries = st.integers(1, 50)


@given(st.sampled_from(Outcome), tries)
def test_a_try_leads_to_a_state_that_a_claimed_message_may_have(outcome, count):
    assert after_try(outcome, tries=count).state in MOVES[State.CLAIMED]


@given(tries)
def test_what_may_have_arrived_is_never_sent_again_by_itself(count):
    assert after_try(Outcome.UNKNOWN, tries=count) == Next(State.UNCERTAIN)


@given(tries)
def test_waiting_ends(count):
    waits = after_try(Outcome.LATER, tries=count)

    assert (waits.state is State.QUEUED) == (count < TRIES)
    assert timedelta(0) <= waits.wait <= LONGEST_WAIT


@given(st.integers(1, TRIES - 2))
def test_each_wait_is_at_least_as_long_as_the_one_before(count):
    assert after_try(Outcome.LATER, tries=count).wait <= after_try(Outcome.LATER, tries=count + 1).wait


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome.ACCEPTED, Next(State.SENT)),
        (Outcome.REFUSED, Next(State.FAILED)),
        (Outcome.LATER, Next(State.QUEUED, timedelta(minutes=2))),
    ],
)
def test_first_try(outcome, expected):
    assert after_try(outcome, tries=1) == expected


def test_every_state_has_its_moves():
    assert set(MOVES) == set(State)
