"""Writing messages, handing them over, and forgetting them."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils.timezone import now
from procrastinate.contrib.django import app

from lokallag.core.keeping import EVERYTHING, Period, delete_some
from lokallag.outbox.backends import Carrier, Result, UnreachableError
from lokallag.outbox.domain.delivery import ABANDONED_AFTER, Outcome, State, after_try
from lokallag.outbox.domain.lines import one_line, whole_lines
from lokallag.outbox.letters import write_letter
from lokallag.outbox.models import Message, Recipient

DELIVER_JOB = "lokallag.outbox.jobs.deliver_message"
NOT_AN_ADDRESS = "not an address"
TOO_LATE = "too late"
KEPT_FOR = Period(months=12)  # security.md B3: messages and what became of them
SHORT_LIVED_KEPT_FOR = Period(hours=24)


@transaction.atomic
def post(
    *,
    key: str,
    subject: str,
    text: str,
    to: Iterable[tuple[str, str]],
    purpose: str,
    at: datetime,
    language: str = "nb",
    sender_name: str = "",
    good_until: datetime | None = None,
    is_fleeting: bool = False,
) -> Message:
    """Put a message in the outbox, to be handed over as soon as the caller's transaction is committed.

    The same key again writes nothing and returns the message that is there. A recipient without a usable address is
    listed as failed rather than left out.

    :param key: what the message is about, at most 200 characters: ``"membership.branch_chosen:17"``
    :param to: pairs of the caller's own key for a recipient, unique in the message, and the address
    :param purpose: ``room.noun``; tells nothing about a person, since it stands in the mail's head
    :param language: of the words put round the text (nb, nn, en); subject and text come in it already
    :param good_until: after this instant it is not sent any more, and a day later it is forgotten
    :param is_fleeting: forgotten as soon as it is handed over, or cannot be: the last letter to somebody who is erased
    """
    message, is_new = Message.objects.get_or_create(
        key=key,
        defaults={
            "subject": one_line(subject)[:200],
            "text": whole_lines(text),
            "purpose": purpose,
            "language": language,
            "sender_name": one_line(sender_name)[:120],
            "created_at": at,
            "good_until": good_until,
            "is_fleeting": is_fleeting,
        },
    )
    if is_new:
        Recipient.objects.bulk_create([_recipient(message, name, address, at) for name, address in to])
        app.configure_task(DELIVER_JOB).defer(message_id=message.pk)
    return message


def _recipient(message: Message, recipient_key: str, address: str, at: datetime) -> Recipient:
    address = one_line(address)
    usable = len(address) <= 254  # RFC 5321 §4.5.3.1.3, without the angle brackets
    try:
        validate_email(address)
    except ValidationError:
        usable = False
    return Recipient(
        message=message,
        recipient_key=recipient_key,
        address=address[:254],
        due_at=at,
        state=State.QUEUED if usable else State.FAILED,
        last_error="" if usable else NOT_AN_ADDRESS,
    )


@transaction.atomic
def claim_next(*, at: datetime, message_id: int | None = None) -> Recipient | None:
    """Take the next waiting recipient, so that no other worker does. Returns ``None`` when nobody waits.

    :param message_id: only recipients of this message
    """
    waiting = Recipient.objects.filter(state=State.QUEUED, due_at__lte=at)
    if message_id is not None:
        waiting = waiting.filter(message_id=message_id)
    locked = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("message")
    recipient = locked.order_by("due_at", "pk").first()
    if recipient is not None:
        recipient.state, recipient.claimed_at = State.CLAIMED, at
        recipient.save(update_fields=["state", "claimed_at"])
    return recipient


@transaction.atomic
def write_result(*, recipient: Recipient, result: Result, at: datetime) -> Recipient:
    """Write down what came of a try. What is settled already stays as it is, except that uncertain may become sent."""
    recipient = Recipient.objects.select_for_update().get(pk=recipient.pk)
    follows = after_try(result.outcome, tries=recipient.attempts + 1)
    settled = recipient.state != State.CLAIMED
    if settled and not (recipient.state == State.UNCERTAIN and follows.state is State.SENT):
        return recipient
    recipient.state = follows.state
    recipient.attempts += 1
    recipient.due_at = at + follows.wait
    recipient.sent_at = at if follows.state is State.SENT else None
    recipient.last_error = "" if follows.state is State.SENT else one_line(result.said)[:300]
    recipient.save(update_fields=["state", "attempts", "due_at", "sent_at", "last_error"])
    if recipient.message.is_fleeting and follows.state is not State.QUEUED:
        Message.objects.filter(pk=recipient.message_id).delete()
    return recipient


def deliver(*, carrier: Carrier, limit: int, message_id: int | None = None) -> int:
    """Hand over waiting letters one by one, each claimed before and written down after. Returns how many were tried.

    Asks the clock itself, since each letter takes its time. Stops when the mail server does not answer; what was
    claimed waits again, and that was no try.
    """
    for done in range(limit):
        recipient = claim_next(at=now(), message_id=message_id)
        if recipient is None:
            return done
        good_until = recipient.message.good_until
        if good_until is not None and good_until < now():
            write_result(recipient=recipient, result=Result(Outcome.REFUSED, TOO_LATE), at=now())
            continue
        try:
            result = carrier.carry(write_letter(recipient))
        except UnreachableError as error:
            put_back(recipient=recipient, said=str(error), at=now())
            return done
        write_result(recipient=recipient, result=result, at=now())
    return limit


def put_back(*, recipient: Recipient, said: str, at: datetime) -> None:
    """Let a claimed recipient wait again for a minute: nobody answered."""
    Recipient.objects.filter(pk=recipient.pk, state=State.CLAIMED).update(
        state=State.QUEUED, due_at=at + timedelta(minutes=1), last_error=one_line(said)[:300]
    )


def distrust_waiting(*, at: datetime) -> int:
    """Call uncertain whatever waits: the database was restored, and it may have been sent since. Returns how many."""
    waiting = Recipient.objects.filter(state__in=[State.QUEUED, State.CLAIMED])
    return waiting.update(state=State.UNCERTAIN, due_at=at, last_error="the database was restored from a backup")


def settle_abandoned(*, at: datetime) -> int:
    """Call uncertain what was claimed by a worker that is gone. Returns how many.

    Whether it arrived cannot be known, so it is not sent again by itself; ``lokallag outbox`` lists it.
    """
    gone = Recipient.objects.filter(state=State.CLAIMED, claimed_at__lt=at - ABANDONED_AFTER)
    Message.objects.filter(pk__in=gone.filter(message__is_fleeting=True).values("message_id")).delete()
    return gone.update(state=State.UNCERTAIN, last_error="the worker stopped before it got an answer")


def forget_old(*, at: datetime, kept: Period = KEPT_FOR, most: int = EVERYTHING) -> int:
    """Delete messages older than ``kept``, with their status per person, at most ``most``. Returns how many."""
    return delete_some(Message.objects.filter(created_at__lt=kept.before(at)).order_by("created_at"), most=most)


def forget_short_lived(*, at: datetime, most: int = EVERYTHING) -> int:
    """Delete messages a day after the time they were good for, at most ``most``. Returns how many."""
    return delete_some(
        Message.objects.filter(good_until__lt=SHORT_LIVED_KEPT_FOR.before(at)).order_by("good_until"), most=most
    )


REDACTED = "[…]"
SHORTEST_WORD = 5  # shorter words would be found in the middle of others


@transaction.atomic
def forget_recipient(*, recipient_key: str) -> int:
    """Delete all letters to one recipient, sent or not, so that none is sent any more. Returns how many."""
    return _forget(Recipient.objects.filter(recipient_key=recipient_key))


@transaction.atomic
def forget_address(*, address: str) -> int:
    """Delete all letters to an address that nobody has any more, except a fleeting one. Returns how many."""
    if not address.strip():
        return 0
    return _forget(Recipient.objects.filter(address__iexact=address.strip()))


def _forget(rows: models.QuerySet[Recipient]) -> int:
    rows = rows.filter(message__is_fleeting=False)
    message_ids = list(rows.values_list("message_id", flat=True))
    count, _tables = rows.delete()
    Message.objects.filter(pk__in=message_ids, recipients__isnull=True).delete()
    return count


@transaction.atomic
def _long_enough(words: Iterable[str]) -> list[str]:
    return sorted({word for word in words if len(word) >= SHORTEST_WORD}, key=len, reverse=True)


def letters_with(*, words: Iterable[str]) -> models.QuerySet[Message]:
    """Return the letters that hold any of the words, in subject or text, with their recipients."""
    hit = models.Q()
    for word in _long_enough(words):
        hit |= models.Q(text__icontains=word) | models.Q(subject__icontains=word)
    found = Message.objects.filter(hit, is_fleeting=False) if hit else Message.objects.none()
    return found.prefetch_related("recipients")


def redact(*, words: Iterable[str]) -> int:
    """Take words of a person out of letters to others, also of those that wait. Returns how many letters.

    Longer words first, so that none is left over from another. Somebody else's letter that holds the very same name
    loses it too: no letter says which person a name in it belongs to.
    """
    wanted = _long_enough(words)
    if not wanted:
        return 0
    found = list(letters_with(words=wanted))
    pattern = re.compile("|".join(re.escape(word) for word in wanted), re.IGNORECASE)
    for message in found:
        message.subject = pattern.sub(REDACTED, message.subject)[:200]
        message.text = pattern.sub(REDACTED, message.text)
    Message.objects.bulk_update(found, ["subject", "text"])
    return len(found)
