"""Choosing recipients, writing them down, and asking again at the claim."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from lokallag.core.errors import RuleViolation
from lokallag.mailing.domain.kinds import Kind
from lokallag.mailing.domain.segments import Segment, Who
from lokallag.mailing.domain.words import Words
from lokallag.mailing.models import Mailing, Unsubscription
from lokallag.mailing.queries import Audience, audience, persons_of
from lokallag.mailing.services import send_mailing, unsubscribe
from lokallag.membership.services import start_membership
from lokallag.outbox import services as outbox
from lokallag.outbox.models import DeadAddress, Message, Recipient
from lokallag.people.models import Person
from lokallag.people.services import register_person
from tests.cast import cast
from tests.outbox.test_deliver import Postman

pytestmark = pytest.mark.django_db
EVERYONE = Segment()
BOKMAAL = {"nb": Words("Medlemsmøte", "Vi ses på torsdag.")}


@pytest.fixture
def people():
    return cast()


def add_member(given, *, birth_year=1980, email=None, language="nb"):
    person = register_person(
        given_name=given,
        family_name="Prøve",
        email=f"{given}@example.org".lower() if email is None else email,
        birth_year=birth_year,
        by=None,
        at=now(),
    )
    start_membership(person=person, number=f"P{person.pk}", joined_on=localdate(), by=None, at=now())
    if language != "nb":
        Person.objects.filter(pk=person.pk).update(language=language)
    return person


def send(people, key="prove:1", segment=EVERYONE, kind=Kind.NEWS, texts=BOKMAAL, **fields):
    by = people["board leader"]
    return send_mailing(key=key, kind=kind, segment=segment, unit=people.party, texts=texts, by=by, at=now(), **fields)


def names(segment):
    return {person.given_name for person in persons_of(segment, localdate())}


def test_segments_choose_members_units_officers_and_ages(people):
    add_member("Ung", birth_year=localdate().year - 30)
    add_member("Ukjent", birth_year=None)

    everyone = names(Segment())
    assert {"Mona", "Ung", "Ukjent"} <= everyone
    assert "Stian" not in everyone
    assert "Mona" in names(Segment(units=(people.haslum.pk,)))
    assert "Ung" not in names(Segment(units=(people.haslum.pk,)))
    assert names(Segment(who=Who.OFFICERS, titles=("leader",))) == {"Berit", "Hanne", "Nils"}
    assert names(Segment(who=Who.OFFICERS, units=(people.sandvika.pk,))) == {"Nils"}
    assert names(Segment(low=30, high=30)) == {"Ung"}
    assert "Ukjent" not in names(Segment(high=120))


@pytest.mark.parametrize("fields", [{"low": 40, "high": 30}, {"low": -1}, {"high": 121}, {"titles": ("leader",)}])
def test_a_segment_that_cannot_be_meant_is_refused(fields):
    with pytest.raises(ValueError):
        Segment(**fields)


def test_a_mailing_is_one_message_per_language_and_one_row_per_person(people):
    add_member("Nynorsk", language="nn")
    add_member("Utan", email="", language="nn")
    expected = persons_of(Segment(), localdate()).count()

    texts = {**BOKMAAL, "nn": Words("Medlemsmøte", "Me sjåast på torsdag.")}
    mailing = send(people, texts=texts)

    assert (mailing.recipients, mailing.without_address) == (expected, 1)
    assert Recipient.objects.count() == expected
    assert list(Message.objects.order_by("key").values_list("key", "language", "purpose", "sender_name")) == [
        ("prove:1:nb", "nb", "mailing.news", "Bærum Arbeiderparti"),
        ("prove:1:nn", "nn", "mailing.news", "Bærum Arbeiderparti"),
    ]
    nn = Recipient.objects.filter(message__language="nn").order_by("address").values_list("address", "last_error")
    assert list(nn) == [("", "not an address"), ("nynorsk@example.org", "")]


def test_the_same_key_sends_once(people):
    first, again = send(people), send(people, texts={"nb": Words("Annet", "Annet")})

    assert first.pk == again.pk
    assert Message.objects.count() == Mailing.objects.count() == 1


def test_each_gets_the_button_with_a_link_of_their_own(people):
    add_member("Enda")
    texts = {"nb": Words("Møte", "Kommer du?", "Svar her")}
    send(people, texts=texts, action_url="https://x.example/alle", link_of=lambda key: f"https://x.example/svar/{key}")
    postman = Postman()

    outbox.deliver(carrier=postman)

    links = {letter.action_url for letter in postman.carried}
    assert len(links) == len(postman.carried) > 1
    assert all(f"Svar her:\n{letter.action_url}\n" in letter.text for letter in postman.carried)


@pytest.mark.parametrize("words", [{}, {"nb": Words(" ", "x")}, {"nb": Words("x", "\n")}])
def test_a_mailing_without_words_is_not_sent(people, words):
    with pytest.raises(RuleViolation):
        send(people, texts=words)
    assert Mailing.objects.count() == 0


def test_who_has_left_the_kind_is_not_written_to_but_gets_what_the_statutes_ask_for(people):
    mona = people["member"]
    unsubscribe(person=mona, kind=Kind.NEWS, way="link", by=None, at=now())

    send(people, key="a")
    send(people, key="b", kind=Kind.INVITATION)
    send(people, key="c", statutory=True)

    got = Recipient.objects.filter(recipient_key=str(mona.key)).values_list("message__key", flat=True)
    assert sorted(got) == ["b:nb", "c:nb"]
    with pytest.raises(ValueError):
        unsubscribe(person=mona, kind=Kind.STATUTORY, way="link", by=None, at=now())


def test_right_wish_erasure_and_address_are_asked_at_the_claim(people):
    left, gone, _dead, ended = (add_member(name) for name in ("Left", "Gone", "Dead", "Ended"))
    send(people)
    unsubscribe(person=left, kind=Kind.NEWS, way="link", by=None, at=now())
    DeadAddress.objects.create(address="dead@example.org", found_at=now())
    ended.membership.ended_on, ended.membership.end_reason = localdate(), "resigned"
    ended.membership.save()
    Recipient.objects.filter(recipient_key=str(gone.key)).update(recipient_key="11111111-1111-4111-8111-111111111111")
    postman = Postman()

    outbox.deliver(carrier=postman)

    why = dict(Recipient.objects.filter(state="failed").values_list("address", "last_error"))
    assert why == {
        "left@example.org": "unsubscribed",
        "gone@example.org": "erased",
        "dead@example.org": "bounced",
        "ended@example.org": "no right",
    }
    assert {letter.address for letter in postman.carried}.isdisjoint(why)
    assert Recipient.objects.filter(state="sent").count() == len(postman.carried) > 0


def test_unsubscribing_in_the_middle_of_a_mailing_holds_from_the_next_batch(people):
    members = [add_member(f"Nr{number}") for number in range(6)]
    send(people)
    postman = Postman()
    outbox.deliver(carrier=postman, limit=4)
    waiting = Recipient.objects.filter(state="queued").order_by("pk").last()
    person = next(each for each in members if str(each.key) == waiting.recipient_key)

    unsubscribe(person=person, kind=Kind.NEWS, way="link", by=None, at=now())
    while outbox.deliver(carrier=postman, limit=4) == 4:
        pass

    assert person.email not in {letter.address for letter in postman.carried}
    assert Recipient.objects.get(pk=waiting.pk).last_error == "unsubscribed"


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_is_asked_about_in_a_fixed_number_of_queries(people, count, django_assert_num_queries):
    for number in range(count):
        add_member(f"Nr{number}")
    send(people)

    with django_assert_num_queries(12):
        outbox.claim(at=now() + timedelta(minutes=1))


def test_the_audience_is_counted_in_one_query(people, django_assert_num_queries):
    before = audience(Segment(), Kind.NEWS, localdate())
    add_member("Uten", email="")
    DeadAddress.objects.create(address="dead@example.org", found_at=now())
    add_member("Dead", email="Dead@example.org")
    unsubscribe(person=add_member("Left"), kind=Kind.NEWS, way="own_page", by=None, at=now())

    with django_assert_num_queries(1):
        found = audience(Segment(), Kind.NEWS, localdate())

    assert found == Audience(persons=before.persons + 3, gets=before.gets, without_address=1, dead_address=1, left=1)
    assert audience(Segment(), Kind.STATUTORY, localdate()).left == 0


def test_a_wish_is_kept_once(people):
    mona = people["member"]
    first = unsubscribe(person=mona, kind=Kind.NEWS, way="link", by=None, at=now())
    again = unsubscribe(person=mona, kind=Kind.NEWS, way="own_page", by=mona, at=now())

    assert (first, again, Unsubscription.objects.count()) == (True, False, 1)
