"""Gender balance: counts of the whole group against the rule, never who is what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.networks.domain.balance import Balance, Verdict, balance_of, needed_of

genders = st.lists(st.sampled_from(["k", "m", "annet", "ukjent"]), max_size=12)


@pytest.mark.parametrize(
    ("persons", "needed"), [(0, 0), (1, 0), (2, 1), (3, 1), (4, 2), (5, 2), (6, 3), (7, 3), (8, 4), (9, 4), (10, 4)]
)
def test_forty_per_cent_up_to_a_whole_person_as_far_as_there_is_room(persons, needed):
    assert needed_of(persons, 40) == needed


@pytest.mark.parametrize(
    ("group", "verdict"),
    [
        ("kkmm", Verdict.MET),
        ("kkkm", Verdict.NOT_MET),
        ("kkmmm", Verdict.MET),
        ("mmmmm", Verdict.NOT_MET),
        ("kk?", Verdict.OPEN),
        ("kk??", Verdict.OPEN),
        ("kkk?", Verdict.NOT_MET),  # of four, two men are asked for
        ("km?", Verdict.MET),
        ("k", Verdict.ALONE),
        ("", Verdict.ALONE),
    ],
)
def test_a_group_is_within_the_rule_or_not_or_it_hangs_on_those_not_counted(group, verdict):
    assert balance_of(["ukjent" if one == "?" else one for one in group], 40).verdict is verdict


def test_who_is_neither_is_counted_with_those_who_have_not_said():
    assert balance_of(["k", "m", "annet", "ukjent"], 40) == Balance(1, 1, 2, 2, Verdict.OPEN)


@given(genders, st.integers(0, 50))
def test_everybody_is_counted_once_and_the_order_tells_nothing(group, percent):
    found = balance_of(group, percent)
    assert found.women + found.men + found.uncounted == len(group)
    assert found == balance_of(sorted(group), percent)


@given(st.integers(2, 12), st.integers(0, 50))
def test_an_even_group_is_always_within_the_rule(persons, percent):
    group = ["k"] * (persons // 2) + ["m"] * (persons - persons // 2)
    assert balance_of(group, percent).verdict is Verdict.MET
