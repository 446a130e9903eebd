"""The senders' own checks: who has lost the office, the membership or the task that a letter was written for."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from lokallag.membership.domain.choices import Reason
from lokallag.membership.services import choose_branch
from lokallag.organisation.models import Term
from lokallag.outbox import services
from lokallag.outbox.domain import checks
from lokallag.outbox.domain.checks import Waiting, Why
from tests.cast import cast
from tests.followup.stage import take_on
from tests.outbox.test_deliver import Postman
from tests.outbox.test_post import post

pytestmark = pytest.mark.django_db
NOBODY = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def people():
    return cast()


def answer(name, *letters):
    waiting = [Waiting(key, str(getattr(person, "key", person)), "x@example.org") for key, person in letters]
    said = checks.sender_of(name).check(waiting, now())
    return [said.refusal(letter) for letter in waiting]


def leave_office(person):
    Term.objects.filter(person=person).update(until_on=localdate() - timedelta(days=1))


@pytest.mark.parametrize("name", ["people.notice", "membership.entry", "start.first_sign_in", "start.break_glass"])
def test_who_is_erased_is_not_written_to(people, name):
    assert answer(name, ("a", people["member"]), ("b", NOBODY), ("c", "ikke-en-nøkkel")) == [
        None,
        Why.ERASED,
        Why.ERASED,
    ]


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("organisation.approval", "board leader"),
        ("web.chain_broken", "board member"),
        ("web.chain_head", "board member"),
        ("privacy.too_few_approvers", "board member"),
        ("register.left", "secretary"),
        ("membership.email_entered", "secretary"),
        ("mailing.dead_addresses", "secretary"),
    ],
)
def test_a_letter_to_an_officer_waits_for_no_office_that_has_ended(people, name, who):
    letter = (f"{name}:1", people[who])
    before = answer(name, letter, (f"{name}:1", people["member"]))
    leave_office(people[who])

    assert (before, answer(name, letter)) == ([None, Why.NO_RIGHT], [Why.NO_RIGHT])


def test_a_note_of_a_choice_goes_to_the_member_and_to_those_who_lead(people):
    name, key = "membership.branch_choice", "membership.branch_choice:1"
    letters = (
        (f"{key}:member", people["member"]),
        (f"{key}:member", people["stranger"]),
        (f"{key}:joined:5", people["branch leader"]),
        (f"{key}:joined:5", people["member"]),
    )

    assert answer(name, *letters) == [None, Why.NO_RIGHT, None, Why.NO_RIGHT]


def test_an_offer_goes_to_members_alone(people):
    name = "membership.branch_offer"

    assert answer(name, ("a", people["member"]), ("b", people["stranger"])) == [None, Why.NO_RIGHT]


def test_a_task_that_was_given_to_another_is_not_written_about(people):
    task = take_on(people, who="branch leader")
    key = f"followup.commitment:{task.pk}:soon:2026-01-01"

    assert answer("followup.commitment", (key, people["branch leader"]), (key, people["member"])) == [
        None,
        Why.NO_RIGHT,
    ]


def test_a_code_goes_only_while_it_is_asked_for_and_not_used(people):
    from lokallag.people.models import SignInRequest

    asked = SignInRequest.objects.create(
        address=people["member"].email, browser_hash="a" * 64, network_hash="b" * 64, asked_at=now()
    )
    before = answer("people.sign_in", ("a", asked.pk), ("b", NOBODY))
    asked.proved_at = asked.used_at = now()
    asked.save()

    assert (before, answer("people.sign_in", ("a", asked.pk))) == ([None, Why.ERASED], [Why.ERASED])


def test_the_last_receipt_goes_to_who_is_erased_already():
    assert answer("privacy.receipt", ("a", NOBODY)) == [None]


def test_a_note_in_the_queue_is_stopped_when_its_reader_leaves_office(people):
    services_before = Postman()
    services.deliver(carrier=services_before)
    choose_branch(
        membership=people["member"].membership, unit=people.sandvika, by=None, at=now(), reason=Reason.OWN_CHOICE
    )
    leave_office(people["branch leader"])
    postman = Postman()

    services.deliver(carrier=postman)

    got = {letter.address for letter in postman.carried}
    assert people["neighbour leader"].email in got
    assert people["branch leader"].email not in got


@pytest.mark.parametrize("name", [name for name in checks.names() if not name.startswith("prove.")])
def test_no_check_asks_more_for_three_than_for_one(people, name, django_assert_max_num_queries):
    everybody = [people[who] for who in ("board leader", "secretary", "member")]

    with django_assert_max_num_queries(6):
        answer(name, *((f"{name}:{number}", person) for number, person in enumerate(everybody)))


def test_messages_of_several_senders_are_asked_about_together(people):
    for number in range(3):
        to = [(str(people["member"].key), "a@example.org")]
        post(key=f"people.notice:{number}", purpose="people.notice", to=to, at=now())
    post(key="x", purpose="membership.entry", to=[(NOBODY, "b@example.org")], at=now())
    postman = Postman()

    services.deliver(carrier=postman)

    assert [letter.address for letter in postman.carried].count("a@example.org") == 3
    assert "b@example.org" not in [letter.address for letter in postman.carried]
