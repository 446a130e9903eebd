"""A person's sign-ins: begun, known by their device, shown, ended."""

import hashlib
import hmac
from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils.crypto import salted_hmac

from lokallag.core import audit
from lokallag.core.keeping import EVERYTHING, Period, delete_some
from lokallag.people.models import KnownDevice, Person, SignIn
from lokallag.people.services.notices import Notice, notify
from lokallag.people.sessions import FACTOR_AT


def confirm_factor(*, session: SessionBase, at: datetime) -> None:
    """Let a session count as one whose person has just given a second factor (``core.assurance``)."""
    session[FACTOR_AT] = at.isoformat()


def forget_factor(*, session: SessionBase) -> None:
    """Let a session count as one without a second factor."""
    session.pop(FACTOR_AT, None)


def handle_of(session_key: str) -> str:
    """Return the name that a sign-in goes by on a page; the session's own key is never shown."""
    return salted_hmac("lokallag.people.sign_ins.handle", session_key, algorithm="sha256").hexdigest()[:32]


@transaction.atomic
def end_sign_in(*, person: Person, handle: str, by: Person, at: datetime) -> bool:
    """End one of the person's sign-ins, at once and on the server. Returns whether there was one."""
    for row in SignIn.objects.filter(person=person):
        if hmac.compare_digest(handle_of(row.session_key), handle):
            row.delete()
            audit.record("people.end_sign_in", actor=by, target=person, at=at)
            return True
    return False


@transaction.atomic
def end_other_sign_ins(*, person: Person, keep: str | None, by: Person, at: datetime) -> int:
    """End all of the person's sign-ins but the one with the session key ``keep``. Returns how many."""
    ended, _tables = SignIn.objects.filter(person=person).exclude(session_key=keep or "").delete()
    if ended:
        audit.record("people.end_sign_in", actor=by, target=person, at=at, details={"ended": ended})
    return ended


def end_all_sign_ins() -> int:
    """End everybody's sign-ins, also those half begun: what a restored backup brings back counts no more."""
    ended, _tables = SignIn.objects.all().delete()
    return ended


def forget_ended_sign_ins(*, at: datetime, most: int = EVERYTHING) -> int:
    """Delete sessions that have run out, at most ``most``. Returns how many."""
    return delete_some(SignIn.objects.filter(expire_date__lt=at).order_by("expire_date"), most=most)


def forget_devices(*, at: datetime, kept: Period, most: int = EVERYTHING) -> int:
    """Delete known browsers that nobody has signed in from for the time ``kept``, at most ``most``. Returns how many.

    The next sign-in from such a browser brings a notice, as from a new one.
    """
    return delete_some(KnownDevice.objects.filter(last_at__lt=kept.before(at)).order_by("last_at"), most=most)


@transaction.atomic
def meet_device(*, person: Person, mark: str, device: str, at: datetime) -> bool:
    """Write down that the person signed in from a browser, known by its mark. Tells them if it is a new one.

    The very first one brings no notice: there is nothing to tell it from. Returns whether it is new.
    """
    mark_hash = hashlib.sha256(mark.encode()).hexdigest()
    knows_others = KnownDevice.objects.filter(person=person).exclude(mark_hash=mark_hash).exists()
    _row, is_new = KnownDevice.objects.update_or_create(
        person=person, mark_hash=mark_hash, defaults={"last_at": at}, create_defaults={"first_at": at, "last_at": at}
    )
    if is_new and knows_others:
        notify(person=person, notice=Notice.NEW_DEVICE, at=at, device=device)
    return is_new
