"""Putting a message in the outbox."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from lokallag.outbox import services
from lokallag.outbox.domain import checks
from lokallag.outbox.models import Message, Recipient
from tests.factories import NOON

pytestmark = pytest.mark.django_db

if checks.sender_of("prove.hilsen") is None:
    checks.register("prove.hilsen", checks.everybody)


def post(key="prove:1", to=(("1", "kari@example.org"),), **fields):
    words = {"subject": "Hei", "text": "Vi ses.", "purpose": "prove.hilsen", "at": NOON, **fields}
    return services.post(key=key, to=to, **words)


def jobs():
    return list(ProcrastinateJob.objects.filter(task_name=services.DELIVER_JOB).values_list("args", flat=True))


def test_a_message_waits_for_each_recipient_and_a_job_will_deliver_it():
    message = post(to=[("1", "kari@example.org"), ("2", "ola@example.org")])

    rows = Recipient.objects.order_by("recipient_key").values_list("recipient_key", "address", "state", "due_at")
    assert list(rows) == [("1", "kari@example.org", "queued", NOON), ("2", "ola@example.org", "queued", NOON)]
    assert jobs() == [{"message_id": message.pk}]


def test_the_same_key_again_is_no_second_message():
    first = post(subject="Hei")
    again = post(
        subject="Noe annet", to=[("1", "kari@example.org"), ("9", "ny@example.org")], at=NOON + timedelta(days=1)
    )

    assert again == first
    assert list(Message.objects.values_list("subject")) == [("Hei",)]
    assert Recipient.objects.count() == 1
    assert len(jobs()) == 1


def test_two_who_share_an_address_both_get_the_message():
    post(to=[("1", "felles@example.org"), ("2", "felles@example.org")])

    assert Recipient.objects.filter(address="felles@example.org", state="queued").count() == 2


@pytest.mark.parametrize(
    "address", ["", "ingen krøllalfa", "a@b", "kari@example.org, ola@example.org", "x" * 300 + "@example.org"]
)
def test_a_recipient_without_a_usable_address_is_listed_as_failed(address):
    post(to=[("1", address), ("2", "ola@example.org")])

    rows = Recipient.objects.order_by("recipient_key").values_list("state", "last_error")
    assert list(rows) == [("failed", "not an address"), ("queued", "")]


def test_line_ends_cannot_add_headers_or_recipients():
    post(
        subject="Hei\r\nBcc: alle@example.org",
        sender_name="Haslum\nX: y",
        to=[("1", "kari@example.org\r\nRCPT TO:<alle@example.org>")],
    )

    message = Message.objects.get()
    assert (message.subject, message.sender_name) == ("Hei Bcc: alle@example.org", "Haslum X: y")
    assert Recipient.objects.get().state == "failed"


def test_messages_are_forgotten_when_their_time_is_over():
    post(key="gammel", at=NOON - timedelta(days=366))
    post(key="kode", at=NOON - timedelta(days=2), good_until=NOON - timedelta(days=1, minutes=1))
    post(key="fersk kode", at=NOON, good_until=NOON + timedelta(minutes=10))
    post(key="ny", at=NOON)

    assert (services.forget_old(at=NOON), services.forget_short_lived(at=NOON)) == (1, 1)
    assert list(Message.objects.order_by("key").values_list("key", flat=True)) == ["fersk kode", "ny"]
