"""Nothing that is written can begin a line of its own in a mail's head."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.outbox.domain.lines import one_line, whole_lines


@given(st.text())
def test_one_line_is_one_line_without_control_characters(text):
    line = one_line(text)

    assert len(line.splitlines()) <= 1
    assert not any(unicodedata.category(letter) == "Cc" for letter in line)


@given(st.text())
def test_one_line_twice_is_one_line_once(text):
    assert one_line(one_line(text)) == one_line(text)


@given(st.text())
def test_a_body_has_plain_line_ends_and_no_other_control_characters(text):
    body = whole_lines(text)

    assert {letter for letter in body if unicodedata.category(letter) == "Cc"} <= {"\n"}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Møte\r\nBcc: alle@example.org", "Møte Bcc: alle@example.org"),
        ("  to   ord\t ", "to ord"),
        ("null\x00tegn", "null tegn"),
        ("", ""),
    ],
)
def test_worked_examples(written, kept):
    assert one_line(written) == kept


def test_a_body_keeps_its_lines():
    assert whole_lines("\r\nHei!  \r\n\r\nVi ses.\r\n") == "Hei!\n\nVi ses."
