"""What day a rule gives: worked examples for 2025 to 2029, and what must hold for every rule."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lokallag.calendar.domain.holidays import (
    holiday_name,
    is_working_day,
    next_working_day,
    previous_working_day,
)
from lokallag.calendar.domain.rules import (
    LAST,
    DateRule,
    FixedDate,
    FromEaster,
    FromEvent,
    NthWeekday,
    Roll,
    Step,
    YearKind,
    add_months,
    year_kind,
)

YEARS = st.integers(1950, 2150)
DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
MONDAY, SUNDAY = 0, 6


@pytest.mark.parametrize(
    ("base", "year", "expected"),
    [
        (FixedDate(3, 8), 2027, date(2027, 3, 8)),
        (FixedDate(2, 29), 2028, date(2028, 2, 29)),
        (FixedDate(2, 29), 2027, date(2027, 2, 28)),
        # Election days that were set by the King in Council, and those that one expects (domain facts §4).
        (NthWeekday(2, MONDAY, 9), 2019, date(2019, 9, 9)),
        (NthWeekday(2, MONDAY, 9), 2021, date(2021, 9, 13)),
        (NthWeekday(2, MONDAY, 9), 2023, date(2023, 9, 11)),
        (NthWeekday(2, MONDAY, 9), 2025, date(2025, 9, 8)),
        (NthWeekday(2, MONDAY, 9), 2027, date(2027, 9, 13)),
        (NthWeekday(2, MONDAY, 9), 2029, date(2029, 9, 10)),
        (NthWeekday(LAST, SUNDAY, 3), 2027, date(2027, 3, 28)),
        (NthWeekday(5, MONDAY, 3), 2027, date(2027, 3, 29)),
        (NthWeekday(5, MONDAY, 2), 2027, None),
        (FromEaster(0), 2025, date(2025, 4, 20)),
        (FromEaster(0), 2026, date(2026, 4, 5)),
        (FromEaster(0), 2027, date(2027, 3, 28)),
        (FromEaster(0), 2028, date(2028, 4, 16)),
        (FromEaster(0), 2029, date(2029, 4, 1)),
        (FromEaster(50), 2027, date(2027, 5, 17)),
        (FromEaster(-3), 2027, date(2027, 3, 25)),
    ],
)
def test_worked_examples(base, year, expected):
    assert base.day_in(year) == expected


def test_the_seventeenth_of_may_2027_is_also_whit_monday():
    assert holiday_name(date(2027, 5, 17)) == "Andre pinsedag; Grunnlovsdag"


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2019, date(2019, 4, 1)),  # a Sunday; so it was done (domain facts §4)
        (2023, date(2023, 3, 31)),
        (2025, date(2025, 3, 31)),
        (2027, date(2027, 3, 31)),
        (2029, date(2029, 4, 3)),  # Easter Saturday; Monday 2 April is Easter Monday
    ],
)
def test_the_list_of_candidates_is_due_on_the_next_working_day(year, expected):
    rule = DateRule(FixedDate(3, 31), roll=Roll.NEXT)

    assert rule.rolled(FixedDate(3, 31).day_in(year)) == expected


@pytest.mark.parametrize(
    ("year", "kind"),
    [
        (2025, YearKind.STORTING),
        (2026, YearKind.BETWEEN),
        (2027, YearKind.MUNICIPAL),
        (2028, YearKind.BETWEEN),
        (2029, YearKind.STORTING),
    ],
)
def test_kinds_of_years(year, kind):
    assert year_kind(year) is kind
    assert DateRule(FixedDate(9, 1), years=frozenset({kind})).holds_in(year)
    assert not DateRule(FixedDate(9, 1), years=frozenset(YearKind) - {kind}).holds_in(year)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
        (date(2028, 3, 31), -1, date(2028, 2, 29)),
        (date(2027, 4, 4), -4, date(2026, 12, 4)),
        (date(2026, 10, 31), 4, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 5, 17), 0, date(2027, 5, 17)),
    ],
)
def test_months_keep_the_day_as_far_as_there_is_one(day, months, expected):
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    "make",
    [
        lambda: FixedDate(2, 30),
        lambda: FixedDate(13, 1),
        lambda: NthWeekday(0, 0, 1),
        lambda: NthWeekday(6, 0, 1),
        lambda: NthWeekday(1, 7, 1),
        lambda: FromEaster(300),
        lambda: FromEvent("e", 4000),
        lambda: FromEvent("e", 1, year_shift=3),
        lambda: DateRule(FixedDate(1, 1), days=0),
        lambda: DateRule(FixedDate(1, 1), days=367),
        lambda: DateRule(FixedDate(1, 1), years=frozenset()),
    ],
)
def test_what_is_no_rule_is_refused(make):
    with pytest.raises(ValueError, match=r"."):
        make()


@given(n=st.sampled_from([1, 2, 3, 4, 5, LAST]), weekday=st.integers(0, 6), month=st.integers(1, 12), year=YEARS)
def test_an_nth_weekday_is_that_weekday_of_that_month_and_the_nth(n, weekday, month, year):
    day = NthWeekday(n, weekday, month).day_in(year)

    if day is None:
        assert n == 5
        return
    assert (day.year, day.month, day.weekday()) == (year, month, weekday)
    if n == LAST:
        assert day.day + 7 > monthrange(year, month)[1]
    else:
        assert (day.day - 1) // 7 + 1 == n


@given(day=DAYS)
def test_rolling_goes_to_a_working_day_and_past_none(day):
    after, before = next_working_day(day), previous_working_day(day)

    assert before <= day <= after
    assert is_working_day(after)
    assert is_working_day(before)
    between = (before + timedelta(days=step) for step in range(1, (after - before).days))
    assert not any(is_working_day(other) for other in between)


@given(day=DAYS)
def test_rolling_twice_is_rolling_once(day):
    assert next_working_day(next_working_day(day)) == next_working_day(day)
    assert previous_working_day(previous_working_day(day)) == previous_working_day(day)


@given(day=DAYS, amount=st.integers(-300, 300), step=st.sampled_from([Step.DAYS, Step.WEEKS]))
def test_days_and_weeks_there_and_back_lead_home(day, amount, step):
    assert FromEvent("e", -amount, step).day_from(FromEvent("e", amount, step).day_from(day)) == day


@given(day=DAYS, months=st.integers(-100, 100))
def test_months_land_in_their_month(day, months):
    moved = add_months(day, months)

    assert moved.year * 12 + moved.month == day.year * 12 + day.month + months
    assert moved.day <= day.day
    assume(day.day <= 28)
    assert moved.day == day.day
