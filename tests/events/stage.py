"""Events of Haslum, Sandvika and the party, for the named people. Days are counted from today."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils.timezone import now

from lokallag.events import services
from lokallag.events.domain.lifecycle import Answer
from lokallag.events.domain.times import wall
from lokallag.events.models import Event, Kind
from lokallag.events.services import Facts
from lokallag.organisation.models import Unit
from tests.cast import Cast

EVENING = time(18, 30)


def facts(title: str = "Skolevei og snarveier", **said: Any) -> Facts:
    """Return what is said about a meeting, at Haslum menighetshus unless it says otherwise."""
    return Facts(**{"title": title, "kind": Kind.OPEN_MEETING, "place_name": "Haslum menighetshus", **said})


def span(people: Cast, *, days: int = 14, starts: time = EVENING, hours: float = 2) -> tuple[datetime, datetime]:
    """Return beginning and end so many days from today."""
    begin = wall(people.today + timedelta(days=days), starts)
    return begin, begin + timedelta(hours=hours)


def draft(people: Cast, title: str = "Skolevei og snarveier", *, unit: Unit | None = None, **more: Any) -> Event:
    """Make a draft of Haslum's, or of another unit. ``days``, ``starts``, ``hours`` set the time, the rest is said."""
    when = {name: more.pop(name) for name in ("days", "starts", "hours") if name in more}
    made = {name: more.pop(name) for name in ("programme", "source") if name in more}
    starts_at, ends_at = span(people, **when)
    return services.make_event(
        unit=unit or people.haslum,
        facts=facts(title, **more),
        starts_at=starts_at,
        ends_at=ends_at,
        by=people["branch leader"],
        at=now(),
        **made,
    )


def announced(people: Cast, title: str = "Skolevei og snarveier", **more: Any) -> Event:
    """Make an event and announce it."""
    event = draft(people, title, **more)
    return services.publish_event(event=event, by=people["branch leader"], at=now())[0]


def held_with_sandvika(people: Cast, event: Event) -> Event:
    """Let Sandvika hold it too."""
    host = services.invite_host(event=event, unit=people.sandvika, by=people["branch leader"], at=now())
    services.answer_invitation(host=host, answer=Answer.ACCEPTED, by=people["neighbour leader"], at=now())
    event.refresh_from_db()
    return event


def sent(event: Event | None = None, **more: object) -> dict[str, object]:
    """Return what a form about a new event sends: an evening in Haslum."""
    start: dict[str, object] = {
        "title": "Vårens møte",
        "kind": "open_meeting",
        "day": "09.02.2027",
        "starts": "18.30",
        "ends": "20.30",
        "place_name": "Haslum menighetshus",
        "audience": "open",
        "has_signup": "on",
        "most_guests": "0",
    }
    if event is not None:
        start["seen"] = event.fingerprint
    return {**start, **more}
