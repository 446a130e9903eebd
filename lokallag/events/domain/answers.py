"""What a link in a mail, and the code at the door, are made of. Pure: no Django, no clock; the secret is an argument.

Neither is stored anywhere: both follow from what they are about and the server's secret, so that each mail about a
sign-up can carry its link, and a copy of the database opens nothing. A link says what it is for and stops working when
its version is raised; a code at the door is good for one sign-up desk and some minutes.

Source: security.md, building rule 6 (links carry purpose and version); OWASP ASVS 5.0 11.4.
"""

import hashlib
import hmac
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta

DOOR_STEP = timedelta(minutes=10)  # a code at the door counts for the rest of its step and the whole next one
DOOR_LENGTH = 12  # letters: 60 bits, for twenty minutes


def _mac(secret: bytes, *parts: str) -> bytes:
    text = "\x1f".join(("lokallag.events", *parts))
    return hmac.digest(secret, text.encode(), hashlib.sha256)


def reply_token(secret: bytes, *, key: uuid.UUID, version: int, purpose: str = "reply") -> str:
    """Return what stands in the link by which one answers for a sign-up: its key and a keyed digest, 65 letters.

    :param purpose: what the link is for, where it is not a sign-up: a link for one thing opens no other
    """
    digest = _mac(secret, purpose, key.hex, str(version))
    return f"{_short(key.bytes)}{_short(digest)}"


def key_in(token: str) -> uuid.UUID | None:
    """Return which sign-up a link says it is about, or ``None`` where it says nothing readable. It proves nothing."""
    if len(token) != 65:
        return None
    try:
        return uuid.UUID(bytes=urlsafe_b64decode(f"{token[:22]}=="))
    except ValueError:
        return None


def is_reply(secret: bytes, token: str, *, key: uuid.UUID, version: int, purpose: str = "reply") -> bool:
    """Tell whether a link is the one for this sign-up, or for what ``purpose`` names, as it counts now."""
    expected = reply_token(secret, key=key, version=version, purpose=purpose)
    return hmac.compare_digest(token.encode(), expected.encode())


def door_code(secret: bytes, *, event: uuid.UUID, at: datetime) -> str:
    """Return the code that is shown at an event's door at that instant."""
    return _door(secret, event, _step(at))


def is_door_code(secret: bytes, code: str, *, event: uuid.UUID, at: datetime) -> bool:
    """Tell whether a code was shown at this event's door just now: in this step or the one before."""
    now = _step(at)
    given = code.encode()
    return any(hmac.compare_digest(given, _door(secret, event, step).encode()) for step in (now, now - 1))


def _step(at: datetime) -> int:
    return int(at.timestamp() // DOOR_STEP.total_seconds())


def _door(secret: bytes, event: uuid.UUID, step: int) -> str:
    return _short(_mac(secret, "door", event.hex, str(step)))[:DOOR_LENGTH]


def _short(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
