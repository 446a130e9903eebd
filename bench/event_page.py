"""An event's own page with 500 signed up, as a visitor asks for it, through all of the site. Goals: issue 5.

The event is full, with a programme, two hosts, a postal code and a waiting list; none of its 500 names is on the page.
"""

from datetime import timedelta

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from bench._members import SignedInSite, organisation
from bench.harness import Result, at_most, interleaved, median
from bench.territory import PLAIN
from bench.wheel import _Visitor
from lokallag.events import services
from lokallag.events.domain.lifecycle import Answer
from lokallag.events.models import Event, Kind, Signup
from lokallag.events.services import Facts, Point
from lokallag.organisation.models import Unit
from lokallag.people.models import Person

PLACES, WAITING = 500, 40


def run(quick: bool) -> Result:
    """Measure the page for a visitor; a member's is in the raw rounds beside it."""
    party, leader, branches = organisation()
    event = _event(party, branches[0], leader)
    with override_settings(STORAGES=PLAIN, SECURE_SSL_REDIRECT=False):
        visitor, officer, path = _Visitor(leader), SignedInSite(leader), f"/arrangementer/{event.slug}/"
        answer = visitor.answer(path)
        text = getattr(answer, "content", b"").decode()
        if f"{WAITING} på venteliste" not in text or "Nabo" in text:
            raise RuntimeError("the page does not show what it should")
        with CaptureQueriesContext(connection) as queries:
            visitor.answer(path)
        taken = interleaved(
            {"visitor": lambda: visitor.answer(path), "officer": lambda: officer.answer(path)},
            rounds=5 if quick else 40,
        )
    return Result(
        sizes={"signed_up": PLACES, "waiting": WAITING},
        rounds=taken,
        goals=[at_most("queries", len(queries), 8), at_most("ms", 1000 * median(taken, "visitor"), 30)],
    )


def _event(party: Unit, branch: Unit, leader: Person) -> Event:
    at = now()
    begins = at + timedelta(days=14)
    event = services.make_event(
        unit=party,
        facts=Facts(
            title="Folkemøte",
            kind=Kind.OPEN_MEETING,
            place_name="Rådhuset",
            street_address="Arnold Haukelands plass 10",
            postal_code="1337",
            description="Tre innledere, og god tid til spørsmål.\n\nDu trenger ikke være medlem.",
            capacity=PLACES,
            most_guests=2,
        ),
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
        programme=[Point(f"Punkt {number}", 15) for number in range(6)],
        by=leader,
        at=at,
    )
    event.hosts.create(unit=branch, state=Answer.ACCEPTED, asked_at=at, answered_at=at)
    services.publish_event(event=event, by=leader, at=at)
    Signup.objects.bulk_create(
        Signup(
            event=event,
            name=f"Nabo {number}",
            email=f"nabo{number}@example.org",
            email_key=f"nabo{number}@example.org",
            state="signed_up" if number < PLACES else "waiting",
            number=number + 1,
            signed_at=at,
        )
        for number in range(PLACES + WAITING)
    )
    return event
