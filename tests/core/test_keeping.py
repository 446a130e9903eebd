"""Times of keeping, and the door by which rooms declare them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.core import keeping
from lokallag.core.keeping import Period, Retention, by_day, keep, retentions

periods = st.builds(Period, months=st.integers(0, 60), days=st.integers(0, 40))
days = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@given(period=periods, start=days)
def test_nothing_goes_before_its_end_and_everything_on_it(period, start):
    end = period.end(start)

    assert start <= period.latest_start(end)
    assert period.latest_start(end - timedelta(days=1)) < start


@given(period=periods, first=days, later=st.integers(0, 400))
def test_what_came_earlier_never_goes_later(period, first, later):
    assert period.end(first) <= period.end(first + timedelta(days=later))


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        (Period(months=6), date(2026, 8, 31), date(2027, 2, 28)),
        (Period(months=6), date(2027, 3, 1), date(2027, 9, 1)),
        (Period(months=12), date(2028, 2, 29), date(2029, 2, 28)),
        (Period(days=30), date(2027, 1, 15), date(2027, 2, 14)),
        (Period(), date(2027, 1, 15), date(2027, 1, 15)),
    ],
)
def test_worked_examples_of_the_last_day(period, start, end):
    assert period.end(start) == end


def test_an_instant_is_counted_back_in_months_days_and_hours():
    at = datetime(2027, 3, 31, 2, 10, tzinfo=UTC)

    assert Period(months=1).before(at) == datetime(2027, 2, 28, 2, 10, tzinfo=UTC)
    assert Period(days=2, hours=1).before(at) == datetime(2027, 3, 29, 1, 10, tzinfo=UTC)


def test_times_are_said_as_one_says_them():
    said = [
        period.words for period in (Period(), Period(hours=24), Period(days=2), Period(months=1), Period(months=60))
    ]

    assert said == ["med en gang", "24 timer", "2 dager", "1 måned", "5 år"]


def test_what_goes_on_one_day_is_summed():
    counted = by_day([(date(2027, 3, 4), 5), (date(2027, 3, 1), 1), (date(2027, 3, 4), 2)])

    assert list(counted.items()) == [(date(2027, 3, 1), 1), (date(2027, 3, 4), 7)]


def _retention(key: str) -> Retention:
    return Retention(key, "x", "x", "x", Period(), lambda _until, _period: {}, lambda _at, _period, _most: 0)


def test_a_row_is_said_once_and_named_after_its_room(monkeypatch):
    monkeypatch.setattr(keeping, "_kept", {})
    keep(_retention("core.things"))

    for key in ("core.things", "things", "core.some.things"):
        with pytest.raises(ValueError):
            keep(_retention(key))
    assert [row.key for row in retentions()] == ["core.things"]
