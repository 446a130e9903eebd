"""Writing a message: one text, and a row for each it goes to."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import DEFAULT_QUEUE

from lokallag.core import prepared
from lokallag.core.rows import columns_of, insert, written
from lokallag.outbox.domain.checks import Why
from lokallag.outbox.domain.delivery import State
from lokallag.outbox.domain.lines import one_line, whole_lines
from lokallag.outbox.models import Message, Recipient

DELIVER_JOB = "lokallag.outbox.jobs.deliver_message"
WAITING_JOB, WAITING_LOCK = "lokallag.outbox.jobs.deliver_waiting", "outbox.waiting"
AT_ONCE, IN_TURN = 10, -10  # priorities of jobs: a code that somebody waits for goes before a mailing
MANY = 20  # from so many recipients on, a message is a mailing and waits for its turn
# A message, its one recipient and the job that sends it, unless its key is there; the names are those of our own
# columns. The job is given to the function that Procrastinate itself calls, which keeps its name and shape (``_v1``).
ADD_ALL = """
WITH written AS (
  INSERT INTO outbox_message ({names}) VALUES ({marks}) ON CONFLICT (key) DO NOTHING RETURNING id
), addressed AS (
  INSERT INTO outbox_recipient ({columns}) SELECT id, {values} FROM written
)
SELECT id, procrastinate_defer_jobs_v1(
  ARRAY[ROW(%s, %s, %s, NULL, NULL, jsonb_build_object('message_id', id), NULL)::procrastinate_job_to_defer_v1]
) FROM written
"""
To = tuple[str, str] | tuple[str, str, str]


@transaction.atomic(savepoint=False)
def post(
    *,
    key: str,
    subject: str,
    text: str,
    to: Iterable[To],
    purpose: str,
    at: datetime,
    language: str = "nb",
    sender_name: str = "",
    good_until: datetime | None = None,
    is_fleeting: bool = False,
    is_statutory: bool = False,
    action: tuple[str, str] | None = None,
) -> Message:
    """Put a message in the outbox, to be handed over as soon as the caller's transaction is committed.

    The same key again writes nothing and returns the message that is there. A recipient without a usable address is
    listed as failed rather than left out. Whether each may get it is asked when it is claimed, of the check that is
    registered under ``purpose`` (``domain.checks``); without one, nothing is sent.

    :param key: what the message is about, at most 200 characters: ``"membership.branch_chosen:17"``
    :param to: the caller's own key for a recipient, unique in the message; the address; and, where each has one of
        their own, the address that the message's action leads to
    :param purpose: ``room.noun``; tells nothing about a person, since it stands in the mail's head
    :param language: of the words put round the text (nb, nn, en); subject and text come in it already
    :param good_until: after this instant it is not sent any more, and a day later it is forgotten
    :param is_fleeting: forgotten as soon as it is handed over, or cannot be: the last letter to somebody who is erased
    :param is_statutory: a notice that the statutes ask for: what is uncertain may be sent again by an officer
    :param action: label and address of the one thing that the message asks for: a button, and a line of its own in
        the text part
    """
    label, url = action or ("", "")
    message = Message(
        key=key,
        subject=one_line(subject)[:200],
        text=whole_lines(text),
        purpose=purpose,
        language=language,
        sender_name=one_line(sender_name)[:120],
        created_at=at,
        good_until=good_until,
        is_fleeting=is_fleeting,
        is_statutory=is_statutory,
        action_label=one_line(label)[:80],
        action_url=one_line(url)[:300],
    )
    rows = [_recipient(message, row, at) for row in to]
    priority = AT_ONCE if good_until is not None else IN_TURN if len(rows) >= MANY else 0
    is_new = _insert_all(message, rows[0], priority) if len(rows) == 1 else insert(message, unless="key")
    if not is_new:
        return Message.objects.get(key=key)
    if len(rows) != 1:
        for row in rows:
            row.message = message
        Recipient.objects.bulk_create(rows, batch_size=2000)
        app.configure_task(DELIVER_JOB, priority=priority).defer(message_id=message.pk)
    return message


@cache
def _add_all() -> str:
    message, recipient = columns_of(Message), columns_of(Recipient)
    return ADD_ALL.format(
        names=message.names, marks=message.marks, columns=recipient.names, values=recipient.marks.partition(", ")[2]
    )


def _insert_all(message: Message, recipient: Recipient, priority: int) -> bool:
    """Write a message, its one recipient and its job in one statement, unless its key is there.

    Returns whether it was new.
    """
    said = columns_of(Message).values(message) + columns_of(Recipient).values(recipient)[1:]
    with prepared.cursor() as cursor:
        cursor.execute(_add_all(), [*said, DEFAULT_QUEUE, DELIVER_JOB, priority])
        found = cursor.fetchone()
    if found is not None:
        written(message, found[0])
    return found is not None


def _recipient(message: Message, row: To, at: datetime) -> Recipient:
    address = one_line(row[1])
    usable = is_usable(address)
    return Recipient(
        message=message,
        recipient_key=row[0],
        address=address[:254],
        link=row[2] if len(row) == 3 else "",
        due_at=at,
        state=State.QUEUED if usable else State.FAILED,
        last_error="" if usable else Why.NOT_AN_ADDRESS,
    )


def is_usable(address: str) -> bool:
    """Tell whether a mail could be sent to the address as it is written."""
    if len(address) > 254:  # RFC 5321 §4.5.3.1.3, without the angle brackets
        return False
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def wake() -> None:
    """Let whatever waits be handed over now, not in the next minute. Said twice, it is done once."""
    with suppress(AlreadyEnqueued):
        app.configure_task(WAITING_JOB, queueing_lock=WAITING_LOCK, priority=IN_TURN).defer()
