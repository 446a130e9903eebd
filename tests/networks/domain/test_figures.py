"""What is shown of counts of persons: nobody can be found in it, and nothing more than needed is hidden."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lokallag.networks.domain.figures import Counted, Shielded, at_least, bar, shielded, show

counts = st.lists(st.integers(0, 8), min_size=1, max_size=4)


def could_be(seen):
    """Return counts that would be shown just so: all where the sum is shown, else those of small numbers."""
    hidden = [place for place, part in enumerate(seen.parts) if part is None]
    left = None if seen.total is None else seen.total - sum(part or 0 for part in seen.parts)
    free = hidden if left is None else hidden[:-1]
    for chosen in product(range(6 if left is None else left + 1), repeat=len(free)):
        found = [part or 0 for part in seen.parts]
        for place, count in zip(free, chosen, strict=True):
            found[place] = count
        if left is not None and hidden:
            found[hidden[-1]] = left - sum(chosen)
        if min(found, default=0) >= 0 and shielded(found) == seen:
            yield tuple(found)


@settings(max_examples=60)
@given(counts)
def test_nobody_can_tell_a_hidden_part_even_who_knows_how_parts_are_hidden(parts):
    seen = shielded(parts)
    possible = set(could_be(seen))

    assert max(parts) > 5 or tuple(parts) in possible
    for place, part in enumerate(seen.parts):
        if part is None:
            assert len({each[place] for each in possible}) > 1


@given(st.lists(st.integers(0, 60), max_size=8))
def test_no_part_that_is_shown_is_of_one_to_four_persons(parts):
    seen = shielded(parts)

    assert [part for part in seen.parts if part is not None and 0 < part < 5] == []
    assert seen.total is None or seen.total == sum(parts)
    assert all(part in (None, count) for part, count in zip(seen.parts, parts, strict=True))


@given(st.lists(st.integers(0, 60), min_size=2, max_size=8))
def test_what_is_hidden_is_at_least_five_persons_where_the_sum_is_shown(parts):
    seen = shielded(parts)
    hidden = [count for part, count in zip(seen.parts, parts, strict=True) if part is None]

    assert seen.total is None or not hidden or (sum(hidden) >= 5 and len(hidden) > 1)


@given(st.lists(st.one_of(st.just(0), st.integers(5, 60)), max_size=8))
def test_nothing_is_hidden_where_nobody_is_few(parts):
    assert shielded(parts) == Shielded(tuple(parts), sum(parts))


@given(st.permutations([0, 2, 5, 7, 30]))
def test_the_order_of_the_parts_decides_nothing(parts):
    assert {count for part, count in zip(shielded(parts).parts, parts, strict=True) if part is None} == {2, 5}


@pytest.mark.parametrize(
    ("parts", "shown", "total"),
    [
        ((20, 9, 7), (20, 9, 7), 36),
        ((20, 3, 7), (20, None, None), 30),  # the other part goes along, else the sum would tell
        ((2, 4, 30), (None, None, 30), 36),
        ((1, 1, 30, 8), (None, None, 30, None), 40),
        ((4, 4, 5), (None, None, None), 13),  # two fours alone would be told by their sum
        ((4, 4, 0), (None, None, None), None),  # and here nothing is left that could go along
        ((4, 5, 5), (None, None, None), 14),  # two are alike: both go, or the order would tell
        ((2, 2), (None, None), None),
        ((0, 0), (0, 0), 0),
        ((), (), 0),
    ],
)
def test_worked_examples(parts, shown, total):
    assert shielded(parts) == Shielded(shown, total)


def test_persons_are_not_fewer_than_none():
    with pytest.raises(ValueError, match="negative"):
        shielded((5, -1))


def test_single_numbers_of_persons():
    assert [at_least(count) for count in (0, 1, 4, 5)] == [0, None, None, 5]


@given(st.integers(0, 40), st.lists(st.integers(0, 20), min_size=1, max_size=6))
def test_new_active_members_and_those_who_are_not_hide_each_other(new, ages):
    seen = show(Counted(new_active=new, ages=tuple(ages)))

    others = max(sum(ages) - new, 0)
    if 0 < new < 5 or 0 < others < 5:
        assert seen.new_active is None


def test_an_average_is_rounded_and_none_without_meetings():
    assert [Counted(meetings=m, attendance=a).per_meeting for m, a in ((2, 25), (3, 10), (0, 0))] == [13, 3, None]


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_bar_is_never_longer_than_the_longest_and_something_is_never_nothing(value, most):
    length = bar(min(value, most), most, width=300)

    assert 0 <= length <= 300
    assert (length > 0) == (min(value, most) > 0)
