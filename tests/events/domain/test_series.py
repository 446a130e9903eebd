"""The days of a series."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.events.domain.series import MOST, Every, series_days


@pytest.mark.parametrize(
    ("first", "every", "until", "days"),
    [
        (date(2027, 2, 9), Every.WEEK, date(2027, 2, 23), ["02-09", "02-16", "02-23"]),
        (date(2027, 2, 9), Every.OTHER_WEEK, date(2027, 3, 22), ["02-09", "02-23", "03-09"]),
        (date(2027, 2, 9), Every.MONTH, date(2027, 5, 11), ["02-09", "03-09", "04-13", "05-11"]),  # second Tuesday
        (date(2027, 4, 29), Every.MONTH, date(2027, 7, 1), ["04-29", "05-27", "06-24"]),  # fifth is last Thursday
        (date(2027, 2, 9), Every.WEEK, date(2027, 2, 8), []),
    ],
)
def test_worked_examples(first, every, until, days):
    assert [day.strftime("%m-%d") for day in series_days(first, every, until)] == days


def test_a_series_without_reason_stops():
    assert len(series_days(date(2027, 1, 1), Every.WEEK, date(2099, 1, 1))) == MOST + 1


@given(
    st.dates(date(2020, 1, 1), date(2050, 1, 1)),
    st.sampled_from(Every),
    st.integers(0, 800).map(timedelta),
)
def test_the_weekday_stays_and_the_days_rise(first, every, length):
    days = series_days(first, every, first + length)

    assert days[0] == first
    assert {day.weekday() for day in days} == {first.weekday()}
    assert list(days) == sorted(set(days))
    if every is Every.MONTH:
        assert {later.month - day.month for day, later in pairwise(days)} <= {1, -11}
