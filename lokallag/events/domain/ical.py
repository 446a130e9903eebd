"""Events as calendars read them (RFC 5545, RFC 7986): one part per event, put together to a whole. Pure.

A part is made once by the icalendar library and can be kept; putting a thousand together is then no work.
Times stand as the clock in Norway shows them, with the rules of Europe/Oslo beside, so that an event at 18.00 is at
18.00 also after the clocks have changed. Only an hour that comes twice stands in UTC: the clock cannot tell which.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from icalendar import Calendar, Component, Timezone, TimezoneDaylight, TimezoneStandard, vText
from icalendar import Event as Part

from lokallag.calendar.domain.local import OSLO, in_oslo

PRODUCT = "-//Lokallag//Lokallag//NO"
FRESH_FOR = timedelta(hours=4)  # how often a calendar is asked to look again
LONGEST_TEXT = 1500


@dataclass(frozen=True, slots=True)
class Entry:
    """What a calendar is told of one event. Instants have a time zone; ``uid`` stays, ``sequence`` only grows."""

    uid: str
    sequence: int
    updated_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str = ""
    text: str = ""
    url: str = ""
    category: str = ""
    is_cancelled: bool = False


def part_of(entry: Entry) -> bytes:
    """Return one event as lines of a calendar, ending in a line break."""
    part = Part()
    part.add("uid", entry.uid)
    part.add("sequence", entry.sequence)
    part.add("dtstamp", entry.updated_at.astimezone(UTC))
    part.add("last-modified", entry.updated_at.astimezone(UTC))
    part.add("dtstart", on_the_clock(entry.starts_at))
    part.add("dtend", on_the_clock(entry.ends_at))
    part.add("summary", entry.title)
    part.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    if entry.place:
        part.add("location", entry.place)
    if entry.text:
        part.add("description", shortened(entry.text))
    if entry.url:
        part.add("url", entry.url)
    if entry.category:
        part.add("categories", [entry.category])
    return bytes(part.to_ical())


def calendar_of(name: str, parts: Iterable[bytes]) -> bytes:
    """Return a whole calendar with this name. The parts come from ``part_of``."""
    head = Calendar()
    head.add("prodid", PRODUCT)
    head.add("version", "2.0")
    head.add("calscale", "GREGORIAN")
    head.add("method", "PUBLISH")
    called = vText(" ".join(name.split()))  # the library writes names of its own choosing as they are
    head.add("name", called)
    head.add("x-wr-calname", called)
    head.add("x-wr-timezone", OSLO.key)
    head.add("refresh-interval", FRESH_FOR, parameters={"VALUE": "DURATION"})
    head.add("x-published-ttl", f"PT{int(FRESH_FOR.total_seconds() // 3600)}H")
    begun = bytes(head.to_ical()).removesuffix(b"END:VCALENDAR\r\n")
    return b"".join([begun, _zone(), *parts, b"END:VCALENDAR\r\n"])


def on_the_clock(at: datetime) -> datetime:
    """Return an instant as the clock in Norway shows it, or in UTC where the clock shows that hour twice.

    :raises ValueError: ``at`` has no time zone
    """
    local = in_oslo(at).replace(microsecond=0)
    comes_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return local.astimezone(UTC) if comes_twice else local


def shortened(text: str, *, most: int = LONGEST_TEXT) -> str:
    """Return the text, cut after a whole word where it is longer than ``most`` signs."""
    if len(text) <= most:
        return text
    return f"{text[:most].rsplit(maxsplit=1)[0]} …"


@cache
def _zone() -> bytes:
    """Return the rules of Norway's clock as they have been since 1996 (directive 2000/84/EC; forskrift om sommertid).

    Written out here, since the library lets summer time begin an hour late.
    """
    zone = Timezone()
    zone.add("tzid", OSLO.key)
    zone.add_component(_turn(TimezoneDaylight(), datetime.combine(date(1996, 3, 31), time(2)), 3, "CEST", (1, 2)))
    zone.add_component(_turn(TimezoneStandard(), datetime.combine(date(1996, 10, 27), time(3)), 10, "CET", (2, 1)))
    return bytes(zone.to_ical())


def _turn(part: Component, first: datetime, month: int, name: str, hours: tuple[int, int]) -> Component:
    part.add("dtstart", first)
    part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
    part.add("tzname", name)
    part.add("tzoffsetfrom", timedelta(hours=hours[0]))
    part.add("tzoffsetto", timedelta(hours=hours[1]))
    return part
