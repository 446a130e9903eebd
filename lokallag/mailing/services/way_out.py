"""The way out of a kind of mailing: one press in the mail reader, or one on a page (RFC 8058). No sign-in, no cookie.

The token names a person by the key and a kind by a letter, never an address, and is sealed: nobody makes up another's.
"""

import base64
import hashlib
import hmac
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from lokallag.core import audit
from lokallag.mailing.domain.kinds import LEAVABLE, Kind, kind_of
from lokallag.mailing.models import Unsubscription
from lokallag.people.models import Person

KEY_LENGTH, SEAL_LENGTH = 32, 22  # hexadecimal digits of the key; 132 bits of seal


@dataclass(frozen=True, slots=True)
class WayOut:
    """What a token opens: one person's way out of one kind."""

    person_key: uuid.UUID
    kind: Kind


def token_for(person_key: str, kind: Kind) -> str:
    """Return the token of one person and kind. It is always the same: a mail of last year still leads out."""
    named = f"{uuid.UUID(person_key).hex}{kind.code}"
    return named + _seal(named)


def _seal(named: str) -> str:
    key = f"lokallag.mailing.way_out{settings.SECRET_KEY}".encode()
    digest = hmac.new(key, named.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode()[:SEAL_LENGTH]


def read_token(token: str) -> WayOut | None:
    """Return what a token opens, or ``None`` where it is none of ours."""
    named, seal = token[: KEY_LENGTH + 1], token[KEY_LENGTH + 1 :]
    kind = kind_of(named[-1:])
    if kind not in LEAVABLE or not hmac.compare_digest(seal.encode(), _seal(named).encode()):
        return None
    try:
        return WayOut(uuid.UUID(named[:-1]), kind)
    except ValueError:
        return None


def way_out_of(kind: Kind) -> Callable[[str], str]:
    """Return what makes the address of the way out, for the recipient's key."""

    def address(recipient_key: str) -> str:
        return f"{settings.SITE_URL}{_path()}{token_for(recipient_key, kind)}/"

    return address


@cache
def _path() -> str:
    """Return what stands before a token in the address: found once, not for each of ten thousand letters."""
    return reverse("mailing:way_out", args=["x"]).removesuffix("x/")


@transaction.atomic
def unsubscribe(*, person: Person, kind: Kind, way: str, by: Person | None, at: datetime) -> bool:
    """Let a person be spared one kind of mailing, from this moment: also letters that wait. Returns whether it is new.

    :param by: who pressed; ``None`` where nobody was signed in
    :raises ValueError: the statutes ask for this kind
    """
    if kind not in LEAVABLE:
        raise ValueError(f"nobody leaves {kind}")
    _row, is_new = Unsubscription.objects.get_or_create(person=person, kind=kind, defaults={"at": at, "way": way})
    if is_new:
        _record("left", person, kind, by=by, at=at, way=way)
    return is_new


@transaction.atomic
def subscribe(*, person: Person, kind: Kind, by: Person | None, at: datetime) -> bool:
    """Let a person get one kind of mailing again. Returns whether they were spared it."""
    was = Unsubscription.objects.filter(person=person, kind=kind).delete()[0]
    if was:
        _record("back", person, kind, by=by, at=at)
    return bool(was)


def _record(what: str, person: Person, kind: Kind, *, by: Person | None, at: datetime, way: str = "") -> None:
    details = {"what": what, "kind": kind.value, "way": way}
    audit.record("mailing.change_wishes", actor=by, target=person, at=at, details=details)
