"""Which municipality is meant by a number or a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.start import facts
from lokallag.start.domain.municipalities import Place, Unclear, find_municipality

KNOWN = facts.municipalities()


def test_the_short_list_has_every_municipality_of_2025():
    assert len(KNOWN) == 357
    assert KNOWN["3201"] == ("Bærum",)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("3201", "3201"),
        (" 3201 ", "3201"),
        ("Bærum", "3201"),
        ("bærum kommune", "3201"),
        ("Baerum", "3201"),
        ("Bærum (3201)", "3201"),
        ("3201 Bærum", "3201"),
        ("Kárášjohka", "5610"),
        ("Karasjok", "5610"),
        ("Midt-Telemark", "4020"),
    ],
)
def test_it_is_found_as_people_write_it(written, number):
    assert find_municipality(written, KNOWN, is_complete=False).number == number


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "Skriv kommunen med nummer eller navn, for eksempel 3201 eller Bærum."),
        ("301", "«301» har 3 siffer. Et kommunenummer har fire. Mente du Oslo (0301)?"),
        ("999", "«999» har 3 siffer. Et kommunenummer har fire."),
        ("32011", "«32011» har 5 siffer. Et kommunenummer har fire."),
        ("Våler", "Flere kommuner heter Våler. Skriv nummeret: 3114 eller 3419."),
        ("Bærim", "Vi finner ingen kommune som heter «Bærim». Mente du Bærum (3201)?"),
        (
            "Atlantis",
            "Vi finner ingen kommune som heter «Atlantis». Skriv kommunenummeret med fire siffer, for eksempel 3201.",
        ),
    ],
)
def test_what_cannot_be_found_says_what_to_write(written, said):
    with pytest.raises(Unclear) as caught:
        find_municipality(written, KNOWN, is_complete=False)

    assert str(caught.value) == said


def test_a_number_outside_a_complete_list_is_none():
    assert find_municipality("9999", KNOWN, is_complete=False) == Place("9999", "")
    with pytest.raises(Unclear, match="ingen kommune med nummer 9999"):
        find_municipality("9999", KNOWN, is_complete=True)


@given(number=st.sampled_from(sorted(KNOWN)))
def test_each_is_found_by_its_number_and_by_name_where_the_name_is_its_own(number):
    assert find_municipality(number, KNOWN, is_complete=True).number == number
    name = KNOWN[number][0]
    if sum(name in names for names in KNOWN.values()) == 1:
        assert find_municipality(name, KNOWN, is_complete=True) == Place(number, name)
