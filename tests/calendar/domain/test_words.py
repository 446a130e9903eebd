"""Dates in words."""

from datetime import UTC, date, datetime

import pytest

from lokallag.calendar.domain.spans import Span
from lokallag.calendar.domain.words import in_words, moment_in_words, span_in_words

TUESDAY = date(2027, 2, 9)


@pytest.mark.parametrize(
    ("today", "weekday", "words"),
    [
        (None, False, "9. februar 2027"),
        (None, True, "tirsdag 9. februar 2027"),
        (date(2027, 12, 31), False, "9. februar"),
        (date(2027, 12, 31), True, "tirsdag 9. februar"),
        (date(2026, 12, 31), False, "9. februar 2027"),
    ],
)
def test_a_day_in_words(today, weekday, words):
    assert in_words(TUESDAY, today, weekday=weekday) == words


def test_months_and_weekdays_are_all_there():
    months = [in_words(date(2027, month, 1)) for month in range(1, 13)]
    week = [in_words(date(2027, 2, day), date(2027, 1, 1), weekday=True).split()[0] for day in range(8, 15)]

    assert [text.split()[1] for text in months] == (
        [
            "januar",
            "februar",
            "mars",
            "april",
            "mai",
            "juni",
            "juli",
            "august",
            "september",
            "oktober",
            "november",
            "desember",
        ]
    )
    assert week == ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"]


def test_a_moment_is_told_as_the_clock_in_norway_shows_it():
    at = datetime(2027, 7, 1, 22, 5, tzinfo=UTC)

    assert moment_in_words(at, date(2027, 1, 1)) == "2. juli kl.\N{NO-BREAK SPACE}00.05"


@pytest.mark.parametrize(
    ("first", "last", "today", "words"),
    [
        (date(2027, 2, 9), date(2027, 2, 11), None, "9.–11. februar 2027"),
        (date(2027, 2, 9), date(2027, 2, 11), date(2027, 1, 1), "9.–11. februar"),
        (date(2027, 2, 28), date(2027, 3, 2), None, "28. februar–2. mars 2027"),
        (date(2027, 2, 28), date(2027, 3, 2), date(2027, 1, 1), "28. februar–2. mars"),
        (date(2026, 12, 30), date(2027, 1, 2), date(2027, 1, 1), "30. desember 2026–2. januar 2027"),
        (date(2027, 2, 9), date(2027, 2, 9), date(2027, 1, 1), "9. februar"),
        (date(2027, 2, 9), None, None, "fra 9. februar 2027"),
    ],
)
def test_a_span_says_no_more_than_needed(first, last, today, words):
    assert span_in_words(Span(first, last), today) == words
