"""From an idea to an application: a companion says yes, the application is sent, and the applicant follows it."""

import pytest
from django.urls import reverse

from lokallag.networks.models import Application, Candidate, Idea
from lokallag.outbox.models import Recipient
from lokallag.people.models import DemoPerson, DemoRole
from tests.browser import NewPage, Site, assert_accessible
from tests.journeys.conftest import sign_in


@pytest.mark.parametrize("width", [390])
def test_an_idea_finds_a_companion_and_becomes_an_application(new_page: NewPage, demo_site: Site, width: int) -> None:
    page, other = new_page(width=width), new_page(width=width, javascript=False)
    sign_in(page, "medlem")
    page.get_by_role("link", name="Ideer til nettverk").click()
    page.get_by_role("link", name="Skriv en idé").click()
    page.get_by_label("Hva handler den om?").fill("Trygge skoleveier")
    page.get_by_label("Ideen din").fill("Mange går langs veien uten fortau.\nLa oss møtes og se på det.")
    page.get_by_role("button", name="Lagre ideen").click()
    assert_accessible(page)
    page.get_by_role("button", name="Legg ut for medlemmene").click()
    assert page.get_by_text("Ideen er lagt ut").is_visible()

    sign_in(other, "styreleder")
    leader = DemoPerson.objects.get(role=DemoRole.BOARD_LEADER).person
    idea = Idea.objects.get(topic="Trygge skoleveier")
    other.goto(reverse("networks:idea", args=[idea.pk]))
    other.get_by_role("button", name="Bli med, og vis navnet mitt").click()
    assert other.get_by_text("Du er med. Navnet ditt vises").is_visible()

    page.reload()
    assert page.get_by_text(leader.name).first.is_visible()
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
    assert other.get_by_text("Takk. Du har sagt ja.").is_visible()

    page.get_by_role("link", name="Videre til søknaden").click()
    page.get_by_role("link", name="Gå til sending").click()
    assert_accessible(page)
    page.get_by_role("button", name="Send til styret").click()
    assert page.get_by_text("Styret har fått søknaden").is_visible()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Styret svarer senest")
    assert_accessible(page)

    application = Application.objects.get(idea=idea)
    assert (application.stage, application.idea, candidate.application) == ("submitted", idea, application)
    assert Recipient.objects.filter(message__purpose="networks.receipt").count() == 1
    page.goto("/min-side/")
    assert page.get_by_role("link", name=application.name).is_visible()
    assert_accessible(page)
