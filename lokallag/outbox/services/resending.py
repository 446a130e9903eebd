"""What an officer does with letters that may or may not have arrived, or that need not go out any more."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from lokallag.outbox.domain.checks import Why
from lokallag.outbox.domain.delivery import State
from lokallag.outbox.models import Recipient
from lokallag.outbox.services.posting import DELIVER_JOB


@transaction.atomic
def send_again(*, recipient_ids: Iterable[int], at: datetime) -> list[int]:
    """Let uncertain letters of statutory notices be sent once more, with the same Message-ID. Returns their ids.

    Letters of other kinds, and those that are not uncertain (any more), are left as they are: two presses send once.
    """
    doubtful = Recipient.objects.filter(
        pk__in=list(recipient_ids), state=State.UNCERTAIN, message__is_statutory=True
    ).select_for_update(of=("self",))
    rows = list(doubtful.order_by("pk"))
    ids = [row.pk for row in rows]
    Recipient.objects.filter(pk__in=ids).update(state=State.QUEUED, due_at=at, claimed_at=None, last_error="")
    for message_id in sorted({row.message_id for row in rows}):
        app.configure_task(DELIVER_JOB).defer(message_id=message_id)
    return ids


@transaction.atomic
def call_off(*, key: str) -> int:
    """Let nobody who still waits for a message get it. Returns how many; those on their way are not stopped."""
    return Recipient.objects.filter(message__key=key, state=State.QUEUED).update(
        state=State.FAILED, last_error=Why.CALLED_OFF
    )
