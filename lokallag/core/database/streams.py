"""A backup on its way through pipes: sealed as it leaves PostgreSQL, checked as it comes back, encrypted or not."""

import contextlib
import hashlib
from collections.abc import Sequence
from io import BufferedIOBase
from pathlib import Path
from typing import IO, cast

import pyrage

from lokallag.core.database.errors import DatabaseError

MAGIC = b"PGDMP"  # the first bytes of PostgreSQL's custom format
AGE = b"age-encryption.org/v1\n"  # the first bytes of an encrypted file
SEAL = b"\nlokallag-sha256:"  # followed by 64 hexadecimal digits and a newline
SEAL_LENGTH = len(SEAL) + 64 + 1
BLOCK = 1 << 18


def starts_as_backup(file: Path) -> bool:
    """Say whether ``file`` begins as a backup does, encrypted or in the clear."""
    return is_encrypted(file) or _start(file, len(MAGIC)) == MAGIC


def is_encrypted(file: Path) -> bool:
    """Say whether ``file`` begins as an encrypted one."""
    return _start(file, len(AGE)) == AGE


class SealedReader:
    """What a program writes, with the line of its SHA-256 after its end."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._digest = hashlib.sha256()
        self._left: bytes | None = None  # of the seal, once the source has ended

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most ``size``; none at the end."""
        wanted = BLOCK if size < 0 else size
        if self._left is None:
            block = self._source.read(wanted)
            self._digest.update(block)
            if block or not wanted:
                return block
            self._left = SEAL + self._digest.hexdigest().encode() + b"\n"
        block, self._left = self._left[:wanted], self._left[wanted:]
        return block


class Unwilling:
    """The input of a program that may stop reading before the end, having read what it needs. The rest goes nowhere."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe

    def write(self, block: bytes) -> int:
        """Hand bytes over, or drop them where nobody reads any more."""
        with contextlib.suppress(BrokenPipeError, ValueError):
            self._pipe.write(block)
        return len(block)

    def flush(self) -> None:
        """Hand over what waits."""
        with contextlib.suppress(BrokenPipeError, ValueError):
            self._pipe.flush()

    def close(self) -> None:
        """End the input."""
        with contextlib.suppress(BrokenPipeError):
            self._pipe.close()


class Checked:
    """Bytes on their way to somebody, whose last line must be the seal of all before it."""

    def __init__(self, onward: Unwilling) -> None:
        self._onward = onward
        self._digest = hashlib.sha256()
        self._tail = b""  # as long as a seal: it may be one
        self._start = b""

    def write(self, block: bytes) -> int:
        """Take more bytes, and hand them on."""
        block = bytes(block)
        if len(self._start) < len(MAGIC):
            self._start = (self._start + block)[: len(MAGIC)]
        held = self._tail + block
        cut = max(0, len(held) - SEAL_LENGTH)
        self._digest.update(held[:cut])
        self._tail = held[cut:]
        return self._onward.write(block)

    def flush(self) -> None:
        """Hand over what waits."""
        self._onward.flush()

    def close(self) -> None:
        """End it."""
        self._onward.close()

    def holds(self) -> bool:
        """Say whether it began as a backup does, and the seal at the end agrees with all before it."""
        expected = SEAL + self._digest.hexdigest().encode() + b"\n"
        return self._start == MAGIC and self._tail == expected


def poured(file: Path, identities: Sequence[pyrage.x25519.Identity], into: Unwilling | Checked) -> None:
    """Hand all that ``file`` holds, decrypted, to ``into``.

    :raises DatabaseError: none of the keys opens it, or it was altered or cut short; part of it may be handed over
    """
    with file.open("rb") as opened:
        if not is_encrypted(file):
            while block := opened.read(BLOCK):
                into.write(block)
            into.flush()
            return
        try:
            pyrage.decrypt_io(opened, cast(BufferedIOBase, into), list(identities))
        except pyrage.DecryptError as error:
            if "No matching keys" in str(error):
                raise DatabaseError(
                    f"Nøkkelen åpner ikke {file}. Bruk den private nøkkelen som hører til. Ingenting er endret."
                ) from error
            raise _damaged(file) from error
        except (OSError, ValueError) as error:
            raise _damaged(file) from error


def _damaged(file: Path) -> DatabaseError:
    return DatabaseError(f"{file} er skadet eller ikke hel. Bruk en annen sikkerhetskopi. Ingenting er endret.")


def _start(file: Path, length: int) -> bytes:
    with file.open("rb") as opened:
        return opened.read(length)
