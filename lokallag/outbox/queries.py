"""What became of messages: for the demo's page, and for those who run the server."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.words import moment_in_words
from lokallag.outbox.domain.checks import Why
from lokallag.outbox.domain.delivery import State
from lokallag.outbox.letters import write_letter
from lokallag.outbox.models import Message, Recipient

SHOWN = 50
REFUSED = _("E-posttjeneren tok den ikke imot")
REASONS = {
    Why.NO_CHECK: _("Ingen svarer for hvem som kan få den"),
    Why.ERASED: _("Slettet"),
    Why.NO_RIGHT: _("Har ikke lenger rett til den"),
    Why.NO_CONSENT: _("Har ikke samtykket"),
    Why.UNSUBSCRIBED: _("Har meldt seg av"),
    Why.BOUNCED: _("E-postadressen virker ikke"),
    Why.TOO_LATE: _("Den ble for gammel"),
    Why.NOT_AN_ADDRESS: _("Har ingen e-postadresse"),
    Why.CALLED_OFF: _("Ble stanset"),
}


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
    """A letter of which nobody knows whether it arrived: which message, to whom, since when.

    ``may_be_sent_again`` holds for what the statutes ask for. ``pk`` is what ``services.send_again`` takes.
    """

    message_key: str
    recipient_key: str
    claimed_at: datetime | None
    said: str
    pk: int
    purpose: str
    subject: str
    may_be_sent_again: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How a message of one or more languages goes: recipients by state, and those who did not get it, by why."""

    waiting: int
    sent: int
    uncertain: int
    failed: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """How many recipients there are."""
        return self.waiting + self.sent + self.uncertain + sum(count for _why, count in self.failed)


@dataclass(frozen=True, slots=True)
class Setback:
    """One who did not get a letter, or may not have: the sender's key, and why, in words."""

    recipient_key: str
    why: str
    is_uncertain: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter as it would be read, before there is one."""

    sender: str
    subject: str
    text: str
    html: str


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
    return [
        Doubt(
            row.message.key,
            row.recipient_key,
            row.claimed_at,
            row.last_error,
            row.pk,
            row.message.purpose,
            row.message.subject,
            row.message.is_statutory,
        )
        for row in rows
    ]


def why_in_words(said: str) -> str:
    """Return why a letter was not sent or did not arrive, as an officer reads it."""
    try:
        return str(REASONS[Why(said)])
    except ValueError:
        return str(REFUSED)


def progress(keys: Iterable[str]) -> Progress:
    """Return how the messages with these keys go, taken together. One query."""
    rows = Recipient.objects.filter(message__key__in=list(keys)).values_list("state", "last_error")
    waiting = sent = uncertain = 0
    failed: dict[str, int] = {}
    for state, said, count in rows.annotate(Count("pk")).order_by():
        if state == State.FAILED:
            why = why_in_words(said)
            failed[why] = failed.get(why, 0) + count
        elif state == State.SENT:
            sent += count
        elif state == State.UNCERTAIN:
            uncertain += count
        else:
            waiting += count
    return Progress(waiting, sent, uncertain, tuple(sorted(failed.items())))


def setbacks(keys: Iterable[str], *, most: int) -> list[Setback]:
    """Return those whom the messages with these keys did not reach, or may not have, at most ``most``."""
    rows = Recipient.objects.filter(message__key__in=list(keys), state__in=[State.FAILED, State.UNCERTAIN])
    found = rows.order_by("state", "pk").values_list("recipient_key", "state", "last_error")[:most]
    return [Setback(key, why_in_words(said), state == State.UNCERTAIN) for key, state, said in found]


def preview(
    *, subject: str, text: str, purpose: str, language: str, sender_name: str, recipient_key: str, at: datetime
) -> Preview:
    """Return the letter that a message would be to somebody. Nothing is written."""
    message = Message(
        key="", subject=subject, text=text, purpose=purpose, language=language, sender_name=sender_name, created_at=at
    )
    letter = write_letter(Recipient(pk=0, message=message, recipient_key=recipient_key, address=""))
    return Preview(letter.sender, letter.subject, letter.text, letter.html)


def letter_page(pk: int) -> str | None:
    """Return the page of one letter as a mail reader shows it, or ``None`` where there is none. Only for the demo."""
    row = Recipient.objects.select_related("message").filter(pk=pk).first()
    return None if row is None else write_letter(row).html
