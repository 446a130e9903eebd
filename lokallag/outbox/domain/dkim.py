"""DKIM (RFC 6376): which lines of a mail are signed, and the bytes that the signature is made of. Pure; knows no key.

Both head and body are taken *relaxed*: a mail server on the way may fold a line or tidy its spaces. Our mails are plain
ASCII with whole line ends, and have each line of the head once.
"""

import hashlib
import re
from base64 import b64encode
from dataclasses import dataclass

SIGNED = (
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "auto-submitted",
    "mime-version",
    "content-type",
)
# Named once more than they stand in the mail, so that the signature breaks where somebody adds one of their own.
SEALED = ("from", "subject", "reply-to", "list-unsubscribe", "list-unsubscribe-post")
FIELD_END = re.compile(rb"\r\n(?![ \t])")
SPACES = re.compile(rb"[ \t]+")
PER_LINE = 4  # names on a line of the list of what is signed
WIDTH = 72  # signs on a line of the signature


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A line of the head that lacks its signature, and the bytes to sign."""

    field: bytes
    to_sign: bytes

    def with_signature(self, signature: bytes) -> bytes:
        """Return the whole line of the head, with its line end."""
        shown = b64encode(signature)
        lines = [shown[at : at + WIDTH] for at in range(0, len(shown), WIDTH)]
        return self.field + b"\r\n ".join(lines) + b"\r\n"


def unsigned(mail: bytes, *, domain: str, selector: str, at: int) -> Unsigned:
    """Return what is to be signed of a mail, by the key that stands in DNS under ``selector._domainkey.domain``.

    :param at: seconds since 1970
    """
    head, _blank, body = mail.partition(b"\r\n\r\n")
    fields = dict(_relaxed(field) for field in FIELD_END.split(head))
    present = [name for name in SIGNED if name.encode() in fields]
    names = [*present, *SEALED]
    lines = [":".join(names[first : first + PER_LINE]) for first in range(0, len(names), PER_LINE)]
    digest = b64encode(hashlib.sha256(relaxed_body(body)).digest()).decode()
    field = (
        f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain}; s={selector};\r\n"
        f" t={at}; h={f':{chr(13)}{chr(10)} '.join(lines)};\r\n bh={digest};\r\n b="
    ).encode()
    told = [b"%s:%s\r\n" % (name.encode(), fields[name.encode()]) for name in present]
    return Unsigned(field, b"".join([*told, b"%s:%s" % _relaxed(field)]))


def _relaxed(field: bytes) -> tuple[bytes, bytes]:
    """Return a line's name and what it says, on one line (RFC 6376 §3.4.2)."""
    name, _colon, said = field.partition(b":")
    return name.strip().lower(), SPACES.sub(b" ", said.replace(b"\r\n", b"")).strip()


def relaxed_body(body: bytes) -> bytes:
    """Return the body with single spaces, and without those at the ends of its lines and blank lines at its own end."""
    tidy = SPACES.sub(b" ", body + b"\r\n").replace(b" \r\n", b"\r\n").rstrip(b"\r\n")
    return tidy + b"\r\n" if tidy else b""
