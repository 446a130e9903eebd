"""Postal codes as people and spreadsheets write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.territory.domain import codes

real_codes = st.integers(0, 9999).map(lambda number: f"{number:04}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1344", ["1344"]),
        ("1336-1341", ["1336", "1337", "1338", "1339", "1340", "1341"]),
        ("1336 – 1338", ["1336", "1337", "1338"]),
        ("1336 til 1338", ["1336", "1337", "1338"]),
        ("1344, 1346;1356 1357\n1358", ["1344", "1346", "1356", "1357", "1358"]),
        ("1344.0", ["1344"]),
        ("1344,0", ["1344"]),
        ("1344,0951", ["1344", "0951"]),
        ("NO-1344 HASLUM og 1346 Gjettum", ["1344", "1346"]),
        ("1 344", ["1344"]),
        ("'0951", ["0951"]),
        ("951", ["0951"]),
        ("951-953", ["0951", "0952", "0953"]),
        ("", []),
    ],
)
def test_codes_are_read_as_people_write_them(text, expected):
    read = codes.read_codes(text)

    assert ([code.code for code in read.codes], read.problems) == (expected, ())


@pytest.mark.parametrize(
    ("text", "message", "guess"),
    [
        ("951", "«951» har tre siffer. Et postnummer har fire. Mente du 0951?", "0951"),
        (
            "13444",
            "«13444» har fem siffer. Et postnummer har fire. Se etter om et siffer er for mye eller mangler.",
            "",
        ),
        ("13", "«13» har to siffer. Et postnummer har fire. Se etter om et siffer er for mye eller mangler.", ""),
        ("134a", "«134a» er ikke et postnummer. Et postnummer har fire siffer.", ""),
    ],
)
def test_what_is_no_code_says_what_to_write(text, message, guess):
    problem = codes.problem_with(text)

    assert problem == codes.CodeProblem(text, message, guess)


def test_a_lost_zero_is_put_back_and_said():
    assert codes.read_codes("951").codes == (codes.ReadCode("0951", mended_from="951"),)


def test_a_range_written_backwards_is_not_guessed_at():
    read = codes.read_codes("1341-1336")

    assert read.codes == ()
    assert [problem.guess for problem in read.problems] == ["1336-1341"]


def test_words_without_a_code_are_a_problem():
    assert [problem.message for problem in codes.read_codes("hele øst").problems] == [
        "Fant ingen postnummer i «hele øst»."
    ]


@given(st.lists(real_codes, unique=True))
def test_compact_codes_are_read_back_as_the_same(given_codes):
    read = codes.read_codes(codes.compact(given_codes))

    assert [code.code for code in read.codes] == sorted(given_codes)


@given(st.text(max_size=60))
def test_any_text_gives_only_codes_of_four_digits(text):
    assert all(codes.is_code(read.code) for read in codes.read_codes(text).codes)


@pytest.mark.parametrize(
    ("register", "shown"),
    [("BÆRUMS VERK", "Bærums Verk"), ("MO I RANA", "Mo i Rana"), ("HØVIKODDEN", "Høvikodden"), ("Haslum", "Haslum")],
)
def test_places_are_shown_as_people_write_them(register, shown):
    assert codes.display_place(register) == shown
