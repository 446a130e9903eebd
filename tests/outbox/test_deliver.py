"""Handing messages over: claimed before, written down after, and what follows when something breaks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connection

from lokallag.outbox import queries, services
from lokallag.outbox.backends import Result, UnreachableError
from lokallag.outbox.domain.delivery import Outcome
from lokallag.outbox.models import Recipient
from tests.factories import NOON
from tests.outbox.test_post import post

ABOUT_NOON = time_machine.travel(NOON, tick=False)


class Postman:
    """A carrier that answers as it is told, and remembers what it was given."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.carried = []

    def carry(self, letter):
        self.carried.append(letter)
        answer = self.answers.pop(0) if self.answers else Outcome.ACCEPTED
        if answer is UnreachableError:
            raise UnreachableError("ingen svarer")
        return Result(answer, f"sa {answer}")

    def close(self):
        pass


def states():
    return list(Recipient.objects.order_by("pk").values_list("state", "attempts"))


@pytest.mark.django_db
@ABOUT_NOON
def test_each_recipient_gets_a_letter_of_their_own():
    post(to=[("1", "kari@example.org"), ("2", "ola@example.org")])
    postman = Postman()

    done = services.deliver(carrier=postman, limit=10)

    assert done == 2
    assert [letter.address for letter in postman.carried] == ["kari@example.org", "ola@example.org"]
    assert len({letter.letter_id for letter in postman.carried}) == 2
    assert list(Recipient.objects.values_list("state", "sent_at")) == [("sent", NOON), ("sent", NOON)]


@pytest.mark.django_db
@ABOUT_NOON
def test_what_is_sent_is_not_sent_again():
    post()
    services.deliver(carrier=Postman(), limit=10)
    postman = Postman()

    assert (services.deliver(carrier=postman, limit=10), postman.carried) == (0, [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.ACCEPTED, "sent"),
        (Outcome.UNKNOWN, "uncertain"),
        (Outcome.REFUSED, "failed"),
        (Outcome.LATER, "queued"),
    ],
)
@ABOUT_NOON
def test_what_came_of_a_try_is_written_down(outcome, state):
    post()

    services.deliver(carrier=Postman(outcome), limit=1)

    assert states() == [(state, 1)]


@pytest.mark.django_db
def test_a_letter_to_be_tried_later_waits_and_keeps_its_id():
    post(at=NOON)
    postman = Postman(Outcome.LATER)
    with time_machine.travel(NOON, tick=False):
        services.deliver(carrier=postman, limit=1)
        assert services.deliver(carrier=postman, limit=1) == 0
    with time_machine.travel(NOON + timedelta(minutes=2), tick=False):
        services.deliver(carrier=postman, limit=1)

    first, second = postman.carried
    assert first == second
    assert states() == [("sent", 2)]


@pytest.mark.django_db
@ABOUT_NOON
def test_a_mail_server_that_does_not_answer_costs_no_try_and_stops_the_round():
    post(to=[("1", "kari@example.org"), ("2", "ola@example.org")])
    postman = Postman(UnreachableError)

    assert services.deliver(carrier=postman, limit=10) == 0
    assert states() == [("queued", 0), ("queued", 0)]
    assert len(postman.carried) == 1


@pytest.mark.django_db
def test_a_message_past_its_time_is_not_sent():
    post(good_until=NOON + timedelta(minutes=10))
    postman = Postman()

    with time_machine.travel(NOON + timedelta(minutes=11), tick=False):
        services.deliver(carrier=postman, limit=10)

    assert postman.carried == []
    assert list(Recipient.objects.values_list("state", "last_error")) == [("failed", "too late")]


@pytest.mark.django_db
def test_what_a_killed_worker_had_claimed_becomes_uncertain_and_is_listed():
    post(to=[("1", "kari@example.org"), ("2", "ola@example.org")])
    services.claim(at=NOON, limit=1)  # and then its worker is killed

    early = services.settle_abandoned(at=NOON + timedelta(minutes=4))
    late = services.settle_abandoned(at=NOON + timedelta(minutes=6))

    assert (early, late) == (0, 1)
    assert states() == [("uncertain", 0), ("queued", 0)]
    doubts = [(doubt.message_key, doubt.recipient_key, doubt.claimed_at) for doubt in queries.doubts()]
    assert doubts == [("prove:1", "1", NOON)]
    assert queries.counts() == {"queued": 1, "claimed": 0, "sent": 0, "uncertain": 1, "failed": 0}


@pytest.mark.django_db
@pytest.mark.parametrize(("outcome", "state"), [(Outcome.ACCEPTED, "sent"), (Outcome.LATER, "uncertain")])
def test_a_slow_worker_that_lives_after_all_can_only_tell_that_it_was_sent(outcome, state):
    post()
    claimed = services.claim(at=NOON).rows[0]
    services.settle_abandoned(at=NOON + timedelta(minutes=6))

    services.write_results(results=[(claimed, Result(outcome))], at=NOON + timedelta(minutes=7))

    assert Recipient.objects.get().state == state


def test_two_workers_never_claim_the_same_recipient(isolated_database):
    post(to=[(str(number), f"nr{number}@example.org") for number in range(20)])
    start = Barrier(4)

    def work():
        start.wait()
        claimed = []
        while rows := services.claim(at=NOON, limit=3).rows:
            claimed.extend(row.recipient_key for row in rows)
        connection.close()
        return claimed

    with ThreadPoolExecutor(4) as pool:
        taken = [key for done in [pool.submit(work) for _ in range(4)] for key in done.result()]

    assert sorted(taken, key=int) == [str(number) for number in range(20)]
