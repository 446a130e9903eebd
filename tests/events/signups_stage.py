"""An announced event of Haslum, and people who sign up for it: made through the services."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import now

from lokallag.events import services
from lokallag.events.domain.audience import Audience
from lokallag.events.models import Event, Kind, Signup, Tally
from lokallag.events.services import Facts
from lokallag.events.services.signup_mail import reply_path
from lokallag.outbox.models import Message, Recipient
from tests.cast import Cast

NEIGHBOUR = "nabo@example.org"


def event_of(
    people: Cast,
    *,
    title: str = "Skolevei og snarveier",
    starts_at: datetime | None = None,
    capacity: int | None = None,
    most_guests: int = 0,
    audience: Audience = Audience.OPEN,
    announced: bool = True,
    at: datetime | None = None,
    **facts: Any,
) -> Event:
    """Make an event that Haslum holds, a week from now unless said otherwise; it lasts two hours."""
    at = at or now()
    begins = starts_at or at + timedelta(days=7)
    leader = people["branch leader"]
    event = services.make_event(
        unit=people.haslum,
        facts=Facts(
            title=title,
            kind=Kind.OPEN_MEETING,
            audience=audience,
            place_name="Haslum menighetshus",
            capacity=capacity,
            most_guests=most_guests,
            **facts,
        ),
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
        by=leader,
        at=at,
    )
    if announced:
        services.publish_event(event=event, by=leader, at=at)
    event.refresh_from_db()
    return event


def by_email(event: Event, name: str = "Nora Nabo", email: str = NEIGHBOUR, **said: Any) -> Signup:
    """Sign somebody up by name and address, and return what was written down."""
    defaults = {"guests": 0, "language": "nb", "network": "192.0.2.1", "at": now()}
    services.sign_up_by_email(event=event, name=name, email=email, **(defaults | said))
    return Signup.objects.get(event=event, email_key=email.strip().lower())


def fill(event: Event, number: int, *, at: datetime | None = None) -> list[Signup]:
    """Sign up so many neighbours, one after another, each from a network of their own."""
    return [
        by_email(event, f"Nabo {n}", f"nabo{n}@example.org", network=f"198.51.100.{n}", at=at or now())
        for n in range(1, number + 1)
    ]


def states(event: Event) -> list[str]:
    """Return the states of all sign-ups in the order they came."""
    return list(Signup.objects.filter(event=event).order_by("pk").values_list("state", flat=True))


def tally(event: Event) -> Tally:
    """Return the counts as they are now."""
    return Tally.objects.get(pk=event.pk)


def letters(purpose: str = "events.") -> list[tuple[str, str]]:
    """Return purpose and address of each letter written, in order."""
    rows = Recipient.objects.filter(message__purpose__startswith=purpose).order_by("message_id", "pk")
    return list(rows.values_list("message__purpose", "address"))


def texts(purpose: str) -> list[str]:
    """Return subject and text of each message written for a purpose, in order."""
    return [f"{row.subject}\n{row.text}" for row in Message.objects.filter(purpose=purpose).order_by("pk")]


def link_of(signup: Signup) -> str:
    """Return the address that stands in the mails about a sign-up."""
    return reply_path(Signup.objects.get(pk=signup.pk))
