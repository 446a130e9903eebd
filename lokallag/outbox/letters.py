"""One letter: what goes to one address, as every back end sends it."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from lokallag.outbox.domain.lines import one_line, whole_lines
from lokallag.outbox.models import Message, Recipient


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to exactly one address. ``letter_id`` stays the same however often it is tried."""

    letter_id: str
    address: str
    sender: str
    subject: str
    text: str
    list_id: str
    written_at: datetime


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
    return Letter(
        letter_id=letter_id(message, recipient.recipient_key),
        address=recipient.address,
        sender=formataddr((one_line(message.sender_name), settings.DEFAULT_FROM_EMAIL)),
        subject=one_line(message.subject),
        text=shell(message.text, language=message.language, sender_name=one_line(message.sender_name)),
        list_id=f"<{message.purpose.replace('_', '-')}.{_host()}>",
        written_at=message.created_at,
    )


def as_mail(letter: Letter) -> bytes:
    """Return the letter as a text mail, ready to be handed to a mail server."""
    mail = EmailMessage(
        subject=letter.subject,
        body=letter.text,
        from_email=letter.sender,
        to=[letter.address],
        headers={
            "Message-ID": letter.letter_id,
            "Date": format_datetime(letter.written_at),
            "List-Id": letter.list_id,
            "Auto-Submitted": "auto-generated",
        },
    )
    return mail.message().as_bytes(linesep="\r\n")
