from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.organisation.domain.lockout import Stay, first_day_short, persons_on

DAY = date(2027, 3, 12)
days = st.dates(date(2026, 1, 1), date(2029, 1, 1))


@st.composite
def stays(draw):
    first = draw(days)
    lasts = draw(st.one_of(st.none(), st.integers(0, 900)))
    return Stay(draw(st.integers(1, 4)), first, None if lasts is None else first + timedelta(days=lasts))


@given(before=st.lists(stays(), max_size=6), since=days)
def test_no_change_is_never_short(before, since):
    assert first_day_short(before, before, since=since) is None


@given(before=st.lists(stays(), max_size=6), after=st.lists(stays(), max_size=6), since=days)
def test_the_day_is_the_first_that_the_change_leaves_short(before, after, since):
    def is_short(day):
        return persons_on(after, day) < 2 and persons_on(after, day) < persons_on(before, day)

    found = first_day_short(before, after, since=since)

    horizon = [since + timedelta(days=n) for n in range(4 * 366)]
    assert found == next((day for day in horizon if is_short(day)), None)


@pytest.mark.parametrize(
    ("after", "short"),
    [
        ([Stay(1, DAY), Stay(2, DAY)], None),
        ([Stay(1, DAY)], DAY),
        ([Stay(1, DAY), Stay(1, DAY)], DAY),  # one person in both offices is one
        ([Stay(1, DAY), Stay(2, DAY, DAY)], DAY + timedelta(days=1)),
        ([Stay(1, DAY), Stay(2, DAY, DAY), Stay(3, DAY + timedelta(days=1))], None),
    ],
)
def test_examples_where_leader_and_secretary_sat_until_further_notice(after, short):
    assert first_day_short([Stay(1, DAY), Stay(2, DAY)], after, since=DAY) == short


def test_a_day_that_was_short_before_is_not_of_the_changes_making():
    assert first_day_short([Stay(1, DAY)], [Stay(1, DAY), Stay(2, DAY, DAY)], since=DAY) is None
    assert first_day_short([Stay(1, DAY)], [Stay(2, DAY)], since=DAY) is None
    assert first_day_short([Stay(1, DAY)], [], since=DAY) == DAY
