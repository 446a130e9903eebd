"""Events for the tests of calendars, straight from the services, and the count that notices changes."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils.timezone import now

from lokallag.events import services
from lokallag.events.domain.audience import Audience
from lokallag.events.models import Event, Kind
from tests.cast import Cast


def announce(
    people: Cast,
    title: str = "Åpent møte om skolen",
    *,
    unit: str = "haslum",
    audience: Audience = Audience.OPEN,
    days: int = 7,
    kind: Kind = Kind.OPEN_MEETING,
) -> Event:
    """Make an event in so many days at this hour, and publish it."""
    begins = (now() + timedelta(days=days)).replace(minute=0, second=0, microsecond=0)
    facts = services.Facts(title, kind, audience=audience, place_name="Haslum skole", postal_code="1344")
    event = services.make_event(
        unit=getattr(people, unit),
        facts=facts,
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
        by=people["board leader"],
        at=now(),
    )
    services.publish_event(event=event, by=people["board leader"], at=now())
    settle()
    event.refresh_from_db()
    return event


def settle() -> None:
    """Let the database count now what it counts at the end of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SELECT set_config('lokallag.feeds_counted', '', true)")


def later(**by: int) -> datetime:
    """Return an instant so long from now."""
    return now() + timedelta(**by)
