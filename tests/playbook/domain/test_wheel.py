"""The picture of the year: nothing overlaps, nothing leaves the box, whatever the entries."""

import itertools
from datetime import date, timedelta
from math import hypot, isclose, pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.playbook.domain.wheel import (
    LABEL_GAP,
    PHONE,
    WIDE,
    Entry,
    Ring,
    Weight,
    angle,
    draw,
    shortened,
    spread,
    width_of,
)

TODAY = date(2027, 2, 3)


def entry(number: int, first: date, last: date | None = None, **other: object) -> Entry:
    """Return an entry; its kind and ring follow from its number."""
    kind = list(Ring)[number % 5]
    return Entry(
        key=str(number),
        name=f"Medlemsmøte nummer {number}",
        when="9. feb.",
        kind=kind,
        ring=number % 5,
        first=first,
        last=last or first,
        **other,  # type: ignore[arg-type]
    )


@st.composite
def years_of_entries(draw_, most: int = 300):
    days = st.dates(date(2026, 11, 1), date(2028, 2, 28))
    count = draw_(st.integers(0, most))
    return [
        entry(
            number,
            first := draw_(days),
            first + timedelta(days=draw_(st.sampled_from([0, 0, 0, 1, 14, 60]))),
            weight=draw_(st.sampled_from(list(Weight))),
            is_major=draw_(st.integers(0, 20)) == 0,
        )
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2027, 1, 1), 0),
        (date(2027, 7, 2), pi * 364 / 365),
        (date(2028, 12, 31), 2 * pi * 365 / 366),
        (date(2026, 12, 31), 0),
    ],
)
def test_the_year_runs_with_the_clock_from_the_top(day, expected):
    assert isclose(angle(day, max(day.year, 2027)), expected)


def test_the_third_of_february_stands_upper_right_on_its_ring():
    wheel = draw([entry(1, TODAY)], year=2027, today=TODAY, size=WIDE)

    mark = wheel.marks[0]
    assert mark.at.x > WIDE.x
    assert mark.at.y < WIDE.y
    assert isclose(hypot(mark.at.x - WIDE.x, mark.at.y - WIDE.y), wheel.rings[1])
    assert not mark.is_past


def test_the_rings_of_the_five_kinds_are_those_of_the_rules():
    assert WIDE.rings(5) == (272, 238, 204, 170, 136)


def test_what_is_over_is_past_and_other_years_have_no_today():
    entries = [entry(1, date(2027, 1, 5)), entry(2, TODAY), entry(3, date(2027, 1, 20), date(2027, 2, 5))]

    now = draw(entries, year=2027, today=TODAY, size=WIDE)
    later = draw(entries, year=2027, today=date(2028, 1, 1), size=WIDE)

    assert {mark.entry.key: mark.is_past for mark in now.marks} == {"1": True, "2": False, "3": False}
    assert now.hand is not None
    assert [month.number for month in now.months if month.is_now] == [2]
    assert (later.hand, later.past) == (None, None)


def test_entries_of_other_years_are_left_out_and_spans_over_the_turn_are_cut():
    entries = [
        entry(1, date(2026, 12, 20), date(2027, 1, 10)),
        entry(2, date(2026, 12, 20)),
        entry(3, date(2028, 1, 1)),
    ]

    wheel = draw(entries, year=2027, today=None, size=WIDE)

    assert [mark.entry.key for mark in wheel.marks] == ["1"]
    assert wheel.spans[0].arc.begin.x == WIDE.x  # from 1 January


def test_twelve_months_stand_round_it_and_none_on_its_head():
    months = draw([], year=2027, today=None, size=WIDE).months

    assert [month.is_turned for month in months] == [False] * 3 + [True] * 6 + [False] * 3


def test_an_empty_wheel_is_a_wheel():
    wheel = draw([], year=2027, today=TODAY, size=WIDE)

    assert (wheel.marks, wheel.labels, wheel.spans) == ((), (), ())


@given(entries=years_of_entries())
def test_labels_never_overlap_and_never_leave_the_box(entries):
    wheel = draw(entries, year=2027, today=TODAY, size=WIDE)

    for start in (True, False):
        places = sorted(label.at.y for label in wheel.labels if label.start is start)
        assert all(below - above >= LABEL_GAP - 1e-6 for above, below in itertools.pairwise(places))
        assert all(20 - 1e-6 <= y <= WIDE.height - 20 + 1e-6 for y in places)
    for label in wheel.labels:
        width = width_of(f"{label.name} {label.entry.when}", bold=label.entry.is_major)
        assert (label.at.x + width <= WIDE.width + 8) if label.start else (label.at.x - width >= -8)


@given(entries=years_of_entries())
def test_every_entry_of_the_year_has_its_mark_inside_the_rings(entries):
    wheel = draw(entries, year=2027, today=TODAY, size=WIDE)

    expected = {e.key for e in entries if e.first.year <= 2027 <= e.last.year}
    assert {mark.entry.key for mark in wheel.marks} == expected
    for mark in wheel.marks:
        assert WIDE.inner < hypot(mark.at.x - WIDE.x, mark.at.y - WIDE.y) < WIDE.outer


@given(entries=years_of_entries(most=24))
def test_with_few_entries_all_have_their_names(entries):
    wheel = draw(entries, year=2027, today=None, size=WIDE)

    assert wheel.labelled == {mark.entry.key for mark in wheel.marks}


def test_with_too_many_those_that_must_or_should_be_done_are_named_first():
    crowd = [entry(number, date(2027, 2, 1) + timedelta(days=number)) for number in range(40)]
    must = [entry(100 + number, date(2027, 3, 1), weight=Weight.MUST) for number in range(10)]

    wheel = draw(crowd + must, year=2027, today=None, size=WIDE)

    assert wheel.labelled == {e.key for e in must}


def test_the_phone_has_marks_and_no_labels():
    wheel = draw([entry(1, TODAY)], year=2027, today=TODAY, size=PHONE)

    assert (len(wheel.marks), wheel.labels) == (1, ())
    assert wheel.marks[0].size == 9


def test_rings_may_be_units():
    entries = [entry(number, TODAY) for number in range(5)]

    wheel = draw(entries, year=2027, today=None, size=WIDE, rings=7)

    assert len(wheel.rings) == 7
    assert sorted(wheel.rings, reverse=True) == list(wheel.rings)
    assert draw([], year=2027, today=None, size=WIDE, rings=1).rings == (207,)


@given(
    wishes=st.lists(st.floats(-200, 1200), max_size=30).map(sorted),
)
def test_spread_keeps_order_gaps_and_bounds(wishes):
    places = spread(wishes, low=20, high=860, gap=27.5)

    assert len(places) == len(wishes)
    assert all(20 - 1e-6 <= place <= 860 + 1e-6 for place in places)
    assert all(b - a >= 27.5 - 1e-6 for a, b in itertools.pairwise(places))


def test_spread_leaves_alone_what_has_room():
    assert spread([100, 200, 300], low=20, high=860, gap=27.5) == [100, 200, 300]


def test_there_is_no_room_for_everything():
    with pytest.raises(ValueError, match="no room"):
        spread([1.0] * 40, low=20, high=860, gap=27.5)


@pytest.mark.parametrize("name", ["Årsmøte", "W" * 200, "i" * 3000, ""])
def test_a_long_name_is_cut_to_its_room(name):
    short = shortened(name, 250)

    assert width_of(short) <= 250
    assert short == name or short.endswith("…")
