"""One letter: what goes to one address, as every back end sends it, in plain text and as a page (MJML).

All letters of a message are alike but for the address and two links. So the sheet that they are printed on is made
once per message, with a mark where each link goes, and a letter is that sheet with its own links in it.
"""

import hashlib
import hmac
import quopri
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from functools import cached_property
from secrets import token_hex
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail.message import sanitize_address
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from mjml import mjml2html

from lokallag.outbox.domain.checks import sender_of
from lokallag.outbox.domain.lines import one_line, whole_lines
from lokallag.outbox.domain.look import letter_colour
from lokallag.outbox.models import Message, Recipient

WAY_OUT, ACTION = "\ue000", "\ue001"  # where a letter's own links go on its sheet; no text of ours has these
LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,:;!?)»\]]")
PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9.+_-]+@[A-Za-z0-9.-]+")  # as it is already written, of nearly everybody
BOUNDARY = "brev-fra-lokallag-del"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class LetterLook:
    """All that ``outbox/letter.mjml`` shows. Paragraphs, greeting and footer are in the letter's language."""

    language: str
    subject: str
    preview: str
    sender: str
    paragraphs: tuple[SafeString, ...]
    action_label: str
    action_url: str
    greeting: str
    origin: str
    origin_url: str
    leave_words: str
    leave_label: str
    leave_url: str
    colour: str


@dataclass(frozen=True)
class Sheet:
    """What all letters of a message have in common, with marks where a letter's own links go."""

    sender_name: str
    sender_address: str
    subject: str
    text: str
    html: str
    list_id: str
    written_at: datetime

    @cached_property
    def head(self) -> bytes:
        """The lines of the head that all letters share."""
        mail = EmailMessage(policy=SMTP)
        mail["From"] = Address(self.sender_name, addr_spec=sendable(self.sender_address))
        mail["Subject"] = self.subject
        mail["Date"] = self.written_at
        mail["List-Id"] = self.list_id
        mail["Auto-Submitted"] = "auto-generated"
        mail["MIME-Version"] = "1.0"
        return mail.as_bytes().rstrip(b"\r\n") + b"\r\n"

    @cached_property
    def pieces(self) -> tuple[tuple[str, tuple[bytes, ...]], ...]:
        """The two parts, each cut at its marks and encoded."""
        return tuple((kind, _encoded(body)) for kind, body in (("plain", self.text), ("html", self.html)))


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to exactly one address. ``letter_id`` stays the same however often it is tried.

    ``way_out`` is the address where one leaves such letters; empty for what is necessary. ``return_path`` is where it
    comes back to when it cannot be delivered.
    """

    letter_id: str
    address: str
    sheet: Sheet = field(repr=False)
    action_url: str = ""
    way_out: str = ""
    return_path: str = ""

    @property
    def sender(self) -> str:
        """Who it comes from, as one reads it."""
        name, address = self.sheet.sender_name, self.sheet.sender_address
        return f"{name} <{address}>" if name else address

    @property
    def subject(self) -> str:
        """What it is about."""
        return self.sheet.subject

    @property
    def text(self) -> str:
        """The plain part."""
        return self.sheet.text.replace(WAY_OUT, self.way_out).replace(ACTION, self.action_url)

    @property
    def html(self) -> str:
        """The part that mail readers show."""
        return self.sheet.html.replace(WAY_OUT, escape(self.way_out)).replace(ACTION, escape(self.action_url))


class Press:
    """Prints letters, each message's sheet once."""

    def __init__(self) -> None:
        self._sheets: dict[int, Sheet] = {}

    def letter(self, recipient: Recipient) -> Letter:
        """Write the letter to one recipient of a message."""
        message = recipient.message
        sheet = self._sheets.get(message.pk)
        if sheet is None:
            sheet = self._sheets[message.pk] = write_sheet(message)
        way_out = _way_out(message)
        return Letter(
            letter_id=letter_id(message, recipient.recipient_key),
            address=recipient.address,
            sheet=sheet,
            action_url=recipient.link or message.action_url,
            way_out=way_out(recipient.recipient_key) if way_out else "",
            return_path=_return_path(recipient.pk) or sheet.sender_address,
        )


