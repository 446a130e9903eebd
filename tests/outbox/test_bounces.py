"""Mails that come back: read, believed only where they name a letter of ours, and written down."""

import io
import json
import mailbox as mailboxes
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.timezone import now

from lokallag.outbox import services
from lokallag.outbox.domain.bounces import is_gone, read_bounce, status_in
from lokallag.outbox.letters import as_mail, write_letter
from lokallag.outbox.models import DeadAddress, Recipient
from tests.outbox.test_deliver import Postman
from tests.outbox.test_post import post

pytestmark = pytest.mark.django_db


def bounce(letter, *, to="lokallag@lag.example.org", status="5.1.1", action="failed", address=None, copy="rfc822"):
    inner = as_mail(letter).decode().replace("\r\n", "\n")
    head = inner.partition("\n\n")[0]
    kind, part = ("message/rfc822", inner) if copy == "rfc822" else ("text/rfc822-headers", head + "\n")
    return f"""From: MAILER-DAEMON@mx.example.org
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b0"

--b0
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you.

--b0
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {address or letter.address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <{letter.address}>: Recipient address rejected: User unknown

--b0
Content-Type: {kind}

{part}
--b0--
""".encode()


@pytest.fixture
def sent(settings):
    settings.SITE_URL, settings.DEFAULT_FROM_EMAIL = "https://lag.example.org", "lokallag@lag.example.org"
    post(to=[("1", "Kari@example.org"), ("2", "kari@example.org"), ("3", "ola@example.org")], at=now())
    postman = Postman()
    services.deliver(carrier=postman)
    return postman.carried


def states():
    return dict(Recipient.objects.values_list("recipient_key", "state"))


@pytest.mark.parametrize("copy", ["rfc822", "headers"])
def test_a_bounce_marks_its_letter_and_writes_the_address_off(sent, copy):
    told = services.take_in_bounce(raw=bounce(sent[1], copy=copy), at=now())

    assert told == 1
    assert states() == {
        "1": "sent",
        "2": "failed",
        "3": "sent",
    }  # of two who share an address, the one whose letter it was
    assert list(DeadAddress.objects.values_list("address", flat=True)) == ["kari@example.org"]
    assert "User unknown" in DeadAddress.objects.get().said


def test_the_same_bounce_twice_changes_nothing_more(sent):
    raw = bounce(sent[0])
    services.take_in_bounce(raw=raw, at=now())
    services.take_in_bounce(raw=raw, at=now())

    assert DeadAddress.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "state", "dead"),
    [
        ({"status": "5.2.2"}, "failed", 0),  # a full mailbox
        ({"status": "5.7.1"}, "failed", 0),  # a policy
        ({"status": "4.4.1", "action": "delayed"}, "sent", 0),
        ({"status": "2.0.0", "action": "delivered"}, "sent", 0),
    ],
)
def test_only_what_is_said_of_the_address_itself_writes_it_off(sent, fields, state, dead):
    services.take_in_bounce(raw=bounce(sent[2], **fields), at=now())

    assert (states()["3"], DeadAddress.objects.count()) == (state, dead)


def test_a_bounce_that_names_no_letter_of_ours_is_not_believed(sent):
    real = sent[2]
    made_up = SimpleNamespace(address=real.address)
    forged = bounce(real).replace(real.letter_id.encode(), b"<00000000@lag.example.org>")
    elsewhere = bounce(real, address="kari@example.org")

    assert made_up.address == "ola@example.org"
    assert [services.take_in_bounce(raw=raw, at=now()) for raw in (forged, elsewhere)] == [0, 0]
    assert (states()["3"], DeadAddress.objects.count()) == ("sent", 0)


def test_the_sealed_return_address_finds_the_letter_also_when_it_was_forwarded(sent, settings):
    settings.OUTBOX_RETURN = "retur@lag.example.org"
    letter = write_letter(Recipient.objects.select_related("message").get(recipient_key="3"))
    name, _plus, seal = letter.return_path.partition("@")[0].partition("+")
    forged = f"retur+{seal[:-1]}{'0' if seal[-1] != '0' else '1'}@lag.example.org"
    raw = bounce(letter, to=letter.return_path, address="ola.elsewhere@example.net")

    assert name == "retur"
    assert services.take_in_bounce(raw=raw.replace(letter.return_path.encode(), forged.encode()), at=now()) == 0
    assert services.take_in_bounce(raw=raw, at=now()) == 1
    assert states()["3"] == "failed"
    assert list(DeadAddress.objects.values_list("address", flat=True)) == ["ola@example.org"]


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\x00", b"Subject: Out of office\n\nBack on Monday", b"Content-Type: multipart/report\n\n"]
)
def test_what_is_no_bounce_says_nothing(raw):
    assert read_bounce(raw) == ()


def test_statuses_are_read_out_of_replies():
    assert status_in("550 5.1.1 <x@y>: no such user at 10.0.5.1") == "5.1.1"
    assert status_in("550 blocked by 192.5.1.1") == ""
    assert (is_gone("5.1.1"), is_gone("5.2.2"), is_gone("")) == (True, False, False)


def test_a_code_that_came_back_forgets_that_the_address_was_dead(sent):
    services.take_in_bounce(raw=bounce(sent[2]), at=now())

    assert services.address_works(address=" OLA@example.org ")
    assert not services.address_works(address="ola@example.org")


def test_the_command_reads_one_mail_from_the_mail_server(sent, monkeypatch):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(bounce(sent[2]))))
    printed = io.StringIO()

    call_command("outbox_bounce", "--json", stdout=printed)

    assert json.loads(printed.getvalue()) == {"mails": 1, "returned": 1}
    assert states()["3"] == "failed"


def test_the_command_reads_a_mailbox_file(sent, tmp_path):
    box = mailboxes.mbox(tmp_path / "retur.mbox")
    for letter in sent:
        box.add(bounce(letter))
    box.add(b"Subject: Ferie\n\nTilbake mandag")
    box.flush()
    box.close()
    printed = io.StringIO()

    call_command("outbox_bounce", "--mbox", str(tmp_path / "retur.mbox"), stdout=printed)

    assert printed.getvalue().strip() == "4 e-post lest, 3 brev i retur."
    with pytest.raises(CommandError):
        call_command("outbox_bounce", "--mbox", str(tmp_path / "borte"))
