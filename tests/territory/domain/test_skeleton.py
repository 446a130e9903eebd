"""A page with slots."""

from hypothesis import given
from hypothesis import strategies as st

from lokallag.territory.domain.skeleton import cut, slot


def test_slots_are_filled_and_one_without_a_value_stays():
    page = cut(f"<p>{slot('asked')}</p>{slot('other')}æ")

    assert page.fill({"asked": "Bærum"}).decode() == f"<p>Bærum</p>{slot('other')}æ"


@given(st.text(), st.text(), st.text())
def test_what_is_filled_in_is_what_would_have_stood_there(before, value, after):
    assert cut(before + slot("x") + after).fill({"x": value}) == (before + value + after).encode()
