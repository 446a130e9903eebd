"""Which of those a search came upon are meant."""

from hypothesis import given
from hypothesis import strategies as st

from lokallag.membership.domain.matches import Match, real

matches = st.builds(Match, st.integers(1, 99), st.integers(0, 3), st.floats(0, 1), st.booleans())


def test_a_whole_number_stands_alone():
    assert real([Match(1, 0, 0.0, is_whole=True), Match(2, 2, 1.0)], of=2) == [1]


def test_all_the_words_stand_alone():
    assert real([Match(1, 2, 0.4), Match(2, 1, 0.9), Match(3, 2, 0.3)], of=2) == [1, 3]


def test_where_nobody_has_them_all_the_nearly_most_alike_are_left():
    assert real([Match(1, 1, 0.8), Match(2, 1, 0.6), Match(3, 1, 0.5)], of=2) == [1, 2]


@given(st.lists(matches, max_size=20, unique_by=lambda match: match.pk), st.integers(1, 3))
def test_somebody_is_left_where_anybody_was_found_and_the_order_is_kept(found, of):
    left = real(found, of=of)

    assert bool(left) == bool(found)
    assert left == [match.pk for match in found if match.pk in left]


@given(st.lists(matches, min_size=1, max_size=20, unique_by=lambda match: match.pk))
def test_the_most_alike_of_slips_is_never_left_out(found):
    slips = [Match(match.pk, 0, match.alike) for match in found]

    assert max(slips, key=lambda match: match.alike).pk in real(slips, of=2)
