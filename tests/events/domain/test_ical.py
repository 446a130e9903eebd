"""An event as calendars read it: by three readers, through the night when the clocks are turned."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import ics
import vobject
from hypothesis import assume, given
from hypothesis import strategies as st
from icalendar import Calendar

from lokallag.calendar.domain.local import OSLO, in_oslo
from lokallag.events.domain.ical import Entry, calendar_of, on_the_clock, part_of, shortened

AT = datetime(2026, 11, 2, 17, 0, tzinfo=UTC)
ENTRY = Entry("7@lokallag", 2, AT, AT, AT + timedelta(hours=2), "Åpent møte; om skole, og buss", "Haslum skole, 1344")


def read(*entries: Entry) -> Calendar:
    """Return what the icalendar library reads out of a calendar with these events."""
    return Calendar.from_ical(calendar_of("Bærum", [part_of(entry) for entry in entries]))


def test_three_readers_find_the_same():
    whole = calendar_of("Bærum", [part_of(ENTRY), part_of(replace(ENTRY, uid="8@lokallag", title="Stand"))])

    ours = [(str(each["uid"]), str(each["summary"]), each.start) for each in Calendar.from_ical(whole).events]
    theirs = sorted((each.uid, each.name, each.begin.datetime) for each in ics.Calendar(whole.decode()).events)
    third = [
        (each.uid.value, each.summary.value, each.dtstart.value) for each in vobject.readOne(whole.decode()).vevent_list
    ]

    assert ours == theirs == third
    assert [title for _uid, title, _start in ours] == ["Åpent møte; om skole, og buss", "Stand"]


def test_a_calendar_says_whose_it_is_and_how_often_to_look():
    found = read(ENTRY)

    assert str(found["X-WR-CALNAME"]) == str(found["NAME"]) == "Bærum"
    assert found["REFRESH-INTERVAL"].to_ical() == b"PT4H"


def test_what_is_cancelled_is_marked_so_and_keeps_its_name_in_calendars():
    [event] = read(replace(ENTRY, is_cancelled=True, sequence=3)).events

    assert (str(event["STATUS"]), event["SEQUENCE"], str(event["UID"])) == ("CANCELLED", 3, "7@lokallag")


def test_a_meeting_at_six_is_at_six_on_both_sides_of_the_turn():
    """The clocks are turned back on 25 October 2026 and forward on 28 March 2027."""
    days = [(2026, 10, 24), (2026, 10, 26), (2027, 3, 27), (2027, 3, 29)]
    begins = [datetime(*day, 18, tzinfo=OSLO) for day in days]

    whole = calendar_of("", [part_of(replace(ENTRY, starts_at=at, ends_at=at + timedelta(hours=1))) for at in begins])
    lines = [line for line in whole.decode().split("\r\n") if line.startswith("DTSTART;TZID")]

    assert lines == [
        "DTSTART;TZID=Europe/Oslo:20261024T180000",
        "DTSTART;TZID=Europe/Oslo:20261026T180000",
        "DTSTART;TZID=Europe/Oslo:20270327T180000",
        "DTSTART;TZID=Europe/Oslo:20270329T180000",
    ]


def test_the_rules_of_the_clock_are_those_of_norway():
    """Read by the rules that stand in the calendar itself, without knowing Europe/Oslo."""
    [zone] = read(ENTRY).timezones
    ruled = zone.to_tz(lookup_tzid=False)

    for hour in range(0, 24 * 400, 5):
        at = datetime(2026, 10, 1, tzinfo=UTC) + timedelta(hours=hour)
        assert at.astimezone(ruled).replace(tzinfo=None) == in_oslo(at).replace(tzinfo=None), at


def test_the_hour_that_comes_twice_stands_in_utc():
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    assert [on_the_clock(at).isoformat() for at in (first, second)] == [
        "2026-10-25T00:30:00+00:00",
        "2026-10-25T01:30:00+00:00",
    ]


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300),
    st.integers(0, 15 * 366 * 24 * 60),
)
def test_any_words_and_any_time_come_out_as_they_went_in(words, minutes):
    # It is written right, but icalendar reads an escaped backslash and N as a new line.
    assume(not re.search(r"\\[nN]", words))
    at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)

    found = read(replace(ENTRY, title=words, text=words, starts_at=at, ends_at=at + timedelta(hours=1)))

    [event] = found.events
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == (words, words)
    assert event.start.astimezone(UTC) == at


def test_lines_are_folded_and_no_text_begins_a_line_of_its_own():
    bad = "Møte\r\nATTENDEE:mailto:noen@example.org\nEND:VEVENT" + "æ" * 300

    whole = calendar_of(bad, [part_of(replace(ENTRY, title=bad, place=bad, text=bad))])

    assert max(len(line) for line in whole.split(b"\r\n")) <= 75
    assert not any(line.startswith((b"ATTENDEE", b"END:VEVENT\\")) for line in whole.split(b"\r\n"))
    assert whole.count(b"\r\nEND:VEVENT\r\n") == 1


def test_a_long_text_is_cut_after_a_word():
    assert shortened("ord " * 10, most=10) == "ord ord …"
    assert shortened("kort", most=10) == "kort"
