"""What is typed into Finn din avdeling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.territory.domain.search import understand


@pytest.mark.parametrize(
    ("text", "code", "place", "guess"),
    [
        ("1344", "1344", "", ""),
        (" 1344  Haslum ", "1344", "Haslum", ""),
        ("haslum 1344", "1344", "haslum", ""),
        ("Bærums Verk", "", "Bærums Verk", ""),
        ("1344, Haslum", "1344", "Haslum", ""),
        ("N-1344 Haslum", "1344", "Haslum", ""),
        ("1 344", "1344", "", ""),
        ("951", "", "", "0951"),
        ("", "", "", ""),
    ],
)
def test_code_place_or_both_are_understood(text, code, place, guess):
    search = understand(text)

    assert (search.code, search.place, search.guess) == (code, place, guess)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("13444", "«13444» har fem siffer. Et postnummer har fire. Se etter om et siffer er for mye eller mangler."),
        ("951", "«951» har tre siffer. Et postnummer har fire. Mente du 0951?"),
        ("1344 1346", "Skriv ett postnummer om gangen."),
        ("???", "Skriv et postnummer, for eksempel 1344, eller et sted."),
    ],
)
def test_what_cannot_be_looked_for_says_what_to_write(text, problem):
    assert understand(text).problem == problem


@given(st.text(max_size=200))
def test_any_text_is_a_code_a_place_a_problem_or_nothing(text):
    search = understand(text)

    assert search.is_empty or search.code or search.place_key or search.problem
    assert not (search.code and search.guess)
