"""Keys that backups are encrypted to (ADR 0016): the public half lies on the server, the private half elsewhere.

The format is age's (age-encryption.org/v1: X25519 and ChaCha20-Poly1305 in pieces of 64 KiB, each authenticated), so
that a backup can be opened in twenty years with a program that is not ours. A file of keys is text, one key a line,
and lines beginning with ``#`` are remarks, as age writes them.
"""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pyrage import IdentityError, RecipientError, x25519

from lokallag.core.database.errors import DatabaseError

PUBLIC_ENDING = ".pub"
PRIVATE_WORD = "AGE-SECRET-KEY-"
PUBLIC_WORD = "age1"
MOST_BYTES = 100_000  # a file of keys is a few lines; anything longer is something else


def make_key(file: Path, *, at: datetime) -> Path:
    """Make a pair of keys: the private one in ``file``, for its owner's eyes alone, and the public one beside it.

    Returns the public file. Neither file may be there before: a key that is written over opens nothing any more.

    :raises DatabaseError: a file is there before, or cannot be written
    """
    public_file = file.with_name(file.name + PUBLIC_ENDING)
    identity = x25519.Identity.generate()
    public = str(identity.to_public())
    remarks = f"# Lokallag, {at:%Y-%m-%d}\n"
    if public_file.exists():
        raise DatabaseError(f"{public_file} finnes fra før. Velg et annet filnavn.")
    _write_new(file, f"{remarks}# public key: {public}\n{identity}\n", mode=0o600)
    _write_new(public_file, f"{remarks}{public}\n", mode=0o644)
    return public_file


def public_keys(files: Sequence[Path]) -> list[x25519.Recipient]:
    """Return the public keys in ``files``: each may hold several, and whoever has one private half can open.

    :raises DatabaseError: a file cannot be read, holds no key, or holds a private one, which must not be here
    """
    found = []
    for file in files:
        lines = _lines(file)
        if any(line.upper().startswith(PRIVATE_WORD) for line in lines):
            raise DatabaseError(
                f"{file} er den private nøkkelen. Den skal ikke ligge på tjeneren. Bruk den offentlige"
                f" ({file.name}{PUBLIC_ENDING}), og flytt den private til et trygt sted."
            )
        try:
            found += [x25519.Recipient.from_str(line) for line in lines]
        except RecipientError:
            raise DatabaseError(f"{file} er ikke en offentlig nøkkel. Lag en med lokallag database key.") from None
        if not lines:
            raise DatabaseError(f"{file} er tom. Lag en nøkkel med lokallag database key.")
    return found


def private_keys(files: Sequence[Path]) -> list[x25519.Identity]:
    """Return the private keys in ``files``.

    :raises DatabaseError: a file cannot be read, or holds no private key
    """
    found = []
    for file in files:
        lines = _lines(file)
        if lines and all(line.startswith(PUBLIC_WORD) for line in lines):
            raise DatabaseError(f"{file} er den offentlige nøkkelen. Den kan bare låse. Bruk den private.")
        try:
            found += [x25519.Identity.from_str(line) for line in lines]
        except IdentityError:
            raise DatabaseError(f"{file} er ikke en privat nøkkel laget av lokallag database key.") from None
        if not lines:
            raise DatabaseError(f"{file} er tom. Bruk filen med den private nøkkelen.")
    return found


def _lines(file: Path) -> list[str]:
    if not file.is_file():
        raise DatabaseError(f"Nøkkelen {file} finnes ikke.")
    try:
        with file.open("rb") as opened:
            text = opened.read(MOST_BYTES).decode()
    except OSError as error:
        raise DatabaseError(f"Vi får ikke lest nøkkelen {file}: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise DatabaseError(f"{file} er ikke en nøkkel.") from None
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _write_new(file: Path, text: str, *, mode: int) -> None:
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise DatabaseError(f"{file} finnes fra før. Velg et annet filnavn.") from None
    except OSError as error:
        raise DatabaseError(f"Vi får ikke skrive {file}: {error.strerror}.") from error
    with os.fdopen(handle, "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
