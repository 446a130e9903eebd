"""The SMTP back end against a real server, which can break the line at the worst moment."""

import email
import re
import socket
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from lokallag.outbox import services
from lokallag.outbox.backends import SmtpCarrier, UnreachableError
from lokallag.outbox.letters import write_letter
from lokallag.outbox.models import Recipient
from tests.outbox.test_post import post

pytestmark = pytest.mark.django_db


class Mailbox:
    """Keeps what it gets. ``answer`` is said after the text; ``hang_up`` breaks the line instead."""

    def __init__(self):
        self.envelopes = []
        self.answer = "250 OK"
        self.hang_up = False
        self.refuse_recipient = ""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd calls it so
        if self.refuse_recipient:
            return self.refuse_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd calls it so
        if self.hang_up:
            server.transport.abort()
            return "250 too late"
        self.envelopes.append(envelope)
        return self.answer


class PlainController(Controller):
    """A server on a port that the machine chose."""

    def __init__(self, handler):
        self.listening = socket.create_server(("127.0.0.1", 0))
        super().__init__(handler, *self.listening.getsockname())

    def _create_server(self):
        return self.loop.create_server(self._factory_invoker, sock=self.listening)

    def factory(self):
        return SMTP(self.handler, enable_SMTPUTF8=False)


@pytest.fixture
def mailbox(settings):
    box = Mailbox()
    controller = PlainController(box)
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.listening.getsockname()
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.SITE_URL, settings.DEFAULT_FROM_EMAIL = "https://lag.example.org", "lokallag@lag.example.org"
    yield box
    controller.stop()


@pytest.fixture
def carrier(mailbox):
    carrier = SmtpCarrier()
    yield carrier
    carrier.close()


def letter(**fields):
    post(**fields)
    return write_letter(Recipient.objects.select_related("message").order_by("-pk")[0])


def test_a_letter_arrives_whole_with_one_recipient_and_plain_headers(mailbox, carrier):
    written = letter(
        subject="Årsmøte på Blåkollen\r\nBcc: alle@example.org",
        text="Hei, Åse!\n\n.punktum først\nVi ses.",
        sender_name="Haslum avdeling",
        to=[("1", "kari@example.org")],
    )

    result = carrier.carry(written)

    (envelope,) = mailbox.envelopes
    mail = email.message_from_bytes(envelope.content, policy=default)
    plain, page = mail.iter_parts()
    assert result.outcome == "accepted"
    assert (envelope.mail_from, envelope.rcpt_tos) == ("lokallag@lag.example.org", ["kari@example.org"])
    assert envelope.content.isascii()
    assert max(map(len, envelope.content.splitlines())) <= 78
    assert plain.get_content().replace("\r\n", "\n") == (
        "Hei, Åse!\n\n.punktum først\nVi ses.\n\nHilsen Haslum avdeling\n\nSendt fra https://lag.example.org\n"
    )
    assert page.get_content_type() == "text/html"
    shown = re.split("<[^>]*>", page.get_content())
    wanted = ["Hei, Åse!", ".punktum først", "Vi ses.", "Hilsen Haslum avdeling"]
    assert [words for words in shown if words in wanted] == [wanted[0], *wanted]  # first as the inbox shows it
    assert {name: mail[name] for name in sorted(mail.keys())} == {
        "Auto-Submitted": "auto-generated",
        "Content-Type": 'multipart/alternative; boundary="brev-fra-lokallag-del"',
        "Date": "Mon, 01 Jun 2026 10:00:00 +0000",
        "From": "Haslum avdeling <lokallag@lag.example.org>",
        "List-Id": "<prove.hilsen.lag.example.org>",
        "MIME-Version": "1.0",
        "Message-ID": written.letter_id,
        "Subject": "Årsmøte på Blåkollen Bcc: alle@example.org",
        "To": "kari@example.org",
    }


def test_nobody_sees_another_recipient(mailbox, carrier):
    post(
        to=[("1", "kari@example.org"), ("2", "ola@example.org"), ("3", "åse@example.org"), ("4", "post@ås.example.org")]
    )

    services.deliver(carrier=carrier, limit=10)

    seen = {envelope.rcpt_tos[0]: envelope.content for envelope in mailbox.envelopes}
    assert set(seen) == {"kari@example.org", "ola@example.org", "post@xn--s-1fa.example.org"}
    assert b"ola@" not in seen["kari@example.org"]
    assert b"kari@" not in seen["ola@example.org"]
    assert Recipient.objects.get(recipient_key="3").state == "failed"


def test_the_message_id_is_the_same_at_each_try_and_tells_nothing(mailbox, carrier):
    written = letter(key="hemmelig:17", to=[("medlem-4", "kari@example.org")])
    again = write_letter(Recipient.objects.select_related("message").get())

    assert written.letter_id == again.letter_id
    assert not {"hemmelig", "17", "medlem", "kari"} & set(written.letter_id.strip("<>").partition("@")[0].split("-"))
    assert written.letter_id.endswith("@lag.example.org>")


@pytest.mark.parametrize(
    ("said", "outcome"),
    [("250 OK", "accepted"), ("451 try again", "later"), ("552 too big", "refused"), ("554 spam", "refused")],
)
def test_the_answer_after_the_text_decides(mailbox, carrier, said, outcome):
    mailbox.answer = said

    assert carrier.carry(letter()).outcome == outcome


@pytest.mark.parametrize(("said", "outcome"), [("550 no such user", "refused"), ("452 full", "later")])
def test_a_refused_recipient_leaves_the_line_open_for_the_next(mailbox, carrier, said, outcome):
    first = letter(key="a")
    mailbox.refuse_recipient = said
    assert carrier.carry(first).outcome == outcome
    mailbox.refuse_recipient = ""

    assert carrier.carry(letter(key="b")).outcome == "accepted"
    assert len(mailbox.envelopes) == 1


def test_a_line_that_breaks_after_the_text_is_uncertain_and_the_next_letter_gets_a_new_line(mailbox, carrier):
    mailbox.hang_up = True
    broken = carrier.carry(letter(key="a"))
    mailbox.hang_up = False
    whole = carrier.carry(letter(key="b"))

    assert (broken.outcome, whole.outcome) == ("unknown", "accepted")


def test_a_server_that_is_not_there_is_told_apart_from_a_refusal(mailbox, settings):
    settings.EMAIL_PORT = 1  # nobody listens there

    with pytest.raises(UnreachableError):
        SmtpCarrier().carry(letter())
