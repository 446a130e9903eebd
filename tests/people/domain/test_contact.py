"""How telephone numbers are read and shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.people.domain.contact import clean_phone, spaced_phone


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("91234567", "912 34 567"),
        ("67123456", "67 12 34 56"),
        ("+4791234567", "+47 912 34 567"),
        ("+4670123456", "+4670123456"),
        ("", ""),
    ],
)
def test_a_number_is_shown_as_one_reads_it(kept, shown):
    assert spaced_phone(kept) == shown


@given(st.from_regex(r"\A(\+|\+47)?[0-9]{8,12}\Z"))
def test_what_is_shown_is_kept_again_as_it_was(kept):
    assert clean_phone(spaced_phone(kept)) == clean_phone(kept)
