"""Who shares a letter."""

from hypothesis import given
from hypothesis import strategies as st

from lokallag.events.domain.households import Addressee, households, street_key

PEOPLE = st.lists(
    st.builds(
        Addressee,
        key=st.uuids().map(str),
        name=st.sampled_from(["Kari Vik", "Ola Vik", "Åse Moe"]),
        street=st.sampled_from(["Haslumveien 1", "haslumveien 1 ", "Haslumveien 1B", "Haslumveien 1 B", "", "  "]),
        postal_code=st.sampled_from(["1344", "1300", ""]),
        is_protected=st.booleans(),
    ),
    max_size=12,
)


def lines(*people: Addressee) -> list[tuple[tuple[str, ...], str, str]]:
    """Return each letter: names, street and postal code."""
    return [(letter.names, letter.street, letter.postal_code) for letter in households(people)]


def test_a_couple_shares_one_letter_and_the_neighbour_has_one():
    assert lines(
        Addressee("1", "Ola Vik", "Haslumveien 1", "1344"),
        Addressee("2", "Kari Vik", "haslumveien  1", "1344"),
        Addressee("3", "Åse Moe", "Haslumveien 1 B", "1344"),
        Addressee("4", "Per Lie", "Haslumveien 1", "1300"),
    ) == [
        (("Per Lie",), "Haslumveien 1", "1300"),
        (("Kari Vik", "Ola Vik"), "haslumveien  1", "1344"),
        (("Åse Moe",), "Haslumveien 1 B", "1344"),
    ]


def test_a_protected_address_is_alone_on_its_letter():
    assert lines(
        Addressee("1", "Ola Vik", "Haslumveien 1", "1344"),
        Addressee("2", "Kari Vik", "Haslumveien 1", "1344", is_protected=True),
    ) == [(("Ola Vik",), "Haslumveien 1", "1344"), (("Kari Vik",), "Haslumveien 1", "1344")]


def test_two_of_one_name_at_one_address_are_named_once():
    assert lines(Addressee("1", "Ola Vik", "Veien 1", "1344"), Addressee("2", "Ola Vik", "Veien 1", "1344")) == [
        (("Ola Vik",), "Veien 1", "1344")
    ]


def test_letters_of_a_house_number_are_one_way_or_the_other():
    assert street_key("Haslumveien 12 B") == street_key("haslumveien 12b") != street_key("Haslumveien 12")


@given(PEOPLE)
def test_everybody_with_an_address_is_on_exactly_one_letter(people):
    made = households(people)

    assert sorted(member.key for letter in made for member in letter.members) == sorted(
        person.key for person in people if person.has_address
    )
    assert all(len(letter.members) == 1 for letter in made if any(member.is_protected for member in letter.members))
    assert all(len({member.postal_code for member in letter.members}) == 1 for letter in made)