def write_letter(recipient: Recipient) -> Letter:
    """Write the letter to one recipient of a message."""
    return Press().letter(recipient)


def write_sheet(message: Message) -> Sheet:
    """Write what all letters of a message have in common."""
    house, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    name = one_line(message.sender_name)
    subject, text = _unmarked(one_line(message.subject)), _unmarked(message.text)
    has_way_out = _way_out(message) is not None
    label = one_line(message.action_label)
    return Sheet(
        sender_name=name or house,
        sender_address=address,
        subject=subject,
        text=shell(text, language=message.language, sender_name=name, action_label=label, has_way_out=has_way_out),
        html=page(
            subject, text, language=message.language, sender_name=name, action_label=label, has_way_out=has_way_out
        ),
        list_id=f"<{message.purpose.replace('_', '-')}.{_host()}>",
        written_at=message.created_at,
    )


def shell(text: str, *, language: str, sender_name: str, action_label: str = "", has_way_out: bool = False) -> str:
    """Return the whole body of a mail: the text, who sends it, and from which address, in the given language."""
    with translation.override(language):
        action = f"{action_label}:\n{ACTION}" if action_label else ""
        greeting = _("Hilsen %(sender)s") % {"sender": sender_name} if sender_name else ""
        origin = _("Sendt fra %(address)s") % {"address": settings.SITE_URL}
        leave = _("Vil du ikke ha slike e-poster? Meld deg av her:") + f"\n{WAY_OUT}" if has_way_out else ""
    return "\n\n".join(part for part in (whole_lines(text), action, greeting, origin, leave) if part) + "\n"


def page(
    subject: str, text: str, *, language: str, sender_name: str, action_label: str = "", has_way_out: bool = False
) -> str:
    """Return the letter as a mail reader shows it: one HTML page that loads nothing from anywhere."""
    paragraphs = [part for part in whole_lines(text).split("\n\n") if part.strip()]
    way_out, action = (
        f"https://{token_hex(8)}.invalid/" for _mark in range(2)
    )  # MJML keeps no strange letters in links
    with translation.override(language):
        look = LetterLook(
            language=language,
            subject=subject,
            preview=one_line(next(iter(paragraphs), ""))[:140],
            sender=sender_name,
            paragraphs=tuple(_paragraph(part) for part in paragraphs),
            action_label=action_label,
            action_url=action,
            greeting=_("Hilsen %(sender)s") % {"sender": sender_name} if sender_name else "",
            origin=_("Sendt fra %(address)s") % {"address": ""},
            origin_url=settings.SITE_URL,
            leave_words=_("Vil du ikke ha slike e-poster?") if has_way_out else "",
            leave_label=_("Meld deg av"),
            leave_url=way_out,
            colour=letter_colour(),
        )
        source = render_to_string("outbox/letter.mjml", {"letter": look})
    return str(mjml2html(source)).replace(way_out, WAY_OUT).replace(action, ACTION)


def _paragraph(text: str) -> SafeString:
    """Return a paragraph with its lines and its links."""
    lines = []
    for line in text.strip("\n").split("\n"):
        shown, end = SafeString(""), 0
        for found in LINK.finditer(line):
            url = found.group()
            before = line[end : found.start()]
            shown = format_html('{}{}<a class="link" href="{}">{}</a>', shown, before, iri_to_uri(url), url)
            end = found.end()
        lines.append(format_html("{}{}", shown, line[end:]))
    return format_html_join(SafeString("<br />"), "{}", ((line,) for line in lines))


def _unmarked(text: str) -> str:
    return text.replace(WAY_OUT, "").replace(ACTION, "")


