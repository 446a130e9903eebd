"""Spans of days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.calendar.domain.spans import Span, overlap, up_to

DAYS = st.dates(date(1980, 1, 1), date(2100, 12, 30))


@st.composite
def spans(draw):
    first = draw(DAYS)
    return Span(first, draw(st.none() | st.dates(first, date(2100, 12, 30))))


@given(spans(), spans(), DAYS)
def test_a_day_lies_in_the_overlap_exactly_if_it_lies_in_both(one, other, day):
    shared = overlap(one, other)

    assert (shared is not None and day in shared) == (day in one and day in other)


@given(spans(), spans())
def test_overlap_does_not_mind_the_order(one, other):
    assert overlap(one, other) == overlap(other, one)


@given(DAYS, st.integers(1, 800))
def test_a_span_counted_back_has_that_many_days(day, days):
    span = up_to(day, days=days)

    assert (span.last, span.days) == (day, days)


@given(spans())
def test_the_first_and_the_last_day_belong_to_it_and_their_neighbours_do_not(span):
    assert span.first in span
    assert span.first - timedelta(days=1) not in span
    if span.last is not None:
        assert span.last in span
        assert span.last + timedelta(days=1) not in span


def test_instants_of_a_span():
    span = Span(date(2027, 3, 28), date(2027, 3, 28))  # the short day of the year

    assert (span.begins_at, span.ends_at) == (
        datetime(2027, 3, 27, 23, 0, tzinfo=UTC),
        datetime(2027, 3, 28, 22, 0, tzinfo=UTC),
    )
    assert (Span(date(2027, 1, 1)).ends_at, Span(date(2027, 1, 1)).days) == (None, None)


def test_impossible_spans_are_refused():
    with pytest.raises(ValueError, match="cannot end before it begins"):
        Span(date(2027, 2, 2), date(2027, 2, 1))
    with pytest.raises(ValueError, match="at least one day"):
        up_to(date(2027, 2, 2), days=0)
