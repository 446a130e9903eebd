"""From the wall to an instant: nothing is guessed on the two nights when the clock is set."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.calendar.domain.local import in_oslo
from lokallag.events.domain.times import HourMissing, HourTwice, Which, coming, moved_to, wall

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


def test_an_evening_in_winter_and_one_in_summer():
    assert wall(date(2027, 2, 9), time(18, 30)) == datetime(2027, 2, 9, 17, 30, tzinfo=UTC)
    assert wall(date(2027, 6, 9), time(18, 30)) == datetime(2027, 6, 9, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize("at", [time(2, 0), time(2, 30), time(2, 59)])
def test_an_hour_that_does_not_exist_names_those_around_it(at):
    with pytest.raises(HourMissing) as caught:
        wall(SPRING, at)

    assert (caught.value.before, caught.value.after) == (time(1, 59), time(3, 0))


@pytest.mark.parametrize(
    ("day", "at"), [(SPRING, time(1, 59)), (SPRING, time(3, 0)), (AUTUMN, time(1, 59)), (AUTUMN, time(3, 0))]
)
def test_the_minutes_around_are_plain(day, at):
    assert in_oslo(wall(day, at)).time() == at
    assert coming(wall(day, at)) is None


def test_an_hour_that_comes_twice_is_asked_about():
    with pytest.raises(HourTwice):
        wall(AUTUMN, time(2, 30))

    first, second = wall(AUTUMN, time(2, 30), Which.FIRST), wall(AUTUMN, time(2, 30), Which.SECOND)
    assert (first, second - first) == (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), timedelta(hours=1))
    assert (coming(first), coming(second)) == (Which.FIRST, Which.SECOND)


def test_which_counts_for_nothing_on_other_nights():
    assert wall(date(2027, 2, 9), time(2, 30), Which.SECOND) == datetime(2027, 2, 9, 1, 30, tzinfo=UTC)


def test_a_time_with_a_zone_of_its_own_is_no_time_on_the_wall():
    with pytest.raises(ValueError, match="time zone"):
        wall(SPRING, time(18, tzinfo=UTC))


def test_moving_keeps_the_wall_across_the_change_of_clocks():
    start, end = wall(date(2027, 3, 22), time(18, 30)), wall(date(2027, 3, 22), time(20, 0))

    moved = moved_to(start, end, date(2027, 3, 29))

    assert [in_oslo(at).strftime("%d.%m. %H:%M") for at in moved] == ["29.03. 18:30", "29.03. 20:00"]
    assert moved[0] - start == timedelta(days=7) - timedelta(hours=1)


def test_moving_onto_an_hour_that_is_not_there_says_so():
    start = wall(date(2027, 3, 27), time(2, 30))

    with pytest.raises(HourMissing):
        moved_to(start, start + timedelta(hours=2), SPRING)


@given(st.integers(0, 30_000_000))
def test_every_instant_is_found_again_from_the_wall(minutes):
    instant = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    local = in_oslo(instant)

    assert wall(local.date(), local.time().replace(fold=0), coming(instant)) == instant