def _way_out(message: Message) -> Callable[[str], str] | None:
    sender = None if message.is_statutory else sender_of(message.purpose)
    return None if sender is None else sender.way_out


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def letter_id(message: Message, recipient_key: str) -> str:
    """Return the Message-ID of a message to one recipient: stable, and telling nothing about either."""
    return f"<{_digest('', message.key, recipient_key)[:40]}@{_host()}>"


def seal_of(row_id: int) -> str:
    """Return what proves that an address for returned mail is one that we made: 16 hexadecimal digits."""
    return _digest(".return", str(row_id))[:16]


def _digest(use: str, *named: str) -> str:
    key = f"lokallag.outbox{use}{settings.SECRET_KEY}".encode()
    return hmac.new(key, "\x00".join(named).encode(), hashlib.sha256).hexdigest()


def _return_path(row_id: int) -> str:
    """Return the address that this letter comes back to (VERP), or an empty text where none is set up."""
    name, _at, host = settings.OUTBOX_RETURN.partition("@")
    return f"{name}+{_base36(row_id)}-{seal_of(row_id)}@{host}" if host else ""


def _base36(number: int) -> str:
    shown = ""
    while True:
        number, digit = divmod(number, 36)
        shown = DIGITS[digit] + shown
        if not number:
            return shown


def as_mail(letter: Letter) -> bytes:
    """Return the letter as a mail of two parts in plain ASCII, which every mail server takes.

    :raises ValueError: a line of the head would hold more than one line
    """
    address = str(Address(addr_spec=sendable(letter.address)))
    own = [f"To: {address}", f"Message-ID: {letter.letter_id}"]
    if letter.way_out:
        own += [f"List-Unsubscribe: <{letter.way_out}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"]
    for line in own:
        if not line.isascii() or not line.isprintable():
            raise ValueError("a line of the head holds what it may not")
    head = "\r\n".join(own).encode() + b"\r\n" + letter.sheet.head
    body = b"".join(
        b"--%s\r\nContent-Type: text/%s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n%s\r\n"
        % (BOUNDARY.encode(), kind.encode(), _joined(pieces, letter, is_html=kind == "html"))
        for kind, pieces in letter.sheet.pieces
    )
    kind = f'Content-Type: multipart/alternative; boundary="{BOUNDARY}"\r\n\r\n'.encode()
    return head + kind + body + b"--" + BOUNDARY.encode() + b"--\r\n"


def _encoded(body: str) -> tuple[bytes, ...]:
    """Return the text encoded in pieces: text, mark, text, mark …; a mark is the one letter.

    Each piece is encoded with one letter more, so that there is room for the soft line break that follows it.
    """
    pieces = re.split(f"([{WAY_OUT}{ACTION}])", body)
    return tuple(piece.encode() if piece in {WAY_OUT, ACTION} else _quoted(f"{piece}x")[:-1] for piece in pieces)


def _joined(pieces: tuple[bytes, ...], letter: Letter, *, is_html: bool) -> bytes:
    """Put the letter's links between the pieces. A soft line break on each side keeps every line short enough."""
    links = {WAY_OUT.encode(): letter.way_out, ACTION.encode(): letter.action_url}
    shown = bytearray()
    for piece in pieces:
        if (link := links.get(piece)) is None:
            shown += piece
        else:
            shown += b"=\r\n" + _quoted(f"{escape(link) if is_html else link}x")[:-1] + b"=\r\n"
    return bytes(shown)


def _quoted(text: str) -> bytes:
    return quopri.encodestring(text.encode()).replace(b"\n", b"\r\n")


def sendable(address: str) -> str:
    """Return an address as mail servers write it: "kari@ås.example.org" is kari@xn--s-1fa.example.org."""
    if PLAIN_ADDRESS.fullmatch(address):
        return address
    return sanitize_address(address, "utf-8")
