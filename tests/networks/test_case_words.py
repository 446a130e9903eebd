"""What the pages of an application say: who reads a draft, what is needed, who has not answered, who was appointed."""

import re

import pytest
from django.conf import settings
from django.utils.timezone import now

from lokallag.networks.models import UnknownCandidate
from lokallag.networks.services import ApplicationText
from tests.cast import cast
from tests.networks import ideas_stage
from tests.networks.board_stage import apply, candidate, ready
from tests.networks.test_board_decision import approved

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


def unknown(case, called="Ukjent Nes"):
    UnknownCandidate.objects.create(
        application=case, called=called, address=f"{called[0]}@example.org".lower(), asked_at=now()
    )


def test_the_menu_speaks_of_networks_in_english(people, client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    shown = client.get("/nettverk/").content.decode()
    menu = [" ".join(words.split()) for words in re.findall(r'href="/nettverk/"[^>]*>(.*?)</a>', shown, re.DOTALL)]
    assert menu.count("Networks") >= 2, "the menu of a desk and of a phone"
    assert "Network" not in menu


class TestDraft:
    def test_it_says_truly_who_reads_it(self, people, client):
        found = ideas_stage.draft(people["member"])
        path = f"/nettverk/soknad/{found.pk}/"
        people.sign_in(client, "member")
        assert "Bare du leser den nå." in client.get(path).content.decode()

        unknown(found)
        shown = client.get(path).content.decode()
        assert "Bare du, og de du har spurt om å sitte i styringsgruppa, leser den før du sender den." in shown
        assert "De du spør, leser alt du har skrevet i søknaden." in client.get(f"{path}kandidater/").content.decode()

    def test_what_is_missing_before_it_is_sent_is_not_said_to_be_optional(self, people, client):
        found = ideas_stage.draft(people["member"], ApplicationText("Nettverk"))
        shown = people.sign_in(client, "member").get(f"/nettverk/soknad/{found.pk}/rediger/").content.decode()
        assert shown.count("(trengs før du sender)") == 5
        assert shown.count("(kan stå tomt)") == 2, "the two ages"


class TestList:
    def test_those_whom_the_register_does_not_know_have_not_answered_either(self, people, client):
        case = apply(people)
        for given in ("Leda", "Meda", "Veda"):
            candidate(case, given=given)
        candidate(case, "asked", given="Stille")
        unknown(case)
        unknown(case, "Borte Nes")
        shown = people.sign_in(client, "secretary").get("/nettverk/styret/").content.decode()
        assert "3 har sagt ja til styringsgruppa, 3 har ikke svart" in shown


class TestAppointed:
    def test_the_case_shows_who_was_appointed_and_leads_to_the_group(self, people, client):
        case = approved(ready(people), people)
        people.sign_in(client, "board member")
        page = client.get(f"/nettverk/styret/{case.pk}/")
        assert [row.name.split()[0] for row in page.context["page"].appointed] == ["Leda", "Meda"]
        shown = page.content.decode()
        assert "Oppnevnt i styringsgruppa" in shown
        assert page.context["page"].near == (), "it is not near to itself"
        assert f'href="/nettverk/{case.network.unit.slug}/styringsgruppe/"' in shown

    def test_before_it_is_decided_there_is_nobody(self, people, client):
        case = ready(people)
        shown = people.sign_in(client, "board member").get(f"/nettverk/styret/{case.pk}/").content.decode()
        assert "Oppnevnt i styringsgruppa" not in shown
