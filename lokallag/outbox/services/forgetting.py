"""Forgetting messages: by age, and with the person they went to or speak of."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction

from lokallag.core.keeping import EVERYTHING, Period, delete_some
from lokallag.outbox.models import Message, Recipient

KEPT_FOR = Period(months=12)  # security.md B3: messages and what became of them
SHORT_LIVED_KEPT_FOR = Period(hours=24)


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


def _long_enough(words: Iterable[str]) -> list[str]:
    return sorted({word for word in words if len(word) >= SHORTEST_WORD}, key=len, reverse=True)


def letters_with(*, words: Iterable[str]) -> models.QuerySet[Message]:
    """Return the letters that hold any of the words, in subject or text, with their recipients."""
    hit = models.Q()
    for word in _long_enough(words):
        hit |= models.Q(text__icontains=word) | models.Q(subject__icontains=word)
    found = Message.objects.filter(hit, is_fleeting=False) if hit else Message.objects.none()
    return found.prefetch_related("recipients")


@transaction.atomic
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
