"""Language and colours: two choices that anyone has."""

import pytest

from lokallag.core.models import Change
from lokallag.outbox.models import Message
from lokallag.people import services
from lokallag.people.models import SignInRequest
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_language_is_kept_in_the_browser(client, language):
    answer = client.post("/sprak/", {"language": language, "next": "/avdelinger/?side=2"})

    assert (answer.status_code, answer.url) == (302, "/avdelinger/?side=2")
    assert client.cookies["sprak"].value == language
    assert client.get("/logg-inn/").headers["Content-Language"] == language


def test_a_signed_in_person_gets_messages_in_it_too(client):
    person = PersonFactory(language="nb")
    client.force_login(person)

    client.post("/sprak/", {"language": "nn"})

    person.refresh_from_db()
    assert person.language == "nn"
    assert list(Change.objects.values_list("act", "actor_id", "details")) == [
        ("people.choose_language", person.pk, {"language": "nn"})
    ]


def come_in(client, person):
    client.post("/logg-inn/", {"email": person.email})
    row = SignInRequest.objects.latest("asked_at")
    services.send_code(request_id=row.pk, at=row.asked_at)
    client.post("/logg-inn/kode/", {"kode": services.code_of(row.pk)})
    person.refresh_from_db()
    return Message.objects.get(key=f"people.sign_in:{row.pk}").subject


def test_a_language_chosen_before_signing_in_reaches_the_mail_and_is_kept_where_none_was_chosen(client):
    person = PersonFactory(language="nb")
    client.post("/sprak/", {"language": "nn"})

    subject = come_in(client, person)

    assert subject == "Koden din for å logge inn"  # the same in both; the text tells
    assert "Har du ikkje bedt om ein kode?" in Message.objects.get().text
    assert (person.language, person.language_is_chosen) == ("nn", True)


@pytest.mark.parametrize("chosen", [{"language": "nb", "language_is_chosen": True}, {"language": "en"}])
def test_a_persons_own_language_is_not_changed_by_the_browsers(client, chosen):
    person = PersonFactory(**chosen)
    client.post("/sprak/", {"language": "nn"})

    come_in(client, person)

    assert person.language == chosen["language"]


def test_without_a_choice_the_mail_is_in_the_persons_language(client):
    come_in(client, PersonFactory(language="nn"))

    assert "Har du ikkje bedt om ein kode?" in Message.objects.get().text


@pytest.mark.parametrize("scheme", ["light", "dark", "auto"])
def test_colours_are_kept_in_the_browser(client, scheme):
    answer = client.post("/utseende/", {"scheme": scheme, "next": "/logg-inn/"})

    assert (answer.status_code, answer.url, client.cookies["utseende"].value) == (302, "/logg-inn/", scheme)
    assert f'data-color-scheme="{scheme}"' in client.get("/logg-inn/").content.decode()


@pytest.mark.parametrize(
    ("address", "field", "cookie"), [("/sprak/", "language", "sprak"), ("/utseende/", "scheme", "utseende")]
)
def test_an_unknown_choice_changes_nothing_and_the_way_back_is_ours(client, address, field, cookie):
    answer = client.post(address, {field: "klingon", "next": "https://ond.example.org/"})

    assert (answer.status_code, answer.url) == (302, "/")
    assert cookie not in client.cookies
    assert client.get(address).status_code == 405
