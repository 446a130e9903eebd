"""Letters that may not have arrived and addresses that do not work, by name; only statutory notices go again."""

import pytest
from django.utils.timezone import now

from lokallag.core.models import Change, Look
from lokallag.mailing.domain.kinds import Kind
from lokallag.mailing.domain.segments import Segment
from lokallag.mailing.domain.words import Words
from lokallag.mailing.services import send_mailing, tell_of_dead_addresses
from lokallag.outbox import services as outbox
from lokallag.outbox.domain.delivery import Outcome
from lokallag.outbox.models import DeadAddress, Message, Recipient
from tests.cast import cast
from tests.outbox.test_deliver import Postman

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def uncertain(people):
    """A notice and a letter of news to Mona, both uncertain. Returns the carried letters by message."""
    Recipient.objects.all().delete()
    for key, statutory in (("innkalling", True), ("nytt", False)):
        send_mailing(
            key=key,
            kind=Kind.NEWS,
            segment=Segment(),
            unit=people.party,
            texts={"nb": Words(key.capitalize(), "Vi ses.")},
            by=None,
            at=now(),
            statutory=statutory,
        )
    postman = Postman(Outcome.UNKNOWN, Outcome.UNKNOWN)
    outbox.deliver(carrier=postman)
    return {letter.subject: letter for letter in postman.carried}


def test_the_board_reads_by_name_what_may_not_have_arrived(people, client, uncertain):
    page = people.sign_in(client, "secretary").get("/utsendinger/oppfolging/").context["page"]

    assert [(row.name, row.subject) for row in page.statutory] == [("Mona Dahl", "Innkalling")]
    assert [(row.name, row.subject) for row in page.others] == [("Mona Dahl", "Nytt")]
    assert Look.objects.filter(act="mailing.see_doubts").latest("pk").person_ids == [people["member"].pk]


def test_a_notice_is_sent_again_with_the_same_id_and_a_letter_of_news_never(people, client, uncertain):
    secretary = people.sign_in(client, "secretary")
    rows = {row.message.subject: row.pk for row in Recipient.objects.select_related("message")}

    refused = secretary.post("/utsendinger/oppfolging/send/", {"letters": [rows["Nytt"]]})
    sent = secretary.post("/utsendinger/oppfolging/send/", {"letters": [rows["Innkalling"]]})
    secretary.post("/utsendinger/oppfolging/send/", {"letters": [rows["Innkalling"]]})
    postman = Postman()
    outbox.deliver(carrier=postman)

    assert (refused.status_code, sent.status_code) == (422, 302)
    assert [letter.letter_id for letter in postman.carried] == [uncertain["Innkalling"].letter_id]
    states = dict(Recipient.objects.values_list("message__subject", "state"))
    assert states == {"Innkalling": "sent", "Nytt": "uncertain"}
    assert Change.objects.filter(act="mailing.send_again").count() == 1


def test_the_outbox_itself_never_sends_other_letters_again(people, uncertain):
    every = list(Recipient.objects.values_list("pk", flat=True))

    outbox.send_again(recipient_ids=every, at=now())

    assert Recipient.objects.filter(state="queued").count() == 1


def test_an_empty_page_says_so(people, client):
    answer = people.sign_in(client, "secretary").get("/utsendinger/oppfolging/")

    assert answer.status_code == 200
    assert "Alle adressene virker" in answer.content.decode()


def test_who_has_an_address_that_does_not_work_is_named_and_reached_by_telephone(people, client):
    mona = people["member"]
    mona.phone = "+4791234567"
    mona.save()
    DeadAddress.objects.create(address=mona.email.lower(), found_at=now(), said="550 5.1.1")

    page = people.sign_in(client, "board leader").get("/utsendinger/oppfolging/").context["page"]

    assert [(row.name, row.address, row.phone) for row in page.dead] == [("Mona Dahl", mona.email, "+4791234567")]


def test_the_boards_officers_are_told_once_a_day_and_the_mail_names_nobody(people):
    Message.objects.all().delete()
    DeadAddress.objects.create(address=people["member"].email.lower(), found_at=now())

    told = [tell_of_dead_addresses(at=now()), tell_of_dead_addresses(at=now())]

    letters = Message.objects.filter(purpose="mailing.dead_addresses")
    assert told == [1, 1]
    assert set(Recipient.objects.values_list("address", flat=True)) == {
        people["board leader"].email,
        people["secretary"].email,
    }
    assert letters.count() == 2
    for letter in letters:
        assert "Mona" not in letter.subject + letter.text
        assert people["member"].email not in letter.text


def test_without_new_ones_nobody_is_told(people):
    Message.objects.all().delete()

    assert tell_of_dead_addresses(at=now()) == 0
    assert Message.objects.count() == 0


def test_signing_in_with_a_code_proves_the_address(people):
    from lokallag.people.services import code_of, open_request, redeem_code

    mona = people["member"]
    DeadAddress.objects.create(address=mona.email.lower(), found_at=now())
    ticket = open_request(address=mona.email, network="192.0.2.1", next_path="", at=now())

    redeem_code(ticket=ticket, code=code_of(ticket.request_id), at=now())

    assert DeadAddress.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_for_one_as_for_three(people, client, count, django_assert_max_num_queries):
    secretary = people.sign_in(client, "secretary")
    for person in list(people.persons.values())[:count]:
        DeadAddress.objects.create(address=person.email.lower(), found_at=now())

    with django_assert_max_num_queries(14):
        page = secretary.get("/utsendinger/oppfolging/").context["page"]

    assert len(page.dead) == count
