"""Reading the mails that mail servers send back (RFC 3464), and what a refusal says of an address. Pure.

Only a status that speaks of the address itself (no such mailbox, no such host, closed: RFC 3463 §3.2, §3.3) writes the
address off. A full mailbox, a size or a policy is about this letter alone.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default

LONGEST = 1_000_000  # bytes of a bounce that are read: the rest is the letter itself
GONE = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4"})
STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
RETURN_PATH = re.compile(r"\+([0-9a-z]+)-([0-9a-f]{16})@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Returned:
    """One recipient that a bounce tells of. ``row`` and ``seal`` are out of the address that it came back to."""

    address: str
    status: str
    said: str
    letter_id: str
    row: int | None = None
    seal: str = ""

    @property
    def is_gone(self) -> bool:
        """Whether the address itself does not work."""
        return is_gone(self.status)


def is_gone(status: str) -> bool:
    """Tell whether an enhanced status code says that the address itself does not work."""
    return status in GONE


def status_in(reply: str) -> str:
    """Return the enhanced status code in a mail server's reply, or an empty text."""
    found = STATUS.search(reply)
    return found.group(1) if found else ""


def read_bounce(raw: bytes) -> tuple[Returned, ...]:
    """Return the recipients that a mail says were failed for good: none where it is no such report.

    A report of a delay, of a success, or an automatic reply says nothing.
    """
    mail = message_from_bytes(raw[:LONGEST], policy=default)
    if mail.get_content_type() != "multipart/report":
        return ()
    letter_id = _letter_id(mail)
    row, seal = _return_path(mail)
    found: list[Returned] = []
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        groups = part.get_payload() if part.is_multipart() else ()
        found.extend(
            _returned(group, letter_id, row, seal)
            for group in groups
            if isinstance(group, Message) and str(group.get("Action", "")).strip().lower() == "failed"
        )
    return tuple(found)


def _returned(group: Message, letter_id: str, row: int | None, seal: str) -> Returned:
    said = " ".join(str(group.get("Diagnostic-Code", "")).split())[:300]
    status = status_in(str(group.get("Status", ""))) or status_in(said)
    address = _address(group.get("Original-Recipient")) or _address(group.get("Final-Recipient"))
    return Returned(address, status, said, letter_id, row, seal)


def _address(line: object) -> str:
    """Return the address of ``rfc822; kari@example.org``."""
    return str(line or "").partition(";")[2].strip().strip("<>")[:254]


def _letter_id(mail: EmailMessage) -> str:
    """Return the Message-ID of the letter that came back, out of its copy or its head."""
    for part in mail.walk():
        if part.get_content_type() == "text/rfc822-headers":
            head = message_from_bytes(bytes(part.get_payload(decode=True) or b""), policy=default)
            return str(head.get("Message-ID", "")).strip()
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0) if part.is_multipart() else None
            return str(inner.get("Message-ID", "")).strip() if isinstance(inner, Message) else ""
    return ""


def _return_path(mail: EmailMessage) -> tuple[int | None, str]:
    for name in ("To", "Delivered-To", "X-Original-To", "Envelope-To"):
        found = RETURN_PATH.search(str(mail.get(name, "")))
        if found:
            try:
                return int(found.group(1), 36), found.group(2).lower()
            except ValueError:
                continue
    return None, ""
