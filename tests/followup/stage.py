"""Commitments of Haslum and of the board, for the named people."""

from datetime import date, timedelta

from django.utils.timezone import now

from lokallag.followup import services
from lokallag.followup.models import Commitment
from lokallag.outbox.models import Message
from tests.cast import Cast


def take_on(people: Cast, title: str = "Bestille lokale", *, where: str = "haslum", who: str = "", **other: object):
    """Write down a commitment of Haslum (or the party), given to one of the named people if ``who`` says."""
    return services.take_on(
        unit=people.haslum if where == "haslum" else people.party,
        title=title,
        responsible=people[who] if who else None,
        by=people["board leader"],
        at=now(),
        **other,  # type: ignore[arg-type]
    )


def late(people: Cast, title: str = "Sende referatet", *, where: str = "haslum", days: int = 3) -> Commitment:
    """Write down one whose last day is over."""
    return take_on(people, title, where=where, due_on=people.today - timedelta(days=days))


def in_days(people: Cast, days: int) -> date:
    """Return the day so many days from today."""
    return people.today + timedelta(days=days)


def letters() -> list[tuple[str, str]]:
    """Return address and subject of all messages in the outbox, in the order written."""
    return [
        (recipient.address, message.subject)
        for message in Message.objects.order_by("pk").prefetch_related("recipients")
        for recipient in message.recipients.all()
    ]
