"""From nothing to the first board: the page with its code, and the service behind page and command."""

import html
import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from lokallag.core.models import Change
from lokallag.core.permissions import may
from lokallag.organisation.models import Kind, Profile, Term, Unit
from lokallag.outbox.models import Message, Recipient
from lokallag.people.models import Person
from lokallag.playbook.models import ActivityKind, DutyVersion
from lokallag.start import queries, services
from tests.cast import cast
from tests.factories import MunicipalFactory, PersonFactory, UnitFactory
from tests.organisation.forms_sent import read
from tests.start.stage import AMINA, SINDRE, minutes, written, yesterday


def found() -> services.Founded:
    """Found the organisation through the service."""
    return services.found_organisation(
        organisation="Bærum Arbeiderparti",
        municipality="3201",
        colour="#b3212b",
        leader=AMINA,
        secretary=SINDRE,
        minutes=minutes(),
        at=now(),
    )


def shown(response: HttpResponse, path: str) -> str:
    """Return a page without what differs each time: its own address and the form's token."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return text.replace(path, "").replace(quote(path, safe=""), "")


@pytest.mark.django_db
def test_the_page_founds_all_of_it(client: Client) -> None:
    response = client.post("/start/", written())

    assert response.status_code == 302
    assert response.headers["Location"] == "/logg-inn/?next=%2Fkom-i-gang%2F"
    unit = Unit.objects.named(localdate()).get()
    profile = Profile.objects.get()
    assert (unit.kind, unit.name) == (Kind.MUNICIPAL, "Bærum Arbeiderparti")
    assert (profile.main_unit, profile.municipality_code, profile.colour) == (unit, "3201", "#b3212b")
    terms = Term.objects.order_by("pk").values_list(
        "office__title", "holder_name", "from_on", "until_on", "elected_by", "elected_on", "minuted_in"
    )
    rest = (yesterday(), None, "Årsmøtet", yesterday(), "Protokollen, sak 9")
    assert list(terms) == [("leader", "Amina Farah", *rest), ("secretary", "Sindre Vik", *rest)]
    assert [change.act for change in Change.objects.order_by("pk")][-1] == "start.found_organisation"


@pytest.mark.django_db
def test_it_begins_with_the_library_and_a_draft_of_who_does_what() -> None:
    found()

    assert ActivityKind.objects.count() >= 45
    assert [(version.number, version.state, version.duties.count()) for version in DutyVersion.objects.all()] == [
        (1, "draft", 50)
    ]


@pytest.mark.django_db
def test_both_officers_can_do_what_the_board_does_and_get_a_letter_without_a_code(client: Client) -> None:
    client.post("/start/", written())

    for person in Person.objects.all():
        assert may(person, "organisation.appoint_officer", Unit.objects.get())
    letters = Message.objects.order_by("pk")
    addresses = Recipient.objects.order_by("pk").values_list("address", "state")
    assert list(addresses) == [("amina@example.org", "queued"), ("sindre@example.org", "queued")]
    assert [letter.subject for letter in letters] == ["Logg inn første gang hos Bærum Arbeiderparti"] * 2
    text = letters[0].text
    assert "Du er ført inn som leder i Bærum Arbeiderparti. Det bygger på Årsmøtet, Protokollen, sak 9." in text
    assert "/logg-inn/?next=/kom-i-gang/" in text
    assert "kode=" not in text


@pytest.mark.django_db
def test_the_page_is_absent_once_there_is_a_person(client: Client) -> None:
    assert client.get("/start/").status_code == 200
    PersonFactory()

    absent, get, post = client.get("/finnes-ikke/"), client.get("/start/"), client.post("/start/", {"code": "feil"})

    assert (get.status_code, post.status_code) == (404, 404)
    assert "Sett opp" not in post.content.decode()
    assert shown(get, "/start/") == shown(absent, "/finnes-ikke/")


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "k7mq-3fzd-9xwp-r2tn", "feil"])
def test_without_the_code_a_stranger_gets_nothing(client: Client, code: str) -> None:
    response = client.post("/start/", written(code=code))

    assert response.status_code == 422
    assert Person.objects.count() == Unit.objects.count() == Message.objects.count() == 0
    assert queries.set_up_code() not in client.get("/start/").content.decode()


@pytest.mark.django_db
def test_the_code_may_be_copied_with_capitals_and_space(client: Client) -> None:
    response = client.post("/start/", written(code=f" {queries.set_up_code().upper().replace('-', ' ')} "))

    assert response.status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("organisation", "", "Skriv navnet på organisasjonen"),
        ("organisation", "Å" * 121, "Skriv høyst 120 tegn. Nå er det 121."),
        ("municipality", "301", "Mente du Oslo (0301)?"),
        ("municipality", "", "Skriv kommunen med nummer eller navn"),
        ("colour", "#ffff00", "er for lys"),
        ("leader_given", "", "Skriv fornavnet til lederen."),
        ("leader_email", "", "Skriv e-postadressen. Uten den kan ingen logge inn."),
        ("leader_email", "amina@", "Dette ser ikke ut som en e-postadresse."),
        ("leader_email", f"{'a' * 250}@example.org", "Skriv høyst 254 tegn."),
        ("meeting", "", "Skriv hvilket møte som valgte"),
        ("held_on", "31.02.2027", "Skriv datoen som dag, måned og år"),
        ("held_on", "11.03.2199", "Møtet må være holdt."),
        ("reference", "", "Skriv hvor valget står"),
        ("from_on", "01.01.2000", "Vervene kan ikke begynne før møtet"),
        ("from_on", "01.01.2199", "Vervene må ha begynt"),
        ("until_on", "01.01.2000", "Vervene kan ikke slutte før de begynner."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_all_text_is_kept(
    client: Client, field: str, text: str, said: str
) -> None:
    sent = written(**{field: text})

    response = client.post("/start/", sent)

    form = read(response)
    assert response.status_code == 422
    assert said in html.unescape(form.errors[field])
    assert {name: value for name, value in form.values.items() if name in sent} == sent
    assert Person.objects.count() == 0


@pytest.mark.django_db
def test_one_address_for_two_is_asked_about_and_allowed_when_they_say_so(client: Client) -> None:
    shared = written(secretary_email="AMINA@example.org")

    asked = client.post("/start/", shared)
    done = client.post("/start/", {**shared, "shared_email": "on"})

    assert "samme e-postadresse" in read(asked).errors["secretary_email"]
    assert "shared_email" in read(asked).values
    assert "shared_email" not in read(client.get("/start/")).values
    assert (asked.status_code, done.status_code, Person.objects.count()) == (422, 302, 2)


@pytest.mark.django_db
def test_one_person_cannot_be_both(client: Client) -> None:
    response = client.post("/start/", written(secretary_given="amina", secretary_family="farah"))

    assert "må være to personer" in read(response).errors["secretary_family"]


@pytest.mark.django_db
def test_a_form_sent_twice_is_carried_out_once_and_answers_alike(client: Client) -> None:
    sent = written(engangsnokkel="samme")

    first, second = client.post("/start/", sent), client.post("/start/", sent)

    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert Person.objects.count() == 2


@pytest.mark.django_db
def test_who_was_late_is_told_and_keeps_every_word(client: Client) -> None:
    late = written(organisation="Asker Arbeiderparti", engangsnokkel="sen")
    found()

    response = client.post("/start/", late)

    text = response.content.decode()
    assert response.status_code == 422
    assert "Noen andre ble ferdige med å sette opp organisasjonen." in text
    assert read(response).values["organisation"] == "Asker Arbeiderparti"
    assert Unit.objects.count() == 1


def test_two_who_send_at_once_make_one_organisation(isolated_database: object) -> None:
    sent = [written(organisation=name, engangsnokkel=name) for name in ("En", "To", "Tre", "Fire")]

    def send(form: dict[str, str]) -> int:
        try:
            return Client().post("/start/", form).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(send, sent))

    assert sorted(statuses) == [302, 422, 422, 422]
    assert (Person.objects.count(), Unit.objects.count(), Message.objects.count()) == (2, 1, 2)


@pytest.mark.django_db
def test_branches_that_were_there_before_come_under_the_party() -> None:
    branch = UnitFactory(name="Haslum")

    unit = found().unit

    branch.refresh_from_db()
    assert branch.parent_id == unit.pk


@pytest.mark.django_db
def test_a_party_without_persons_is_for_the_server_to_mend(client: Client) -> None:
    MunicipalFactory()

    response = client.post("/start/", written())

    assert response.status_code == 422
    assert "lokallag start --break-glass" in html.unescape(response.content.decode())


@pytest.mark.django_db
def test_a_broken_letter_takes_all_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_words: object, **_more: object) -> None:
        raise RuntimeError("no letter")

    monkeypatch.setattr("lokallag.start.services.founding.send_first_sign_in", breaks)
    with pytest.raises(RuntimeError):
        found()

    assert (Person.objects.count(), Unit.objects.count(), Message.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
def test_the_front_page_leads_there_only_while_it_is_there(client: Client) -> None:
    before = client.get("/").content.decode()
    cast()
    after = client.get("/").content.decode()

    assert 'href="/start/"' in before
    assert "Siden er ikke i bruk ennå" in before
    assert "/start/" not in after


@pytest.mark.django_db
def test_the_officers_read_in_the_language_of_the_page(client: Client) -> None:
    client.cookies["sprak"] = "nn"

    client.post("/start/", written())

    assert set(Person.objects.values_list("language", flat=True)) == {"nn"}


def test_the_address_has_the_word_of_the_command() -> None:
    assert reverse("start:start") == "/start/"
