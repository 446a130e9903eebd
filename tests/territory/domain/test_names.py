"""When two spellings are one name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.territory.domain import names


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Lommedalen–Bærums Verk", "lommedalen - bærums verk", True),
        ("Østre Bærum", "Ostre Baerum", True),
        ("Haslum lag", "Haslum", True),
        ("Haslum partiavdeling", "Haslum Arbeiderpartilag", True),
        ("Haslum", "Haslum og Gjettum", False),
        ("Østre Bærum", "Vestre Bærum", False),
    ],
)
def test_spellings_of_a_name(one, other, same):
    assert (names.name_key(one) == names.name_key(other)) is same


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("Haslum", "Haslm", True),
        ("Haslum", "Halsum", True),
        ("Haslum", "Hasslum", True),
        ("Haslum", "Hasium", True),
        ("Haslum", "haslum", False),
        ("Østre Bærum", "Vestre Bærum", False),
        ("Lag 12", "Lag 13", False),
    ],
)
def test_one_letter_apart_is_a_slip(one, other, slip):
    assert names.is_slip(one, other) is slip


@given(st.text(max_size=30))
def test_a_cell_made_safe_for_a_spreadsheet_is_read_back_as_it_was(text):
    tidy = names.tidy_name(text)
    once_more = names.tidy_name(tidy)

    assert names.tidy_name(names.safe_cell(once_more)) == once_more
    assert names.safe_cell(once_more)[:1] not in ("=", "+", "-", "@")


def test_slips_are_found_among_many_and_never_by_digits():
    found = names.slips(["Haslm", "Lag 12", "Jar"], ["Haslum", "Lag 11", "Lag 13", "Jar"])

    assert found == {"Haslm": "Haslum"}
