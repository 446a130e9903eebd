"""A branch leader writes to the members from the phone; a member opens the mail and leaves that kind by one press."""

import re

import pytest
from playwright.sync_api import expect

from lokallag.outbox.models import Message, Recipient
from tests.browser import NewPage, Site, assert_accessible
from tests.journeys.conftest import sign_in
from tests.worker import run_jobs


@pytest.mark.parametrize("width", [390])
def test_a_branch_leader_writes_to_the_members(new_page: NewPage, demo_site: Site, width: int) -> None:
    page = new_page(width=width)
    sign_in(page, "avdelingsleder")

    page.get_by_role("link", name=re.compile("Skriv til medlemmene")).first.click()
    assert_accessible(page)
    page.get_by_role("link", name="Skriv en utsending").click()
    assert_accessible(page)
    page.get_by_role("button", name="Lagre og se hvordan den blir").click()
    expect(page.get_by_text("Skriv teksten.").first).to_be_visible()
    assert_accessible(page)

    page.get_by_label("Invitasjoner").check()
    page.get_by_label("Alle medlemmer her").check()
    page.get_by_label("Emne").first.fill("Medlemsmøte på torsdag")
    page.get_by_label("Tekst", exact=True).first.fill("Kjære medlem\n\nVi ses på torsdag.")
    page.get_by_role("button", name="Lagre og se hvordan den blir").click()
    page.wait_for_url("**/utsendinger/brev/*/")
    assert_accessible(page)
    letter = page.frame_locator("iframe.letter")
    letter.get_by_role("heading", name="Medlemsmøte på torsdag").wait_for()
    assert not Message.objects.filter(purpose="mailing.invitation").exists()

    page.get_by_role("button", name=re.compile(r"Send til \d+ mottakere")).click()
    page.get_by_role("heading", name="Sendes nå").wait_for()
    run_jobs()
    page.get_by_role("heading", name="Slik gikk det").wait_for()
    assert_accessible(page)
    assert not Recipient.objects.filter(message__purpose="mailing.invitation", state="queued").exists()


def test_a_member_leaves_from_the_mail_without_signing_in(new_page: NewPage, demo_site: Site) -> None:
    from lokallag.mailing.domain.kinds import Kind
    from lokallag.mailing.models import Unsubscription
    from lokallag.mailing.services import token_for
    from lokallag.membership.models import Membership

    person = Membership.objects.select_related("person").order_by("pk")[0].person
    page = new_page(width=390, javascript=False)

    page.goto(f"/avmelding/{token_for(str(person.key), Kind.NEWS)}/")
    assert_accessible_without_script(page)
    assert not Unsubscription.objects.exists()
    page.get_by_role("button", name="Meld meg av").click()

    expect(page.get_by_role("heading", name="Du er meldt av")).to_be_visible()
    assert Unsubscription.objects.get().person == person


def assert_accessible_without_script(page) -> None:
    """Axe needs scripts; without them the page is at least one heading, one form and one button."""
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.locator("main form")).to_have_count(1)


def test_the_boards_page_and_ones_own_wishes_are_accessible(new_page: NewPage, demo_site: Site) -> None:
    from django.utils.timezone import now

    from lokallag.mailing.domain.kinds import Kind
    from lokallag.mailing.domain.segments import Segment
    from lokallag.mailing.domain.words import Words
    from lokallag.mailing.services import send_mailing
    from lokallag.organisation.queries import main_unit
    from lokallag.outbox.models import DeadAddress
    from lokallag.people.models import Person

    unit = main_unit(now().date())
    for key, statutory in (("innkalling", True), ("nytt", False)):
        texts = {"nb": Words("Innkalling til årsmøtet" if statutory else "Nytt", "Vi ses.")}
        send_mailing(
            key=key, kind=Kind.NEWS, segment=Segment(), unit=unit, texts=texts, by=None, at=now(), statutory=statutory
        )
        ids = Recipient.objects.filter(message__key=f"{key}:nb", state="queued").values_list("pk", flat=True)[:3]
        Recipient.objects.filter(pk__in=list(ids)).update(state="uncertain")
    person = Person.objects.exclude(email="").order_by("pk")[0]
    DeadAddress.objects.create(address=person.email.lower(), found_at=now())
    for width in (390, 1280):
        page = new_page(width=width)
        sign_in(page, "sekretær")
        page.goto("/utsendinger/oppfolging/")
        assert_accessible(page)
        expect(page.get_by_role("checkbox")).to_have_count(3)
        page.goto("/min-side/e-post/")
        assert_accessible(page)
        page.goto("/utboks/")
        assert_accessible(page)
