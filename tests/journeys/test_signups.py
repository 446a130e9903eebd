"""A neighbour without an account signs up, the host ticks them at the door, and the report comes back as a tip."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page

from lokallag.events.models import Event, EventReport, Signup
from lokallag.outbox.models import Recipient
from lokallag.playbook.models import Tip
from tests.browser import NewPage, Site, assert_accessible
from tests.journeys.conftest import sign_in, sign_out

NAME, EMAIL = "Nora Nabo", "nora.nabo@example.org"


def own_event() -> Event:
    """Return an open event ahead that the demo's branch leader holds and that has room."""
    ahead = Event.objects.filter(state="published", audience="open", has_signup=True, starts_at__gt=now())
    return ahead.filter(hosts__unit__slug="haslum", hosts__is_main=True).order_by("starts_at")[0]


def sign_up(page: Page, event: Event) -> None:
    """Sign the neighbour up on the event's page."""
    page.goto(f"/arrangementer/{event.slug}/")
    page.get_by_label("Navn").fill(NAME)
    page.get_by_label("E-postadresse").fill(EMAIL)
    page.get_by_role("button", name=re.compile("Jeg kommer|Sett meg på venteliste")).click()
    page.get_by_role("heading", name="Sjekk e-posten din").wait_for()


def let_it_have_been(event: Event) -> None:
    """Put the event back in time, so that it is over."""
    Event.objects.filter(pk=event.pk).update(
        starts_at=now() - timedelta(hours=4), ends_at=now() - timedelta(hours=2), signup_until=None
    )


@pytest.mark.parametrize(("width", "javascript"), [(390, True), (1280, True), (390, False)])
def test_a_neighbour_comes_and_the_report_comes_back_as_a_tip(
    new_page: NewPage, demo_site: Site, width: int, javascript: bool
) -> None:
    page, event = new_page(width=width, javascript=javascript), own_event()

    def look() -> None:
        if javascript:
            assert_accessible(page)

    page.goto(f"/arrangementer/{event.slug}/")
    look()
    sign_up(page, event)
    look()

    letter = Recipient.objects.get(address=EMAIL)
    page.goto(letter.link)
    look()
    page.get_by_role("button", name="Jeg kommer", exact=True).click()
    page.get_by_text("Takk, vi gleder oss til å se deg.").wait_for()
    signup = Signup.objects.get(email=EMAIL)
    assert (signup.state, signup.answer, signup.event) == ("signed_up", "coming", event)

    sign_in(page, "avdelingsleder")
    page.goto(f"/arrangementer/{event.slug}/vert/")
    page.get_by_role("link", name="Se lista, og før oppmøte").click()
    look()
    page.get_by_role("button", name=NAME).click()
    page.get_by_role("button", name=NAME, pressed=True).wait_for()
    assert Signup.objects.get(pk=signup.pk).arrived == 1
    page.get_by_role("button", name="En til").click()
    page.get_by_role("button", name="En færre").wait_for()
    page.get_by_role("link", name="Vis kode å skanne").click()
    page.get_by_role("heading", name="Si fra at du er her").wait_for()
    look()

    let_it_have_been(event)
    page.goto(f"/arrangementer/{event.slug}/pameldte/")
    page.get_by_role("link", name="Skriv rapporten").click()
    look()
    page.get_by_label("Hvordan gikk det?").fill("Fullt rundt bordene.")
    page.get_by_label("Et tips til neste gang").fill("Vafler trekker folk.")
    page.get_by_role("button", name="Lagre rapporten").click()
    page.get_by_text("Takk. Rapporten er lagret").wait_for()
    look()
    assert EventReport.objects.get(event=event).attended == 2
    assert Tip.objects.filter(text="Vafler trekker folk.", state="waiting").exists()


def test_two_at_the_door_scan_the_code(new_page: NewPage, demo_site: Site) -> None:
    host, event = new_page(), own_event()
    visitor = new_page(width=390, javascript=False)
    sign_up(visitor, event)
    begins = now() + timedelta(hours=1)  # the code counts from two hours before
    Event.objects.filter(pk=event.pk).update(starts_at=begins, ends_at=begins + timedelta(hours=2), signup_until=None)
    sign_in(host, "avdelingsleder")
    host.goto(f"/arrangementer/{event.slug}/dor/")
    address = host.locator(".break").inner_text()
    path = f"/{address.partition('/')[2]}"

    visitor.goto(path)
    visitor.get_by_label("E-postadresse").fill(EMAIL)
    visitor.get_by_role("button", name="Jeg er her").click()
    visitor.get_by_role("heading", name="Velkommen inn.").wait_for()
    visitor.goto(path)
    visitor.get_by_role("button", name="Jeg er ikke påmeldt").click()
    visitor.get_by_role("heading", name="Velkommen inn.").wait_for()
    sign_out(host)

    assert Signup.objects.get(email=EMAIL).arrived == 1
    event.tally.refresh_from_db()
    assert event.tally.drop_ins == 1
