"""From an idea to a network: a companion says yes, the board approves, and the first meeting is announced."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from lokallag.networks.models import Application, Candidate, Idea
from lokallag.outbox.models import Recipient
from lokallag.people.models import DemoPerson, DemoRole
from tests.browser import NewPage, Site, assert_accessible
from tests.journeys.conftest import sign_in


@pytest.mark.parametrize("width", [390])
def test_an_idea_becomes_a_network_with_its_first_meeting_announced(
    new_page: NewPage, demo_site: Site, width: int
) -> None:
    page, other = new_page(width=width), new_page(width=width, javascript=False)
    sign_in(page, "medlem")
    page.get_by_role("link", name="Ideer til nettverk").click()
    page.get_by_role("link", name="Skriv en idé").click()
    page.get_by_label("Hva handler den om?").fill("Trygge skoleveier")
    page.get_by_label("Ideen din").fill("Mange går langs veien uten fortau.\nLa oss møtes og se på det.")
    page.get_by_role("button", name="Lagre ideen").click()
    assert_accessible(page)
    page.get_by_role("button", name="Legg ut for medlemmene").click()
    expect(page.get_by_text("Ideen er lagt ut")).to_be_visible()

    sign_in(other, "styreleder")
    leader = DemoPerson.objects.get(role=DemoRole.BOARD_LEADER).person
    idea = Idea.objects.get(topic="Trygge skoleveier")
    other.goto(reverse("networks:idea", args=[idea.pk]))
    other.get_by_role("button", name="Bli med, og vis navnet mitt").click()
    expect(other.get_by_text("Du er med. Navnet ditt vises")).to_be_visible()

    page.reload()
    expect(page.get_by_text(leader.name).first).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Søk om et nettverk").click()
    assert_accessible(page)
    page.get_by_role("button", name="Begynn på søknaden").click()
    page.get_by_label("Hvem er det for?").fill("Alle som går eller sykler")
    page.get_by_label("Plan for det første halvåret").fill("Ett møte i februar, en vandring i mai.")
    page.get_by_label("Når vil dere helst møtes?").fill("Torsdager kl. 18")
    assert_accessible(page)
    page.get_by_role("button", name="Lagre, og velg hvem som skal lede").click()
    page.get_by_role("button", name="Jeg stiller selv").click()
    page.get_by_role("button", name=f"Spør {leader.name}").click()
    assert_accessible(page)

    candidate = Candidate.objects.get(person=leader)
    other.goto(reverse("networks:candidacy", args=[candidate.pk]))
    other.get_by_role("button", name="Ja, jeg vil").click()
    expect(other.get_by_text("Takk. Du har sagt ja.")).to_be_visible()

    page.get_by_role("link", name="Videre til søknaden").click()
    page.get_by_role("link", name="Gå til sending").click()
    assert_accessible(page)
    page.get_by_role("button", name="Send til styret").click()
    expect(page.get_by_text("Styret har fått søknaden")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Styret svarer senest"))
    assert_accessible(page)

    application = Application.objects.get(idea=idea)
    assert (application.stage, application.idea, candidate.application) == ("submitted", idea, application)
    told = Recipient.objects.filter(recipient_key=str(application.applicant.key))
    assert told.filter(message__purpose="networks.receipt").count() == 1
    page.goto("/min-side/")
    expect(page.get_by_role("link", name=application.name)).to_be_visible()
    assert_accessible(page)

    board_approves(new_page(width=width), application)
    first_meeting(page, application.name)


def board_approves(page: Page, application: Application) -> None:
    """Let the board's secretary record that the board has said yes: the leader of the board is asked to stand."""
    sign_in(page, "sekretær")
    page.goto("/oversikt/")
    page.get_by_role("link", name="Les søknadene").click()
    page.get_by_role("link", name=application.name).click()
    assert_accessible(page)
    page.get_by_role("link", name="Godkjenn").click()
    page.get_by_label("Styremøtet ble holdt").fill(f"{localdate():%d.%m.%Y}")
    page.get_by_label("Saksnummer").fill("21/26")
    page.get_by_label("Begrunnelse").fill("Mange har spurt etter dette.")
    page.get_by_label("Leder av styringsgruppa").select_option("Hanne Nordby")
    assert_accessible(page)
    page.get_by_role("button", name="Godkjenn og start nettverket").click()
    page.wait_for_url(lambda url: "/godkjenn/" not in url)
    application.refresh_from_db()
    assert (application.stage, application.network is not None) == ("approved", True)
    told = Recipient.objects.filter(message__purpose="networks.board_answer")
    assert told.filter(recipient_key=str(application.applicant.key)).count() == 1


def first_meeting(page: Page, name: str) -> None:
    """Let the one who had the idea announce the first meeting, and a visitor see it."""
    page.goto("/nettverk/")
    page.get_by_role("link", name=name).click()
    assert_accessible(page)
    page.get_by_role("link", name="Nytt møte").click()
    page.get_by_label("Hva heter det?").fill("Hvor er det utrygt å gå?")
    page.get_by_label("Dag", exact=False).first.fill(f"{localdate() + timedelta(days=20):%d.%m.%Y}")
    page.get_by_label("Sted", exact=False).first.fill("Biblioteket")
    page.get_by_role("button", name="Lagre utkastet").click()
    page.wait_for_url(re.compile("/vert/$"))
    page.get_by_role("button", name="Kunngjør", exact=True).click()
    page.get_by_role("link", name="Se siden slik andre ser den").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hvor er det utrygt å gå?")
    expect(page.get_by_text(name).first).to_be_visible()
    assert_accessible(page)
