"""The life of a commitment."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.followup.domain.lifecycle import MOVES, OPEN, State, is_overdue, may_move, reminder

DUE = date(2027, 3, 11)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("state", "today", "late"),
    [
        (State.NEW, date(2027, 3, 10), False),
        (State.ASSIGNED, date(2027, 3, 11), False),
        (State.ASSIGNED, date(2027, 3, 12), True),
        (State.IN_PROGRESS, date(2028, 3, 12), True),
        (State.DONE, date(2027, 3, 12), False),
        (State.SUPERSEDED, date(2027, 3, 12), False),
    ],
)
def test_the_last_day_itself_is_in_time(state, today, late):
    assert is_overdue(state, DUE, today=today) is late


def test_what_has_no_day_is_never_late():
    assert is_overdue(State.NEW, None, today=date(2100, 1, 1)) is False


@pytest.mark.parametrize("state", State)
def test_what_is_replaced_stays_so_and_no_state_leads_to_itself(state):
    assert not may_move(State.SUPERSEDED, state)
    assert not may_move(state, state)


def test_every_state_can_be_reached_and_each_open_one_can_be_closed():
    assert set().union(*MOVES.values()) | {State.NEW} == set(State)
    assert all(MOVES[state] & {State.IMPOSSIBLE, State.SUPERSEDED} for state in OPEN)


@given(due=DAYS, state=st.sampled_from(list(State)))
def test_there_are_two_reminders_of_what_is_open_and_none_of_what_is_closed(due, state):
    days = [due + timedelta(days=step) for step in range(-30, 31)]

    said = {day: which for day in days if (which := reminder(state, due, today=day))}

    expected = {due - timedelta(days=7): "soon", due + timedelta(days=1): "late"}
    assert said == (expected if state in OPEN else {})
