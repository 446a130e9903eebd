"""What is coming, summed for the page."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.privacy.domain.retention import AHEAD, Sums, is_stale, sum_up

TODAY = date(2027, 3, 1)
near = st.integers(-5, 40).map(lambda days: TODAY + timedelta(days=days))


@given(st.dictionaries(near, st.integers(0, 9)))
def test_all_that_goes_in_thirty_days_is_counted_and_nothing_later(coming):
    sums = sum_up(coming, today=TODAY)

    assert sums.within == sum(count for day, count in coming.items() if day <= TODAY + AHEAD)
    assert 0 <= sums.next_count <= sums.within
    assert (sums.next_on is None) is (sums.within == 0)
    assert sums.next_on is None or sums.next_on >= TODAY


@pytest.mark.parametrize(("days", "late"), [(0, False), (1, False), (2, True)])
def test_what_has_outlived_a_night_is_late(days, late):
    assert sum_up({TODAY - timedelta(days=days): 1}, today=TODAY).overdue is late


def test_what_is_late_goes_today_and_is_said_to_be_late():
    coming = {TODAY - timedelta(days=2): 3, TODAY: 1, TODAY + timedelta(days=9): 2, TODAY + timedelta(days=31): 7}

    assert sum_up(coming, today=TODAY) == Sums(TODAY, 4, 6, overdue=True)


@pytest.mark.parametrize(("days", "stale"), [(0, False), (1, False), (2, True)])
def test_a_night_without_clearing_is_noticed(days, stale):
    assert is_stale(TODAY - timedelta(days=days), today=TODAY) is stale
    assert is_stale(None, today=TODAY)
