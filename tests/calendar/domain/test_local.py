"""Local dates: laws that hold on every day, and the two nights a year when the clock is moved."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.calendar.domain.local import in_oslo, instant, local_date, midnight_after, midnight_before

DAYS = st.dates(date(1980, 1, 1), date(2100, 12, 30))
INSTANTS = st.datetimes(datetime(1980, 1, 2), datetime(2100, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
TICK = timedelta(microseconds=1)
HOUR = timedelta(hours=1)


@given(DAYS)
def test_a_day_lasts_from_its_midnight_to_the_next(day):
    begins, ends = midnight_before(day), midnight_after(day)

    assert [local_date(begins - TICK), local_date(begins), local_date(ends - TICK), local_date(ends)] == [
        day - timedelta(days=1),
        day,
        day,
        day + timedelta(days=1),
    ]


@given(DAYS)
def test_a_day_has_23_24_or_25_hours(day):
    assert (midnight_after(day) - midnight_before(day)) in {23 * HOUR, 24 * HOUR, 25 * HOUR}


@given(INSTANTS, INSTANTS)
def test_a_later_instant_never_lies_on_an_earlier_day(one, other):
    earlier, later = sorted([one, other])

    assert local_date(earlier) <= local_date(later)


@given(INSTANTS, st.integers(-14, 14))
def test_the_day_does_not_depend_on_the_zone_the_instant_is_written_in(at, hours):
    assert local_date(at.astimezone(timezone(timedelta(hours=hours)))) == local_date(at)


@given(DAYS, st.times())
def test_the_wall_shows_the_time_asked_for_or_an_hour_more_where_it_does_not_exist(day, at):
    shown = in_oslo(instant(day, at)).replace(tzinfo=None, fold=0)
    wanted = datetime.combine(day, at)

    assert shown - wanted in (
        {timedelta(0), HOUR} if midnight_after(day) - midnight_before(day) == 23 * HOUR else {timedelta(0)}
    )


@given(DAYS, st.times(), st.times())
def test_a_later_time_on_the_wall_is_never_an_earlier_instant_except_in_the_hour_that_is_missing(day, one, other):
    if midnight_after(day) - midnight_before(day) == 23 * HOUR:
        return
    earlier, later = sorted([one, other])

    assert instant(day, earlier) <= instant(day, later)


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        (date(2027, 2, 9), time(18, 30), datetime(2027, 2, 9, 17, 30, tzinfo=UTC)),
        (date(2027, 7, 1), time(0, 0), datetime(2027, 6, 30, 22, 0, tzinfo=UTC)),
        (date(2027, 3, 28), time(2, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # does not exist: 03.30
        (date(2027, 10, 31), time(2, 30), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),  # comes twice: the first
        (date(2027, 10, 31), time(2, 30, fold=1), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
    ],
)
def test_worked_examples(day, at, utc):
    assert instant(day, at) == utc


def test_a_term_that_ends_in_january_ends_at_midnight_in_norway():
    assert midnight_after(date(2028, 1, 31)) == datetime(2028, 1, 31, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "call",
    [
        lambda: local_date(datetime(2027, 2, 9, 12, 0)),  # noqa: DTZ001
        lambda: in_oslo(datetime(2027, 2, 9, 12, 0)),  # noqa: DTZ001
        lambda: instant(date(2027, 2, 9), time(12, 0, tzinfo=UTC)),
    ],
)
def test_an_instant_without_zone_and_a_wall_time_with_one_are_refused(call):
    with pytest.raises(ValueError, match="time zone"):
        call()
