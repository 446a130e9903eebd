"""Handing letters over in batches: claimed and committed before the mail server hears of them, written down after.

Whoever is claimed has been asked about: may they still get it (``domain.checks``)? What a killed worker had claimed is
uncertain, a batch at most, and is listed; nothing claimed is ever claimed again by itself (ADR 0022).
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.timezone import now

from lokallag.outbox.backends import Carrier, Result, UnreachableError
from lokallag.outbox.domain.checks import Answer, Waiting, Why, sender_of
from lokallag.outbox.domain.delivery import ABANDONED_AFTER, Outcome, State, after_try
from lokallag.outbox.domain.lines import one_line
from lokallag.outbox.letters import Press
from lokallag.outbox.models import Message, Recipient
from lokallag.outbox.services.bounces import address_refused

log = logging.getLogger(__name__)
BATCH = 50
BATCH_LASTS = 20.0  # seconds; letters of a batch that are not begun by then go back
CHECK_FAILED = "check failed"
ASK_AGAIN_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Claimed:
    """What one claim took: those to be sent, and how many waited at all."""

    rows: tuple[Recipient, ...]
    looked_at: int


@transaction.atomic
def claim(*, at: datetime, limit: int = BATCH, message_id: int | None = None) -> Claimed:
    """Take the next who wait and may still get their letter, so that no other worker does.

    Those who may not are failed with the reason, those whose check does not answer wait five minutes.

    :param message_id: only recipients of this message
    """
    waiting = Recipient.objects.filter(state=State.QUEUED, due_at__lte=at)
    if message_id is not None:
        waiting = waiting.filter(message_id=message_id)
    locked = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("message")
    rows = list(locked.order_by("due_at", "pk")[:limit])
    refused = _refusals(rows, at)
    _write_refusals(refused, at)
    taken = [row for row in rows if row.pk not in refused]
    Recipient.objects.filter(pk__in=[row.pk for row in taken]).update(state=State.CLAIMED, claimed_at=at)
    for row in taken:
        row.state, row.claimed_at = State.CLAIMED.value, at
    return Claimed(tuple(taken), len(rows))


def _refusals(rows: Sequence[Recipient], at: datetime) -> dict[int, tuple[Recipient, str]]:
    """Ask about all rows, each name once. Returns those not to be sent now, by id, and why."""
    refused: dict[int, tuple[Recipient, str]] = {}
    by_name: dict[str, list[Recipient]] = {}
    for row in rows:
        if row.message.good_until is not None and row.message.good_until < at:
            refused[row.pk] = row, Why.TOO_LATE
        else:
            by_name.setdefault(row.message.purpose, []).append(row)
    for name, asked in by_name.items():
        letters = {row.pk: Waiting(row.message.key, row.recipient_key, row.address) for row in asked}
        answer = _ask(name, list(letters.values()), at)
        for row in asked:
            said = CHECK_FAILED if answer is None else answer.refusal(letters[row.pk])
            if said is not None:
                refused[row.pk] = row, said
    return refused


def _ask(name: str, letters: list[Waiting], at: datetime) -> Answer | None:
    """Ask whoever answers for the name; ``None`` where they fail to answer."""
    sender = sender_of(name)
    if sender is None:
        log.error("nobody answers for letters named %s: %s not sent", name, len(letters))
        return Answer(frozenset(), dict.fromkeys(letters, Why.NO_CHECK))
    try:
        with transaction.atomic():
            return sender.check(letters, at)
    except Exception:
        log.exception("who may get %s could not be asked: %s wait", name, len(letters))
        return None


def _write_refusals(refused: dict[int, tuple[Recipient, str]], at: datetime) -> None:
    by_reason: dict[str, list[int]] = {}
    for pk, (_row, said) in refused.items():
        by_reason.setdefault(said, []).append(pk)
    for said, ids in by_reason.items():
        rows = Recipient.objects.filter(pk__in=ids)
        if said == CHECK_FAILED:
            rows.update(due_at=at + ASK_AGAIN_AFTER, last_error=said)
        else:
            rows.update(state=State.FAILED, last_error=said)
    gone = {row.message_id for row, said in refused.values() if row.message.is_fleeting and said != CHECK_FAILED}
    if gone:
        Message.objects.filter(pk__in=gone).delete()


@transaction.atomic
def write_results(*, results: Sequence[tuple[Recipient, Result]], at: datetime) -> None:
    """Write down what came of tries. What is settled already stays, except that uncertain may become sent."""
    sent = [row.pk for row, result in results if result.outcome is Outcome.ACCEPTED]
    if sent:
        Recipient.objects.filter(pk__in=sent, state__in=[State.CLAIMED, State.UNCERTAIN]).update(
            state=State.SENT, sent_at=at, due_at=at, attempts=F("attempts") + 1, last_error=""
        )
    for row, result in results:
        if result.outcome is not Outcome.ACCEPTED:
            _write_setback(row, result, at)
    over = [row for row, result in results if row.message.is_fleeting and result.outcome is not Outcome.LATER]
    if over:
        Message.objects.filter(pk__in=[row.message_id for row in over]).delete()


def _write_setback(row: Recipient, result: Result, at: datetime) -> None:
    follows = after_try(result.outcome, tries=row.attempts + 1)
    written = Recipient.objects.filter(pk=row.pk, state=State.CLAIMED).update(
        state=follows.state,
        attempts=row.attempts + 1,
        due_at=at + follows.wait,
        last_error=one_line(result.said)[:300],
    )
    if written and row.message.is_fleeting and follows.state is State.FAILED:
        Message.objects.filter(pk=row.message_id).delete()
    if written and result.outcome is Outcome.REFUSED:
        address_refused(address=row.address, said=result.said, at=at)


def deliver(
    *,
    carrier: Carrier,
    limit: int = BATCH,
    message_id: int | None = None,
    lasts: float = BATCH_LASTS,
    clock: Callable[[], float] = time.monotonic,
) -> int:
    """Hand over one batch of waiting letters. Returns how many were looked at; fewer than ``limit``: none is left.

    Asks the clock itself, since each letter takes its time. Nothing in the database is held open while the mail server
    is spoken with. When it does not answer, or the batch has lasted too long, what is not begun waits again; that was
    no try.
    """
    claimed = claim(at=now(), limit=limit, message_id=message_id)
    press, results = Press(), list[tuple[Recipient, Result]]()
    left = list(claimed.rows)
    until, said = clock() + lasts, ""
    try:
        while left and not said:
            if clock() >= until:
                said = "the batch took too long"
                break
            try:
                result = carrier.carry(press.letter(left[0]))
            except UnreachableError as error:
                said = str(error) or "no answer"
                break
            except Exception as error:  # a fault of ours costs this one letter, never the others
                log.exception("a letter could not be handed over")
                result = Result(Outcome.UNKNOWN, f"{type(error).__name__}: {error}")
            results.append((left.pop(0), result))
    finally:
        write_results(results=results, at=now())
    if left:
        put_back(recipients=left, said=said, at=now())
        return 0
    return claimed.looked_at


def put_back(*, recipients: Sequence[Recipient], said: str, at: datetime) -> None:
    """Let claimed recipients wait again for a minute: nothing of their letters was handed over."""
    Recipient.objects.filter(pk__in=[row.pk for row in recipients], state=State.CLAIMED).update(
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
