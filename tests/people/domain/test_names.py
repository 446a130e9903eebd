import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.people.domain.names import clean_name
from lokallag.people.services import register_person
from tests.factories import NOON


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("  Kari \t Nordmann\n", "Kari Nordmann"),
        ("Kari\u00a0Lie", "Kari Lie"),
        ("Has\u202emul", "Hasmul"),  # turns the reading direction
        ("\u2066Haslum\u2069", "Haslum"),
        ("Has\u200blum", "Haslum"),  # takes no room
        ("Has\u00adlum", "Haslum"),  # a hyphen only where a line breaks
        ("Kari \u200b Lie", "Kari Lie"),
        ("Kari\x07Lie", "KariLie"),
        ("\ue000Haslum", "Haslum"),
        ("Haslum\ud800", "Haslum"),
        ("\u200b\u202e", ""),
        ("A\u030aserud", "Åserud"),
        ("Siân Ní Ó’Dálaigh-Sæther", "Siân Ní Ó’Dálaigh-Sæther"),
        ("ᐃᓄᒃ 李小龍", "ᐃᓄᒃ 李小龍"),
    ],
)
def test_only_what_one_can_see_is_written_down(written, name):
    assert clean_name(written) == name


@given(st.text())
def test_cleaning_a_clean_name_gives_itself(written):
    assert clean_name(clean_name(written)) == clean_name(written)


@pytest.mark.django_db
def test_a_person_is_registered_with_what_one_can_see():
    person = register_person(given_name="Ka\u202eri", family_name=" Li\u200be", by=None, at=NOON)

    assert (person.name, person.sort_key) == ("Kari Lie", "lie kari")
