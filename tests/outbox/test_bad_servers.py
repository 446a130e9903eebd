"""Mail servers that hang, refuse some, or drop the line after the text: nobody is forgotten or written to twice."""

import socket
import threading
import time
from collections import Counter

import pytest
from django.db import connection
from django.utils.timezone import now

from lokallag.outbox import services
from lokallag.outbox.backends import Result, SmtpCarrier
from lokallag.outbox.domain import checks
from lokallag.outbox.domain.delivery import Outcome
from lokallag.outbox.models import DeadAddress, Recipient
from tests.outbox.test_post import post
from tests.outbox.test_smtp import Mailbox, PlainController


def deliver_all(carrier):
    while services.deliver(carrier=carrier, limit=50) == 50:
        pass
    carrier.close()


@pytest.fixture
def serve(settings):
    started = []

    def start(box):
        controller = PlainController(box)
        controller.start()
        started.append(controller)
        settings.EMAIL_HOST, settings.EMAIL_PORT = controller.listening.getsockname()
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        return box

    yield start
    for controller in started:
        controller.stop()


class Moody(Mailbox):
    """Refuses every fiftieth recipient, and drops the line after every thirtieth text."""

    def __init__(self, *, refuses=0, drops=0):
        super().__init__()
        self.refuses, self.drops, self.asked, self.texts = refuses, drops, 0, 0
        self.dropped = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        self.asked += 1
        if self.refuses and self.asked % self.refuses == 0:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.texts += 1
        self.envelopes.append(envelope)
        if self.drops and self.texts % self.drops == 0:
            self.dropped.append(envelope.rcpt_tos[0])
            server.transport.abort()
        return "250 OK"


@pytest.mark.django_db
def test_a_server_that_refuses_two_per_cent_costs_those_alone(serve):
    box = serve(Moody(refuses=50))
    post(to=[(str(number), f"nr{number}@example.org") for number in range(200)], at=now())

    deliver_all(SmtpCarrier())

    assert Counter(Recipient.objects.values_list("state", flat=True)) == {"sent": 196, "failed": 4}
    assert len(box.envelopes) == 196
    refused = set(Recipient.objects.filter(state="failed").values_list("address", flat=True))
    assert set(DeadAddress.objects.values_list("address", flat=True)) == refused


@pytest.mark.django_db
def test_a_line_dropped_after_the_text_makes_that_letter_uncertain_and_no_other(serve):
    box = serve(Moody(drops=30))
    post(to=[(str(number), f"nr{number}@example.org") for number in range(100)], at=now())

    deliver_all(SmtpCarrier())

    uncertain = set(Recipient.objects.filter(state="uncertain").values_list("address", flat=True))
    assert uncertain == set(box.dropped)
    assert len(uncertain) == 3
    assert Recipient.objects.filter(state="sent").count() == 97
    assert max(Counter(envelope.rcpt_tos[0] for envelope in box.envelopes).values()) == 1


class Hanging:
    """Accepts lines, says as much as it is told to, and then nothing more."""

    def __init__(self, greeting):
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.greeting = greeting
        self.lines = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            try:
                line, _address = self.listening.accept()
            except OSError:
                return
            self.lines.append(line)
            line.sendall(self.greeting)


@pytest.mark.django_db
@pytest.mark.parametrize("greeting", [b"", b"220 hei\r\n"])
def test_a_server_that_hangs_is_given_up_after_its_time_and_costs_no_try(settings, greeting):
    server = Hanging(greeting)
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.listening.getsockname()
    settings.EMAIL_HOST_USER, settings.EMAIL_TIMEOUT = "", 0.2
    post(to=[("1", "kari@example.org"), ("2", "ola@example.org")], at=now())
    began = time.monotonic()

    assert services.deliver(carrier=SmtpCarrier()) == 0

    assert time.monotonic() - began < 3
    rows = Recipient.objects.values_list("state", "attempts")
    assert list(rows) == [("queued", 0), ("queued", 0)]
    assert not Recipient.objects.filter(due_at__lte=now()).exists()
    server.listening.close()
    for line in server.lines:
        line.close()


