"""Numbers of reports."""

from hypothesis import given
from hypothesis import strategies as st

from lokallag.playbook.domain.reports import NUMBERS, asked_of, summed

NUMBER = st.one_of(st.none(), st.integers(0, 10_000))
REPORT = st.fixed_dictionaries(dict.fromkeys(NUMBERS, NUMBER))


def test_a_kind_names_what_is_asked_and_one_of_ones_own_asks_what_fits():
    assert asked_of(["cost", "how", "attended"], "meeting") == ("attended", "cost")
    assert asked_of([], "meeting") == ()
    assert asked_of(None, "campaign") == NUMBERS
    assert asked_of(None, "deadline") == ()
    assert asked_of(None, "meeting") == ("attended", "new_members", "contacts")


@given(st.lists(REPORT), st.lists(REPORT))
def test_sums_of_two_lots_add_up_to_the_sum_of_all(one, other):
    parts = [summed(one), summed(other)]

    whole = summed([*one, *other])

    assert whole == {name: n for name in NUMBERS if (n := sum(part.get(name, 0) for part in parts))}
