"""Where letters go: to a mail server, to the terminal, or, in the demo, to the page where one reads them."""

import smtplib
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.smtp import EmailBackend
from django.utils.timezone import now

from lokallag.outbox.domain.delivery import Outcome
from lokallag.outbox.letters import Letter, as_mail, sendable
from lokallag.outbox.signing import signer


class UnreachableError(Exception):
    """The mail server does not answer. Nothing was handed over: the letter waits, and this was no try."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one letter, and what the other side said (for those who run the server)."""

    outcome: Outcome
    said: str = ""


class Carrier(Protocol):
    """Carries letters, one at a time."""

    def carry(self, letter: Letter) -> Result:
        """Hand over one letter.

        :raises UnreachableError: nobody answers
        """

    def close(self) -> None:
        """Hang up."""


class PageCarrier:
    """Sends nothing. The letter is read in the outbox itself (``/utboks/`` in the demo, the table in tests)."""

    def carry(self, letter: Letter) -> Result:
        """Call the letter delivered."""
        return Result(Outcome.ACCEPTED, letter.letter_id)

    def close(self) -> None:
        """Do nothing."""


class ConsoleCarrier(PageCarrier):
    """Writes letters to the terminal (standard error, so that commands that print JSON are not disturbed)."""

    def carry(self, letter: Letter) -> Result:
        """Print the letter."""
        print(
            f"\nTil: {letter.address}\nFra: {letter.sender}\nEmne: {letter.subject}\n\n{letter.text}", file=sys.stderr
        )
        return Result(Outcome.ACCEPTED)


class SmtpCarrier:
    """Hands letters to a mail server, each in an envelope of its own with exactly one recipient."""

    def __init__(self) -> None:
        self._backend = EmailBackend()
        self._server: smtplib.SMTP | None = None
        self._signer = signer()

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            try:
                self._backend.open()
            except (OSError, smtplib.SMTPException) as error:
                raise UnreachableError(str(error)) from error
            self._server = self._backend.connection
        if self._server is None:
            raise UnreachableError("no connection")
        return self._server

    def carry(self, letter: Letter) -> Result:
        """Hand over one letter; what happens after its text has begun to flow and before the answer is unknown."""
        try:
            mail = as_mail(letter)
        except ValueError as error:
            return Result(Outcome.REFUSED, str(error))
        if self._signer is not None:
            mail = self._signer.signed(mail, at=now())
        server = self._connected()
        try:
            refusal = self._address(server, letter)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise UnreachableError(str(error)) from error
        if refusal is not None:
            with suppress(OSError, smtplib.SMTPException):
                server.rset()
            return refusal
        try:
            code, said = _send_text(server, mail)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Result(Outcome.UNKNOWN, str(error))
        return _result(code, said)

    def _address(self, server: smtplib.SMTP, letter: Letter) -> Result | None:
        """Write the envelope. Returns the refusal, or ``None`` when the text may follow."""
        server.ehlo_or_helo_if_needed()
        code, said = server.mail(sendable(letter.return_path))
        if code < 400:
            code, said = server.rcpt(sendable(letter.address))
        if code < 400:
            code, said = server.docmd("DATA")
        return None if code == 354 else _result(code, said)

    def close(self) -> None:
        """Hang up, and forget the line even where it is dead."""
        with suppress(OSError, smtplib.SMTPException):
            self._backend.close()
        self._server = self._backend.connection = None


def _send_text(server: smtplib.SMTP, mail: bytes) -> tuple[int, bytes]:
    """Send the text and its end mark, and return the server's answer."""
    body = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in mail.splitlines())
    server.send(body + b"\r\n.\r\n")
    return server.getreply()


def _result(code: int, said: bytes) -> Result:
    """Read a reply: 2xx is taken over, 5xx never, anything else later (RFC 5321 §4.2.1)."""
    words = f"{code} {said.decode('utf-8', 'replace')}"[:300]
    if 200 <= code < 300:
        return Result(Outcome.ACCEPTED, words)
    return Result(Outcome.REFUSED if 500 <= code < 600 else Outcome.LATER, words)


CARRIERS: dict[str, type[PageCarrier] | type[SmtpCarrier]] = {
    "console": ConsoleCarrier,
    "page": PageCarrier,
    "smtp": SmtpCarrier,
}


def open_carrier() -> Carrier:
    """Return the carrier that the setting ``OUTBOX_BACKEND`` names.

    :raises ImproperlyConfigured: it names none
    """
    try:
        return CARRIERS[settings.OUTBOX_BACKEND]()
    except KeyError as error:
        names = ", ".join(sorted(CARRIERS))
        raise ImproperlyConfigured(
            f"LOKALLAG_OUTBOX is {settings.OUTBOX_BACKEND!r}; it must be one of {names}"
        ) from error
