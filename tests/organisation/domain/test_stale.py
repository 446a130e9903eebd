import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.core.stale import StalePage, check_fresh, fingerprint

values = st.lists(st.one_of(st.text(), st.integers(), st.none(), st.dates()), max_size=4)


@given(one=values, other=values)
def test_fingerprints_are_the_same_exactly_where_the_values_are(one, other):
    assert (fingerprint(*one) == fingerprint(*other)) == (one == other)


def test_a_page_that_saw_what_is_stored_is_fresh():
    check_fresh(fingerprint("a", "b"), fingerprint("a", "b"))
    check_fresh(None, fingerprint("a", "b"))


@pytest.mark.parametrize("seen", ["", "noe annet", fingerprint("ab")])
def test_a_page_that_saw_something_else_is_refused(seen):
    with pytest.raises(StalePage) as refused:
        check_fresh(seen, fingerprint("a", "b"))

    assert str(refused.value).startswith("Noen andre endret dette mens du skrev.")
