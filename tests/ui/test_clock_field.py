"""A time on the wall, as people write it."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError

from lokallag.ui.fields import ClockField


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("18.30", time(18, 30)),
        ("18:30", time(18, 30)),
        ("1830", time(18, 30)),
        ("930", time(9, 30)),
        ("18", time(18)),
        ("9", time(9)),
        (" kl. 07.05 ", time(7, 5)),
        ("00.00", time(0)),
    ],
)
def test_it_is_read_as_it_is_meant(written, at):
    assert ClockField().clean(written) == at


@pytest.mark.parametrize("written", ["24.00", "18.60", "18.3", "halv sju", "18.30.15", "٠٩.30x", "-1", "18,30"])
def test_what_cannot_be_read_is_told(written):
    with pytest.raises(ValidationError, match="timer og minutter"):
        ClockField().clean(written)


def test_nothing_is_asked_for_or_left_out():
    assert ClockField(required=False).clean("") is None
    with pytest.raises(ValidationError, match=r"for eksempel 18\.30"):
        ClockField().clean("")
