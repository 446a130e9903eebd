"""Lines of the ledger of erasures, as they stand in its file: hash, instant, why. Pure."""

import hashlib
import hmac
import re
import uuid
from dataclasses import dataclass
from datetime import datetime

HASH = re.compile(r"[0-9a-f]{64}")
PURPOSE = b"lokallag.privacy.erasure:"


@dataclass(frozen=True, slots=True)
class Line:
    """One erasure. ``erased_at`` is an instant with its zone."""

    person_hash: str
    erased_at: datetime
    why: str


def hash_of(key: uuid.UUID, *, secret: str) -> str:
    """Return the keyed hash (HMAC-SHA-256) by which the ledger knows a person."""
    return hmac.new(PURPOSE + secret.encode(), str(key).encode(), hashlib.sha256).hexdigest()


def write_line(line: Line) -> str:
    """Return the line as it stands in the file, with its end."""
    return f"{line.person_hash} {line.erased_at.isoformat()} {line.why}\n"


def read_lines(text: str) -> list[Line]:
    """Return the lines of a ledger in their order. What is no whole line (power lost while writing) is left out."""
    found = []
    for raw in text.splitlines():
        parts = raw.split()
        if len(parts) != 3 or not HASH.fullmatch(parts[0]):
            continue
        try:
            moment = datetime.fromisoformat(parts[1])
        except ValueError:
            continue
        if moment.tzinfo is not None:
            found.append(Line(parts[0], moment, parts[2]))
    return found
