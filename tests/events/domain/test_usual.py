"""From usual hours to the next time, and what becomes of a question to a speaker."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.events.domain.speaking import LIVE, MOVES, State, is_reminder_due, may_become
from lokallag.events.domain.usual import Proposed, next_time

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
ASKED = datetime(2027, 1, 1, 12, tzinfo=UTC)


@given(after=DAYS, weekday=st.integers(0, 6), minutes=st.integers(15, 720))
def test_the_next_time_is_on_its_weekday_within_the_week_after(after, weekday, minutes):
    found = next_time(weekday=weekday, starts=time(18, 30), minutes=minutes, after=after)

    assert found.day.weekday() == weekday
    assert after < found.day <= after + timedelta(days=7)
    assert found.last_day in (None, found.day + timedelta(days=1))


@pytest.mark.parametrize(
    ("weekday", "starts", "minutes", "expected"),
    [
        (1, time(11), 90, Proposed(date(2027, 2, 9), time(11), time(12, 30), None)),  # seniors, by day
        (0, time(18, 30), 120, Proposed(date(2027, 2, 15), time(18, 30), time(20, 30), None)),  # not the day itself
        (4, time(22), 180, Proposed(date(2027, 2, 12), time(22), time(1), date(2027, 2, 13))),
    ],
)
def test_worked_examples_after_a_monday(weekday, starts, minutes, expected):
    assert next_time(weekday=weekday, starts=starts, minutes=minutes, after=date(2027, 2, 8)) == expected


def test_who_counts_on_an_event_can_be_let_go_and_nobody_else():
    assert {state for state in State if may_become(state, State.WITHDRAWN)} == LIVE
    assert {state for state in State if may_become(state, State.ASKED)} == set(MOVES) - LIVE


@pytest.mark.parametrize(
    ("after", "ahead", "days", "due"),
    [(7, 20, 7, True), (6, 20, 7, False), (7, 8, 7, False), (7, 9, 7, True), (30, 60, 0, False)],
)
def test_a_reminder_waits_for_the_rule_and_comes_in_good_time(after, ahead, days, due):
    at, starts_at = ASKED + timedelta(days=after), ASKED + timedelta(days=ahead)

    assert is_reminder_due(asked_at=ASKED, starts_at=starts_at, days=days, at=at) is due
