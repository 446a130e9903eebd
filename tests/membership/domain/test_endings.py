"""When a former member must be gone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.core.keeping import Period
from lokallag.membership.domain.choices import EndReason
from lokallag.membership.domain.endings import gone_on

days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
SIX = Period(months=6)


@given(reason=st.sampled_from(EndReason), ended_on=days, due_on=st.none() | days, months=st.integers(1, 6))
def test_nobody_goes_before_the_membership_ends_nor_later_than_the_law_says(reason, ended_on, due_on, months):
    day = gone_on(reason, ended_on=ended_on, due_on=due_on, unpaid=Period(months=months))

    latest = ended_on if reason is not EndReason.UNPAID or due_on is None else max(ended_on, SIX.end(due_on))
    assert ended_on <= day <= latest


@given(reason=st.sampled_from([each for each in EndReason if each is not EndReason.UNPAID]), ended_on=days, due_on=days)
def test_all_but_who_did_not_pay_go_at_once(reason, ended_on, due_on):
    assert gone_on(reason, ended_on=ended_on, due_on=due_on, unpaid=SIX) == ended_on


@pytest.mark.parametrize(
    ("ended_on", "due_on", "gone"),
    [
        (date(2026, 12, 1), date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 4, 1), date(2026, 8, 31), date(2027, 4, 1)),
        (date(2026, 12, 1), None, date(2026, 12, 1)),
    ],
)
def test_worked_examples_of_unpaid_fees(ended_on, due_on, gone):
    assert gone_on(EndReason.UNPAID, ended_on=ended_on, due_on=due_on, unpaid=SIX) == gone
