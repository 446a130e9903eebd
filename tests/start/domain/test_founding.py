"""Two persons, minutes whose dates hold, and the code that shows that one has the server."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.core.errors import RuleViolation
from lokallag.start.domain.founding import Minutes, NewOfficer, check_minutes, check_two_persons, split_name
from lokallag.start.domain.set_up_code import ALPHABET, clean_code, code_from

TODAY = date(2027, 3, 20)
MINUTES = Minutes("Årsmøtet 2027", date(2027, 3, 11), "Protokollen, sak 9", date(2027, 3, 11), None)
AMINA = NewOfficer("Amina", "Farah", "amina@example.org")
SINDRE = NewOfficer("Sindre", "Vik", "sindre@example.org")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"until_on": date(2029, 3, 31)}, None),
        ({"until_on": TODAY}, None),
        ({"from_on": TODAY}, None),
        ({"meeting": " "}, "meeting"),
        ({"reference": ""}, "reference"),
        ({"held_on": date(2027, 3, 21)}, "held_on"),
        ({"from_on": date(2027, 3, 10)}, "from_on"),
        ({"from_on": date(2027, 3, 21)}, "from_on"),
        ({"until_on": date(2027, 3, 10)}, "until_on"),
        ({"until_on": date(2027, 3, 19)}, "until_on"),
    ],
)
def test_minutes_hold_or_say_which_part_does_not(changes, field):
    broken = None
    try:
        check_minutes(replace(MINUTES, **changes), today=TODAY)
    except RuleViolation as error:
        broken = error.field

    assert broken == field


@pytest.mark.parametrize(
    ("other", "may_share", "field"),
    [
        (SINDRE, False, None),
        (replace(AMINA, email="annen@example.org"), False, "secretary_family"),
        (replace(AMINA, given_name="AMINA "), True, "secretary_family"),
        (replace(SINDRE, email="Amina@example.org"), False, "secretary_email"),
        (replace(SINDRE, email="Amina@example.org"), True, None),
    ],
)
def test_leader_and_secretary_are_two(other, may_share, field):
    broken = None
    try:
        check_two_persons(AMINA, other, may_share_address=may_share)
    except RuleViolation as error:
        broken = error.field

    assert broken == field


@pytest.mark.parametrize(
    ("written", "split"),
    [
        ("Kari Nordmann", ("Kari", "Nordmann")),
        ("  Kari  Ås  Lie ", ("Kari Ås", "Lie")),
        ("van der Berg, Anne", ("Anne", "van der Berg")),
        ("Kari", ("Kari", "")),
        ("", ("", "")),
    ],
)
def test_a_name_is_split_as_it_is_written(written, split):
    assert split_name(written) == split


@given(digest=st.binary(min_size=32, max_size=32))
def test_a_code_is_sixteen_signs_that_cannot_be_mistaken(digest):
    code = code_from(digest)

    assert [len(part) for part in code.split("-")] == [4, 4, 4, 4]
    assert set(clean_code(code)) <= set(ALPHABET)
    assert clean_code(code.upper().replace("-", " ")) == clean_code(code)


def test_other_digests_give_other_codes():
    assert len({code_from(bytes([number] * 32)) for number in range(256)}) == 256
