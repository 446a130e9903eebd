"""Calendars that programs read. Goals: issue 5, part 4.

``change_ratio`` is the time to put together a calendar after one event has changed, against the time when no part is
kept, at 1,000 and at 10,000 events; the worse of the two counts. ``not_modified_ms`` is what an asker waits who has it
already, through all of the site, of the calendar of all and of one's own by its secret address; the worse counts too.
"""

from datetime import timedelta

from django.core.handlers.base import BaseHandler
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from bench._members import organisation
from bench.harness import Result, at_most, median, seconds
from bench.territory import PLAIN
from lokallag.events import services
from lokallag.events.models import Event, EventHost
from lokallag.events.queries import feeds
from lokallag.organisation.models import Unit
from lokallag.people.models import Person

SIZES = (1_000, 10_000)
PATH = "/arrangementer/kalender.ics"


def run(quick: bool) -> Result:
    """Measure both sizes; ``quick`` takes fewer rounds."""
    party, leader, branches = organisation()
    units = [party, *branches]
    rounds: list[dict[str, float]] = []
    ratios: list[float] = []
    waits: list[float] = []
    counts: list[int] = []
    with override_settings(STORAGES=PLAIN, SECURE_SSL_REDIRECT=False):
        for size in SIZES:
            _fill(units, size)
            found = _changed(size, times=3 if quick else 7)
            ratios.append(median(found, f"changed_{size}") / median(found, f"cold_{size}"))
            rounds += found
            for path in (PATH, _own_path(leader)):
                asked, queries = _not_modified(path, times=20 if quick else 200)
                waits.append(1000 * median(asked, "not_modified"))
                counts.append(queries)
    return Result(
        sizes={"events": SIZES[-1], "units": len(units), "bytes": len(getattr(Reader().get(PATH), "content", b""))},
        rounds=rounds,
        goals=[
            at_most("change_ratio", max(ratios), 0.05),
            at_most("not_modified_ms", max(waits), 2),
            at_most("not_modified_queries", max(counts), 3),
        ],
    )


class Reader:
    """A program that reads calendars, calling the site as a server does."""

    def __init__(self) -> None:
        self.handler = BaseHandler()
        self.handler.load_middleware()
        self.factory = RequestFactory(SERVER_NAME="localhost")

    def get(self, path: str, mark: str = "") -> HttpResponseBase:
        """Return the answer. ``mark`` is that of what the program has already."""
        headers = {"if-none-match": mark} if mark else {}
        return self.handler.get_response(self.factory.get(path, headers=headers))


def _changed(size: int, *, times: int) -> list[dict[str, float]]:
    """Return how long the calendar takes with no part kept, and after one event has changed, in turn."""
    client, found = Reader(), []
    for number in range(times):
        feeds.forget_parts()
        cold = seconds(lambda: _read(client, size))
        event = Event.objects.order_by("pk")[number * 31]
        Event.objects.filter(pk=event.pk).update(
            title=f"Flyttet møte {number}", sequence=event.sequence + 1, updated_at=now()
        )
        changed = seconds(lambda: _read(client, size))
        found.append({f"cold_{size}": cold, f"changed_{size}": changed})
    return found


def _read(client: Reader, size: int) -> None:
    content = getattr(client.get(PATH), "content", b"")
    if content.count(b"BEGIN:VEVENT") != size:
        raise RuntimeError(f"the calendar does not hold {size} events")


def _not_modified(path: str, *, times: int) -> tuple[list[dict[str, float]], int]:
    client = Reader()
    mark = client.get(path)["ETag"]

    def ask() -> None:
        if client.get(path, mark).status_code != 304:
            raise RuntimeError("it was sent again")

    with CaptureQueriesContext(connection) as queries:
        ask()
    return [{"not_modified": seconds(ask)} for _time in range(times)], len(queries)


def _own_path(person: Person) -> str:
    return f"/kalender/{services.make_feed_address(person=person, by=person, at=now())}.ics"


def _fill(units: list[Unit], size: int) -> None:
    """Write down as many open events as are missing, spread over a year ahead, straight into the tables."""
    at, there = now(), Event.objects.count()
    made = Event.objects.bulk_create(
        Event(
            slug=f"mote-{number}",
            title=f"Åpent møte nr. {number} om skole, buss og budsjett",
            kind="open_meeting",
            starts_at=at + timedelta(hours=number),
            ends_at=at + timedelta(hours=number + 2),
            place_name="Haslum skole",
            street_address="Skoleveien 1",
            postal_code="1344",
            description="Innledning, samtale og kaffe. " * 12,
            state="published",
            published_at=at,
            made_at=at,
            updated_at=at,
        )
        for number in range(there, size)
    )
    EventHost.objects.bulk_create(
        EventHost(event=event, unit=units[event.pk % len(units)], state="accepted", is_main=True, asked_at=at)
        for event in made
    )