def test_nothing_in_the_database_is_held_while_the_server_is_spoken_with(isolated_database):
    class Watching:
        def __init__(self):
            self.seen = []

        def carry(self, letter):
            self.seen.append((connection.in_atomic_block, Recipient.objects.get().state))
            return Result(Outcome.ACCEPTED)

        def close(self):
            pass

    post(at=now())
    watching = Watching()

    services.deliver(carrier=watching)

    assert watching.seen == [(False, "claimed")]


@pytest.mark.django_db
def test_a_batch_that_takes_too_long_puts_back_what_is_not_begun():
    from tests.outbox.test_deliver import Postman

    post(to=[(str(number), f"nr{number}@example.org") for number in range(5)], at=now())
    ticks = iter(range(100))
    postman = Postman()

    services.deliver(carrier=postman, lasts=3, clock=lambda: next(ticks))

    assert len(postman.carried) == 2
    assert Counter(Recipient.objects.values_list("state", "attempts")) == {("sent", 1): 2, ("queued", 0): 3}


@pytest.mark.django_db
def test_a_fault_of_ours_costs_one_letter_and_not_the_others():
    from tests.outbox.test_deliver import Postman

    class Faulty(Postman):
        def carry(self, letter):
            if letter.address.startswith("nr1@"):
                raise KeyError("oi")
            return super().carry(letter)

    post(to=[(str(number), f"nr{number}@example.org") for number in range(3)], at=now())

    services.deliver(carrier=Faulty())

    assert list(Recipient.objects.order_by("pk").values_list("state", flat=True)) == ["sent", "uncertain", "sent"]


# --- who answers for a letter ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_name_that_nobody_answers_for_is_not_sent():
    from tests.outbox.test_deliver import Postman

    post(purpose="prove.ukjent", at=now())
    postman = Postman()

    services.deliver(carrier=postman)

    assert postman.carried == []
    assert list(Recipient.objects.values_list("state", "last_error")) == [("failed", "no check")]


@pytest.mark.django_db
def test_a_check_that_fails_lets_nobody_through_and_stops_no_other(monkeypatch):
    from tests.outbox.test_deliver import Postman

    def broken(_letters, _at):
        list(Recipient.objects.raw("SELECT no_such_column FROM outbox_recipient"))

    monkeypatch.setitem(checks._senders, "prove.brutt", checks.Sender("prove.brutt", broken))
    post(key="a", purpose="prove.brutt", at=now())
    post(key="b", at=now())
    postman = Postman()

    services.deliver(carrier=postman)

    assert len(postman.carried) == 1
    rows = Recipient.objects.order_by("message__key").values_list("state", "last_error")
    assert list(rows) == [("queued", "check failed"), ("sent", "")]
    assert services.deliver(carrier=postman) == 0


@pytest.mark.django_db
def test_whom_a_check_does_not_name_is_not_written_to(monkeypatch):
    from tests.outbox.test_deliver import Postman

    def only_the_first(letters, _at):
        return checks.Answer(frozenset(letters[:1]))

    monkeypatch.setitem(checks._senders, "prove.en", checks.Sender("prove.en", only_the_first))
    post(purpose="prove.en", to=[("1", "kari@example.org"), ("2", "ola@example.org")], at=now())
    postman = Postman()

    services.deliver(carrier=postman)

    assert [letter.address for letter in postman.carried] == ["kari@example.org"]
    assert Recipient.objects.get(recipient_key="2").last_error == "no right"


def test_a_name_is_answered_for_in_one_place():
    with pytest.raises(ValueError, match="two places"):
        checks.register("prove.hilsen", checks.everybody)


def test_every_message_that_the_code_writes_has_somebody_who_answers_for_it():
    """A letter that nobody answers for is never sent: a new sender fails here until it is registered."""
    posted = {
        "people.sign_in", "people.prove", "people.change_email", "people.notice", "organisation.approval",
        "membership.branch_choice", "membership.branch_offer", "membership.entry", "membership.email_entered",
        "register.left", "web.chain_broken", "web.chain_head", "start.first_sign_in", "start.break_glass",
        "privacy.receipt", "privacy.too_few_approvers", "followup.commitment",
    }  # fmt: skip
    mailings = {f"mailing.{kind}" for kind in ("news", "invitation", "help", "statutory")}
    assert posted | mailings <= set(checks.names())
