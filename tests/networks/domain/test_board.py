"""Days of decisions, small numbers, near topics."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.networks.domain.deciding import Mandate, MeetingFault, days_left, fault_of_meeting
from lokallag.networks.domain.few import LEAST, shown_part
from lokallag.networks.domain.nearness import in_common, near_words, words_of

TODAY, SENT = date(2026, 11, 29), date(2026, 11, 1)
counts = st.integers(0, 500)
words = st.text(alphabet="abcdeå", min_size=4, max_size=9)


@pytest.mark.parametrize(
    ("meeting_on", "until", "fault"),
    [
        (date(2026, 11, 29), None, None),
        (date(2026, 11, 30), None, MeetingFault.FUTURE),
        (date(2026, 11, 1), None, None),
        (date(2026, 10, 31), None, MeetingFault.BEFORE_SENT),
        (date(2026, 11, 20), date(2026, 11, 20), None),
        (date(2026, 11, 21), date(2026, 11, 20), MeetingFault.AFTER_MANDATE),
    ],
)
def test_when_a_meeting_can_have_decided(meeting_on, until, fault):
    mandate = Mandate("Styret kan starte nettverk.", "Sak 8", until)
    assert fault_of_meeting(meeting_on, today=TODAY, sent_on=SENT, mandate=mandate) is fault


def test_the_last_day_has_none_left():
    assert [days_left(TODAY, day) for day in (date(2026, 11, 28), TODAY, date(2026, 11, 30))] == [1, 0, -1]


@given(part=counts, rest=counts)
def test_a_number_tells_of_no_fewer_than_five_on_either_side(part, rest):
    shown = shown_part(part, part + rest)
    if shown is None:
        assert min(part, rest) < LEAST
    else:
        assert shown % LEAST == 0
        assert LEAST <= shown <= part < shown + LEAST


@given(one=words, other=words)
def test_nearness_is_the_same_both_ways(one, other):
    assert near_words(one, other) == near_words(other, one)
    assert near_words(one, one)


@pytest.mark.parametrize(
    ("one", "other", "is_near"),
    [
        ("Klima", "Klimapolitikk og natur", True),
        ("Fagnettverk for skole", "Skolepolitikk", True),
        ("Oppvekst", "Oppveksten i Bærum", True),
        ("Fagnettverk for klima", "Fagnettverk for skole", False),
        ("Bolig", "By og bolyst", False),
    ],
)
def test_topics_that_share_a_word_are_near(one, other, is_near):
    assert (in_common(words_of(one), words_of(other)) > 0) is is_near
