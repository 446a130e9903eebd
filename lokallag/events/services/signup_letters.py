"""Who may still get a letter about a sign-up when it is claimed: asked of a batch in a few queries.

Right, state and time are looked at afresh: who has said "kommer ikke" is not reminded, an event that was moved again is
not told of with its earlier time, and somebody who is erased, or whose name has become a count, gets nothing.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from lokallag.calendar.domain.local import local_date
from lokallag.events.domain.lifecycle import State as EventState
from lokallag.events.domain.places import State
from lokallag.events.models import EventCoordinator, EventReport, Signup
from lokallag.events.services import signup_mail
from lokallag.events.services.reminders import REPORT
from lokallag.organisation.services.letters import ids_in, who_lead
from lokallag.outbox.domain.checks import Answer, Waiting, Why, register
from lokallag.people.services.letters import keys_in

HAS_PLACE = {State.SIGNED_UP.value}
LIVE = {State.SIGNED_UP.value, State.WAITING.value}
NEED_A_PLACE = {signup_mail.REMINDER, signup_mail.MOVED_UP}
NAMELESS = "events.signup:"  # begins the recipient key of who has no account (``Signup.recipient_key``)


def _event_in(letter: Waiting) -> int | None:
    found = ids_in([letter.message_key])
    return found[0] if found else None


def who_signed_up(letters: Sequence[Waiting], _at: datetime) -> Answer:
    """Let through letters whose sign-up and event still are as the letter says. One query."""
    events = {pk for pk in map(_event_in, letters) if pk is not None}
    mine = Q(person__key__in=keys_in(letters)) | Q(key__in=_signup_keys(letters))
    rows = {
        (row.event_id, row.recipient_key): row
        for row in Signup.objects.filter(mine, event_id__in=events).select_related("event", "person")
    }
    why = {}
    for letter in letters:
        row = rows.get((_event_in(letter) or 0, letter.recipient_key))
        if row is None:
            why[letter] = Why.ERASED
        elif not _still_holds(letter, row):
            why[letter] = Why.NO_RIGHT
    return Answer(frozenset(letter for letter in letters if letter not in why), why)


def _signup_keys(letters: Sequence[Waiting]) -> list[str]:
    return [
        letter.recipient_key.removeprefix(NAMELESS) for letter in letters if letter.recipient_key.startswith(NAMELESS)
    ]


def _still_holds(letter: Waiting, row: Signup) -> bool:
    purpose, _event, *rest = letter.message_key.split(":")
    is_cancelled = row.event.state == EventState.CANCELLED
    if purpose == signup_mail.CANCELLED:
        return is_cancelled
    if is_cancelled or row.state not in (HAS_PLACE if purpose in NEED_A_PLACE else LIVE):
        return False
    if purpose in {signup_mail.REMINDER, signup_mail.MOVED}:
        return signup_mail.time_key(row.event) in rest
    return True


def who_may_report(letters: Sequence[Waiting], at: datetime) -> Answer:
    """Let the question how it went through to those who lead a unit or have the event in hand, until it is answered."""
    ids = ids_in(letter.message_key for letter in letters)
    answered = set(EventReport.objects.filter(event_id__in=ids).values_list("event_id", flat=True))
    coordinating = EventCoordinator.objects.live(local_date(at)).filter(person__key__in=keys_in(letters))
    has_in_hand = {(event_id, str(key)) for event_id, key in coordinating.values_list("event_id", "person__key")}
    lead = who_lead(letters, at)
    may = frozenset(
        letter
        for letter in letters
        if _event_in(letter) not in answered
        and (letter in lead.may or (_event_in(letter), letter.recipient_key) in has_in_hand)
    )
    return Answer(may)


def answer_for_signup_letters() -> None:
    """Say who may get letters about sign-ups and reports."""
    for name in (
        signup_mail.RECEIPT,
        signup_mail.MOVED_UP,
        signup_mail.REMINDER,
        signup_mail.CANCELLED,
        signup_mail.MOVED,
    ):
        register(name, who_signed_up)
    register(REPORT, who_may_report)
