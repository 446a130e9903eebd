"""One letter: what goes to one address, as every back end sends it."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail.message import sanitize_address
from django.utils import translation
from django.utils.translation import gettext as _

from lokallag.outbox.domain.lines import one_line, whole_lines
from lokallag.outbox.models import Message, Recipient


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to exactly one address. ``letter_id`` stays the same however often it is tried."""

    letter_id: str
    address: str
    sender_name: str
    sender_address: str
    subject: str
    text: str
    list_id: str
    written_at: datetime

    @property
    def sender(self) -> str:
        """Who it comes from, as one reads it."""
        return f"{self.sender_name} <{self.sender_address}>" if self.sender_name else self.sender_address


def shell(text: str, *, language: str, sender_name: str) -> str:
    """Return the whole body of a mail: the text, who sends it, and from which address, in the given language."""
    with translation.override(language):
        greeting = _("Hilsen %(sender)s") % {"sender": sender_name} if sender_name else ""
        origin = _("Sendt fra %(address)s") % {"address": settings.SITE_URL}
    return "\n\n".join(part for part in (whole_lines(text), greeting, origin) if part) + "\n"


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def letter_id(message: Message, recipient_key: str) -> str:
    """Return the Message-ID of a message to one recipient: stable, and telling nothing about either."""
    named = f"{message.key}\x00{recipient_key}".encode()
    digest = hmac.new(f"lokallag.outbox{settings.SECRET_KEY}".encode(), named, hashlib.sha256).hexdigest()
    return f"<{digest[:40]}@{_host()}>"


def write_letter(recipient: Recipient) -> Letter:
    """Write the letter to one recipient of a message."""
    message = recipient.message
    house, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    name = one_line(message.sender_name)
    return Letter(
        letter_id=letter_id(message, recipient.recipient_key),
        address=recipient.address,
        sender_name=name or house,
        sender_address=address,
        subject=one_line(message.subject),
        text=shell(message.text, language=message.language, sender_name=name),
        list_id=f"<{message.purpose.replace('_', '-')}.{_host()}>",
        written_at=message.created_at,
    )


def as_mail(letter: Letter) -> bytes:
    """Return the letter as a text mail in plain ASCII, which every mail server takes.

    :raises ValueError: a line of the head would hold more than one line
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(letter.sender_name, addr_spec=sendable(letter.sender_address))
    mail["To"] = Address(addr_spec=sendable(letter.address))
    mail["Subject"] = letter.subject
    mail["Date"] = letter.written_at
    mail["Message-ID"] = letter.letter_id
    mail["List-Id"] = letter.list_id
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text, cte="quoted-printable")
    return mail.as_bytes()


def sendable(address: str) -> str:
    """Return an address as mail servers write it: "kari@ås.example.org" is kari@xn--s-1fa.example.org."""
    return sanitize_address(address, "utf-8")
