"""How a log is sealed: a commitment to each row, and a link over all before it. Pure: bytes in, bytes out.

The commitment is SHA-256 of the row's salt and of its payload as PostgreSQL prints it as JSON, and is made there
(``core.seal.ROW``). The link is SHA-256 of
the link before, the position, which log, which row, when, and the commitment. Whoever erases a row's payload and salt
leaves both as they were; whoever changes anything else changes what follows (ADR 0013).
"""

from dataclasses import dataclass
from hashlib import sha256

START = sha256(b"lokallag").digest()  # what the first link follows on
NOTHING = bytes(32)  # the commitment to a row that was gone before it was sealed


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the chain. ``microseconds`` is its row's time since 1970, UTC."""

    position: int
    log: str
    row_id: int
    microseconds: int
    commitment: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """An end of the chain: the position of its last entry (0 for none) and the link there."""

    position: int = 0
    link: bytes = START

    def __str__(self) -> str:
        return f"{self.position}:{self.link.hex()}"

    @classmethod
    def read(cls, words: str) -> "Head":
        """Return the head that was written as ``position:hexadecimal``.

        :raises ValueError: it was not
        """
        position, _colon, link = words.strip().partition(":")
        found = cls(int(position), bytes.fromhex(link))
        if len(found.link) != len(START) or found.position < 0:
            raise ValueError(words)
        return found


def link(before: bytes, entry: Entry) -> bytes:
    """Return the link of an entry that follows on ``before``."""
    words = f"{entry.position}|{entry.log}|{entry.row_id}|{entry.microseconds}|".encode()
    return sha256(before + words + entry.commitment).digest()
