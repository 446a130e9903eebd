"""Codes, addresses and networks."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.people.domain.signin import (
    DIGITS,
    GOOD_FOR,
    MOST_TRIES,
    Answer,
    Asked,
    clean_address,
    clean_code,
    code_from,
    network_of,
    spaced,
    state_of,
)

NOON = datetime(2027, 2, 9, 11, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@given(st.binary(min_size=8, max_size=32))
def test_a_code_can_be_written_as_it_is_shown(digest):
    code = code_from(digest)

    assert len(code) == DIGITS
    assert clean_code(code) == clean_code(spaced(code)) == clean_code(f" {code[:4]}-{code[4:]}\n") == code


@given(st.text(max_size=12))
def test_what_comes_out_is_eight_ascii_digits_or_nothing(written):
    code = clean_code(written)

    assert code == "" or (len(code) == DIGITS and code.isascii() and code.isdigit())


@pytest.mark.parametrize("written", ["", "1234567", "123456789", "1234567a", "١٢٣٤٥٦٧٨", "²²²²²²²²"])
def test_what_cannot_be_a_code(written):
    assert clean_code(written) == ""


@pytest.mark.parametrize(
    ("asked", "at", "expected"),
    [
        (Asked(NOON, 0, is_used=False), NOON, None),
        (Asked(NOON, 0, is_used=False), NOON + GOOD_FOR - TICK, None),
        (Asked(NOON, 0, is_used=False), NOON + GOOD_FOR, Answer.EXPIRED),
        (Asked(NOON, MOST_TRIES - 1, is_used=False), NOON, None),
        (Asked(NOON, MOST_TRIES, is_used=False), NOON, Answer.TOO_MANY),
        (Asked(NOON, 0, is_used=True), NOON, Answer.USED),
        (Asked(NOON, MOST_TRIES, is_used=True), NOON + GOOD_FOR, Answer.USED),
    ],
)
def test_when_no_code_can_be_used(asked, at, expected):
    assert state_of(asked, at=at) is expected


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        (" 192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_networks(address, network):
    assert network_of(address) == network


def test_an_address_counts_the_same_however_it_is_written():
    assert clean_address(" Kari@Example.ORG ") == clean_address("kari@example.org")
