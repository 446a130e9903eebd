"""Mails are signed (DKIM) where there is a key: dkimpy, which shares no code with us, says whether they hold."""

import base64
import re

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from lokallag.outbox.apps import check_signing
from lokallag.outbox.backends import SmtpCarrier
from lokallag.outbox.domain.checks import Sender, _senders, everybody
from lokallag.outbox.domain.delivery import Outcome
from lokallag.outbox.domain.dkim import relaxed_body
from lokallag.outbox.signing import signer
from tests.outbox.test_smtp import letter, mailbox

__all__ = ["mailbox"]
pytestmark = pytest.mark.django_db
NAME = b"lag1._domainkey.lag.example.org."


def pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@pytest.fixture(scope="module")
def key():
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture
def dns(key, settings, tmp_path):
    """A key in a file, and what stands of it in DNS."""
    path = tmp_path / "dkim.pem"
    path.write_bytes(pem(key))
    settings.DKIM_KEY, settings.DKIM_SELECTOR, settings.DKIM_DOMAIN = str(path), "lag1", ""
    settings.DEFAULT_FROM_EMAIL = "Lokallaget <lokallag@lag.example.org>"
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    zone = {NAME: b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)}
    return lambda name, timeout=5: zone.get(name)


@pytest.fixture
def leavable(monkeypatch):
    def way_out(key):
        return f"https://lag.example.org/avmelding/{key}/"

    monkeypatch.setitem(_senders, "prove.utsending", Sender("prove.utsending", everybody, way_out))
    return "prove.utsending"


def sent(mailbox, **fields):
    """Hand a letter over and return it as the mail server got it."""
    carrier = SmtpCarrier()
    try:
        assert carrier.carry(letter(**fields)).outcome is Outcome.ACCEPTED
    finally:
        carrier.close()
    return mailbox.envelopes[-1].original_content


def signed_names(mail):
    listed = re.search(rb"h=([^;]+);", mail)[1]
    return [name.strip().decode() for name in listed.split(b":")]


def test_a_mailing_is_signed_with_its_way_out_in_it(mailbox, dns, leavable):
    mail = sent(
        mailbox, purpose=leavable, subject="Årsmøte på Bekkestua", text="Hei.\n\n  Linje  med  mange mellomrom ..\n"
    )

    assert dkim.verify(mail, dnsfunc=dns) is True
    assert {"from", "to", "subject", "message-id", "list-unsubscribe", "list-unsubscribe-post"} <= set(
        signed_names(mail)
    )
    assert max(map(len, mail.split(b"\r\n\r\n")[0].split(b"\r\n"))) <= 200


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"List-Unsubscribe: <https://lag", b"List-Unsubscribe: <https://log"),
        (b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", b""),
        (b"Subject: ", b"Subject: x"),
        (b"quoted-printable\r\n\r\n", b"quoted-printable\r\n\r\nx"),
        (b"\r\nFrom: ", b"\r\nReply-To: x@example.com\r\nFrom: "),
        (b"\r\nFrom: ", b"\r\nList-Unsubscribe: <https://example.com>\r\nFrom: "),
    ],
)
def test_what_is_changed_on_the_way_breaks_the_signature(mailbox, dns, leavable, before, after):
    mail = sent(mailbox, purpose=leavable)
    assert before in mail

    assert dkim.verify(mail.replace(before, after, 1), dnsfunc=dns) is False


def test_a_server_that_folds_lines_on_the_way_does_not_break_it(mailbox, dns, leavable):
    mail = sent(mailbox, purpose=leavable).replace(b"List-Unsubscribe: <", b"List-Unsubscribe:\r\n\t <", 1)

    assert dkim.verify(mail, dnsfunc=dns) is True


def test_a_necessary_letter_is_signed_and_nobody_can_add_a_way_out(mailbox, dns):
    mail = sent(mailbox)

    assert b"\nList-Unsubscribe" not in mail
    assert dkim.verify(mail, dnsfunc=dns) is True
    added = mail.replace(b"\r\nFrom: ", b"\r\nList-Unsubscribe: <https://example.com>\r\nFrom: ", 1)
    assert dkim.verify(added, dnsfunc=dns) is False


def test_without_a_key_the_mail_server_signs(mailbox):
    assert b"DKIM-Signature" not in sent(mailbox)


@pytest.mark.parametrize("fault", ["none", "nonsense", "short", "another kind", "no selector"])
def test_a_key_that_cannot_sign_is_told_before_anything_is_served(settings, tmp_path, key, fault):
    path = tmp_path / "key.pem"
    written = {
        "nonsense": b"hei",
        "short": pem(rsa.generate_private_key(65537, 1024)),
        "another kind": pem(ed25519.Ed25519PrivateKey.generate()),
        "no selector": pem(key),
    }
    if fault in written:
        path.write_bytes(written[fault])
    settings.DKIM_KEY, settings.DKIM_SELECTOR = str(path), "" if fault == "no selector" else "lag1"

    assert [found.id for found in check_signing()] == ["outbox.E001"]
    with pytest.raises(ImproperlyConfigured):
        signer()


def test_a_good_key_and_none_are_nothing_to_tell(settings, dns):
    assert check_signing() == []
    settings.DKIM_KEY = ""
    assert check_signing() == []


LINES = st.lists(st.sampled_from([b"", b" ", b"a", b"a  b", b"\ta ", b"=C3=A5 \t", b"."]), max_size=6)


@given(lines=LINES)
def test_a_body_is_tidied_as_dkimpy_does_it(lines):
    from dkim.canonicalization import Relaxed

    body = b"".join(line + b"\r\n" for line in lines)
    assert relaxed_body(body) == Relaxed.canonicalize_body(body)
