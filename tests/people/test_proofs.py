"""Who has no second factor shows anew that they read their mailbox, before what could take them over or erase them."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from lokallag.outbox.models import Message, Recipient
from lokallag.people import services
from lokallag.people.models import Person, SignInRequest
from tests.cast import cast
from tests.factories import PersonFactory
from tests.people.test_second_factor import by_code

pytestmark = pytest.mark.django_db

PROVE, SEND = "/min-side/innlogging/bekreft/", "/min-side/innlogging/bekreft/kode/"
CONTACT, LEAVE, DOWNLOAD = "/min-side/innlogging/kontakt/", "/min-side/meld-ut/bekreft/", "/min-side/last-ned/"
APP, PASSKEY = "/min-side/innlogging/app/", "/min-side/innlogging/passnokkel/sporsmal/"
ELEVEN = timedelta(minutes=11)


@pytest.fixture
def clock():
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as moving:
        yield moving


def newest_code():
    return services.code_of(SignInRequest.objects.order_by("-asked_at").first().pk)


def prove(client, next_path=""):
    client.post(SEND, {"next": next_path})
    return client.post(PROVE, {"kode": newest_code(), "next": next_path})


@pytest.mark.parametrize("path", [CONTACT, LEAVE, DOWNLOAD, APP])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_open_browser_is_asked_for_a_code_from_the_mailbox(client, clock, path, method):
    person = PersonFactory(email="kari@example.org")
    by_code(client, person)
    at_once = client.get(path).status_code
    clock.shift(timedelta(hours=1, minutes=1))

    answer = getattr(client, method)(path, {})

    assert at_once == 200
    assert (answer.status_code, answer.url) == (302, f"{PROVE}?next={path.replace('/', '%2F')}")
    assert Person.objects.filter(pk=person.pk, email="kari@example.org").exists()


def test_a_passkey_too(client, clock):
    by_code(client, PersonFactory())
    clock.shift(ELEVEN)

    answer = client.post(PASSKEY)

    assert (answer.status_code, answer.json()["go"].partition("?")[0]) == (403, PROVE)


def test_the_code_goes_to_the_present_address_and_opens_for_ten_minutes(client, clock):
    person = PersonFactory(email="kari@example.org", given_name="Kari")
    by_code(client, person)
    clock.shift(ELEVEN)

    offered = client.get(f"{PROVE}?next={CONTACT}").content.decode()
    none_yet = Message.objects.filter(purpose="people.prove").count()
    came_on = prove(client, CONTACT)
    inside = client.get(CONTACT).status_code
    clock.shift(ELEVEN)
    outside = client.get(CONTACT).status_code

    message = Message.objects.get(purpose="people.prove")
    assert "kari@example.org" in offered
    assert none_yet == 0
    assert (came_on.url, inside, outside) == (CONTACT, 200, 302)
    assert Recipient.objects.get(message=message).address == "kari@example.org"
    assert message.text.startswith("Hei Kari!")


def test_another_address_takes_a_code_from_the_old_and_one_from_the_new(client, clock):
    person = PersonFactory(email="gammel@example.org")
    by_code(client, person)
    clock.shift(ELEVEN)

    refused = client.post(CONTACT, {"email": "tyv@example.org", "phone": ""})
    prove(client)
    client.post(CONTACT, {"email": "ny@example.org", "phone": ""})
    client.post(f"{CONTACT}kode/", {"kode": services.email_code_of(person.email_changes.get().pk)})
    person.refresh_from_db()

    assert refused.status_code == 403
    assert "tyv@example.org" in refused.content.decode()  # what was written is given back
    assert person.email == "ny@example.org"
    assert person.email_changes.get().replaced == "gammel@example.org"


def test_the_code_opens_nothing_in_another_browser_and_signs_nobody_in(client, client_of_another, clock):
    person = PersonFactory()
    by_code(client, person)
    by_code(client_of_another, person)
    clock.shift(ELEVEN)
    client.post(SEND)
    code = newest_code()

    elsewhere = client_of_another.post(PROVE, {"kode": code})
    stranger = Client()
    stranger.post("/logg-inn/kode/", {"kode": code})

    assert elsewhere.status_code == 302
    assert client_of_another.get(LEAVE).url.startswith(PROVE)
    assert stranger.get("/min-side/").status_code == 302


def test_a_wrong_code_is_told_and_five_close_it(client, clock):
    by_code(client, PersonFactory())
    clock.shift(ELEVEN)
    client.post(SEND)
    wrong = "00000000" if newest_code() != "00000000" else "11111111"

    statuses = [client.post(PROVE, {"kode": wrong}).status_code for _ in range(5)]

    assert statuses == [422] * 4 + [302]
    assert client.get(LEAVE).status_code == 302


def test_one_of_two_with_the_same_address_is_proved_alone(client, clock):
    kari = PersonFactory(email="felles@example.org", given_name="Kari")
    PersonFactory(email="felles@example.org", given_name="Ola")
    client.force_login(kari)
    clock.shift(ELEVEN)

    came_on = prove(client, LEAVE)

    assert came_on.url == LEAVE
    assert client.get(LEAVE).status_code == 200
    assert client.get("/min-side/").context["page"] is not None
    assert SignInRequest.objects.get().used_at is not None


def test_codes_are_asked_for_a_few_times_an_hour(client, clock):
    by_code(client, PersonFactory())
    clock.shift(ELEVEN)

    for _number in range(8):
        client.post(SEND)

    assert Message.objects.filter(purpose="people.prove").count() == 4  # one was asked for on the way in


def test_who_has_a_factor_is_asked_for_that_and_not_for_a_code_by_mail(client, clock):
    people = cast()
    services.seed_app(
        person=people["member"], secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", at=people["member"].created_at
    )
    people.sign_in(client, "member")
    clock.shift(ELEVEN)

    assert client.get(LEAVE).url.startswith("/logg-inn/bekreft/")
    assert client.get(PROVE).url == "/min-side/innlogging/"


def test_who_has_lost_the_mailbox_is_told_whom_to_ask(client, clock):
    people = cast()
    people.party.public_email = "styret@example.org"
    people.party.save(update_fields=["public_email"])
    people.sign_in(client, "stranger")
    clock.shift(ELEVEN)

    assert "styret@example.org" in client.get(PROVE).content.decode()


def test_who_leaves_soon_after_a_change_of_address_is_told_at_the_old_one_too(client, clock, settings, tmp_path):
    settings.VAR = tmp_path
    person = PersonFactory(email="gammel@example.org")
    by_code(client, person)
    client.post(CONTACT, {"email": "ny@example.org", "phone": ""})
    client.post(f"{CONTACT}kode/", {"kode": services.email_code_of(person.email_changes.get().pk)})

    client.post(LEAVE)

    receipts = Recipient.objects.filter(message__purpose="privacy.receipt")
    assert sorted(receipts.values_list("address", flat=True)) == ["gammel@example.org", "ny@example.org"]
    assert not Person.objects.filter(pk=person.pk).exists()


def test_the_old_address_is_forgotten_after_a_day(clock):
    person = PersonFactory(email="gammel@example.org")
    officer = PersonFactory()
    start = person.created_at
    services.enter_email(person=person, address="ny@example.org", by=officer, at=start)
    person.refresh_from_db()

    within = services.replaced_addresses(person, at=start + timedelta(hours=23))
    after = services.replaced_addresses(person, at=start + timedelta(hours=24))

    assert (within, after) == (["gammel@example.org"], [])
