"""Leaving: at once, with a receipt that nothing keeps."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from lokallag.organisation.models import Term
from lokallag.organisation.services import adopt_rules
from lokallag.outbox.backends import Result
from lokallag.outbox.domain.delivery import Outcome
from lokallag.outbox.models import Message, Recipient
from lokallag.outbox.services import claim, settle_abandoned, write_results
from lokallag.people.models import Person
from lokallag.privacy import services
from lokallag.privacy.models import Erasure
from lokallag.register.services import has_left
from tests.cast import cast
from tests.privacy.canaries import where

pytestmark = pytest.mark.django_db

CONFIRM = "/min-side/meld-ut/bekreft/"
MONA = ("Mona", "Dahl", "mona.dahl@example.org")


@pytest.fixture(autouse=True)
def _own_ledger(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def people():
    return cast()


def test_two_presses_leave_and_the_receipt_names_nobody(client, people):
    people.sign_in(client, "member")

    first = client.get("/min-side/meld-ut/").content.decode()
    asked = client.get(CONFIRM)
    response = client.post(CONFIRM)
    receipt = client.get(response.url).content.decode()

    assert CONFIRM in first
    assert asked.status_code == 200
    assert response.url == "/utmeldt/"
    assert "Du er meldt ut" in receipt
    assert "Mona" not in receipt
    assert not Person.objects.filter(pk=people["member"].pk).exists()
    assert Erasure.objects.get().why == "left"


def test_the_page_says_what_goes_what_stays_and_how_the_national_membership_ends(client, people):
    people.sign_in(client, "branch leader")

    text = client.get("/min-side/meld-ut/").content.decode()

    for words in (
        "Dette slettes",
        "Dette står igjen",
        "Navn, verv og datoer",
        "35 dager",
        "Skriv til partiet sentralt",
    ):
        assert words in text


def test_the_organisation_says_in_its_own_words_how_the_national_membership_ends(client, people):
    adopt_rules(
        unit=people.party,
        values={"national_leaving": ("Skriv til medlem@partiet.example.", "")},
        valid_from=people.today,
        decision="Styremøtet, sak 2",
        after_version=0,
        by=None,
        at=now(),
    )
    people.sign_in(client, "member")

    assert "Skriv til medlem@partiet.example." in client.get("/min-side/meld-ut/").content.decode()


def test_all_of_the_persons_browsers_are_signed_out(client, people):
    other = people.sign_in(Client(), "member")
    people.sign_in(client, "member")

    client.post(CONFIRM)

    assert [each.get("/min-side/").status_code for each in (client, other)] == [302, 302]


def test_leaving_twice_is_leaving_once(client, people):
    people.sign_in(client, "member")

    client.post(CONFIRM)
    again = client.post(CONFIRM)

    assert again.url.startswith("/logg-inn/")
    assert Erasure.objects.count() == 1


def test_a_get_leaves_nobody(client, people):
    people.sign_in(client, "member")

    client.get(CONFIRM)

    assert Person.objects.filter(pk=people["member"].pk).exists()


def test_the_receipt_is_sent_and_then_nothing_of_it_is_left(client, people):
    people.sign_in(client, "member")
    client.post(CONFIRM)
    before = where(MONA)

    letters = []
    while rows := claim(at=now()).rows:
        letters += [(row.address, row.message.subject) for row in rows]
        write_results(results=[(row, Result(Outcome.ACCEPTED, "250")) for row in rows], at=now())

    assert set(before) == {"outbox_recipient.address"}
    assert letters.count((MONA[2], "Du er meldt ut")) == 1
    assert [address for address, _subject in letters].count(MONA[2]) == 1
    assert where(MONA) == {}


def test_a_receipt_that_nobody_takes_is_forgotten_too(client, people):
    people.sign_in(client, "member")
    client.post(CONFIRM)
    recipient = Recipient.objects.select_related("message").get(message__is_fleeting=True)
    [claimed] = claim(at=now(), message_id=recipient.message_id).rows

    write_results(results=[(claimed, Result(Outcome.REFUSED, "550"))], at=now())

    assert not Message.objects.filter(pk=recipient.message_id).exists()


def test_a_receipt_of_a_stopped_worker_is_forgotten_too(client, people):
    people.sign_in(client, "member")
    client.post(CONFIRM)
    message = Message.objects.get(is_fleeting=True)
    claim(at=now(), message_id=message.pk)
    settle_abandoned(at=now() + timedelta(days=1))

    assert not Message.objects.filter(is_fleeting=True).exists()


def test_the_register_remembers_the_number_as_a_hash(client, people):
    people.sign_in(client, "member")

    client.post(CONFIRM)

    assert has_left("100001")
    assert where(("100001",)) == {}


def test_the_last_who_can_approve_leaves_after_a_warning_and_the_whole_board_is_told(client, people):
    people.sign_in(client, "board leader")

    warned = [client.get(page).content.decode() for page in ("/min-side/meld-ut/", CONFIRM)]
    response = client.post(CONFIRM)

    assert all("Det hindrer deg ikke" in page and "ny leder eller sekretær" in page for page in warned)
    assert response.url == "/utmeldt/"
    assert not Person.objects.filter(pk=people["board leader"].pk).exists()
    letters = Recipient.objects.filter(message__purpose="privacy.too_few_approvers").select_related("message")
    board = {people[who].email for who in ("secretary", "board member")}
    assert {letter.address for letter in letters} == board
    for letter in letters:
        assert "bare én som kan godkjenne" in letter.message.text
        assert "Sindre Vik" in letter.message.text
        assert "lokallag start --break-glass" in letter.message.text
        assert "Lund" not in letter.message.text


def test_when_nobody_is_left_who_can_approve_the_board_is_sent_to_the_server(people):
    for who in ("board leader", "secretary"):
        services.leave_party(person=people[who], by=people[who], at=now())

    letter = Message.objects.filter(purpose="privacy.too_few_approvers").order_by("-pk")[0]
    assert "ingen igjen som kan godkjenne" in letter.text
    assert "lokallag start --break-glass" in letter.text
    assert Recipient.objects.get(message=letter).address == people["board member"].email


def test_who_is_not_missed_leaves_without_warning_or_letters(client, people):
    people.sign_in(client, "board member")

    page = client.get(CONFIRM).content.decode()
    client.post(CONFIRM)

    assert "Det hindrer deg ikke" not in page
    assert not Message.objects.filter(purpose="privacy.too_few_approvers").exists()


def test_a_branch_leader_leaves_and_the_branch_keeps_the_name_in_its_archive(client, people):
    people.sign_in(client, "branch leader")

    client.post(CONFIRM)

    term = Term.objects.get(holder_name="Hanne Ås")
    assert (term.person, term.until_on) == (None, people.today)


def test_a_person_without_an_address_leaves_without_a_letter(client, people):
    Person.objects.filter(pk=people["member"].pk).update(email="")
    people.sign_in(client, "member")

    client.post(CONFIRM)

    assert not Message.objects.filter(is_fleeting=True).exists()
    assert not Person.objects.filter(pk=people["member"].pk).exists()


def test_erasing_somebody_who_is_gone_changes_nothing(people):
    member = people["member"]
    services.leave_party(person=member, by=member, at=now())

    services.erase_person(person=member, by=None, at=now(), why="left")

    assert Erasure.objects.count() == 1
