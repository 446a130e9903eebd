"""What became of messages: for the demo's page, and for those who run the server."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from lokallag.calendar.domain.words import moment_in_words
from lokallag.outbox.domain.delivery import State
from lokallag.outbox.letters import write_letter
from lokallag.outbox.models import Recipient

SHOWN = 50


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """A letter as its receiver would read it. ``pk`` is unique on the page."""

    pk: int
    address: str
    sender: str
    subject: str
    text: str
    written: str
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """All that ``outbox/letter_list.html`` shows: the newest letters first, at most ``SHOWN``."""

    letters: tuple[ShownLetter, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A letter of which nobody knows whether it arrived: which message, to whom, since when."""

    message_key: str
    recipient_key: str
    claimed_at: datetime | None
    said: str


def outbox_page(*, today: date) -> OutboxPage:
    """Return the newest letters with their texts. Only for the demo: it shows everybody's."""
    newest = Recipient.objects.select_related("message").order_by("-message__created_at", "-pk")[:SHOWN]
    return OutboxPage(letters=tuple(_shown(recipient, today) for recipient in newest))


def _shown(recipient: Recipient, today: date) -> ShownLetter:
    letter = write_letter(recipient)
    at = recipient.message.created_at
    return ShownLetter(
        pk=recipient.pk,
        address=letter.address,
        sender=letter.sender,
        subject=letter.subject,
        text=letter.text,
        written=moment_in_words(at, today),
        is_waiting=recipient.state in {State.QUEUED, State.CLAIMED},
    )


def counts() -> dict[str, int]:
    """Return how many recipients stand in each state, every state named."""
    found = dict(Recipient.objects.values_list("state").annotate(Count("pk")))
    return {state.value: found.get(state.value, 0) for state in State}


def doubts() -> list[Doubt]:
    """Return every letter that may or may not have arrived, oldest first."""
    rows = Recipient.objects.filter(state=State.UNCERTAIN).select_related("message").order_by("pk")
    return [Doubt(row.message.key, row.recipient_key, row.claimed_at, row.last_error) for row in rows]
