"""A member chooses a branch in two presses; the leaders and the member are told; nobody else sees."""

import pytest
from playwright.sync_api import expect

from lokallag.membership.models import BranchChoice
from lokallag.outbox.models import Recipient
from lokallag.people.models import Person
from tests.browser import NewPage, Site, assert_accessible
from tests.journeys.conftest import sign_in, sign_out


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("width", [390, 1280])
def test_another_branch_in_two_presses(new_page: NewPage, demo_site: Site, width: int, javascript: bool) -> None:
    page = new_page(width=width, javascript=javascript)
    sign_in(page, "medlem")
    expect(page.get_by_role("heading", level=1)).to_have_text("Du hører til Sandvika og omegn")
    before = Recipient.objects.count()

    page.get_by_role("link", name="Skui–Tanum").click()
    if javascript:
        assert_accessible(page)
    page.locator("main form button").first.click()

    member = Person.objects.get(family_name="Nordby", given_name="Hanne")
    choice = BranchChoice.objects.get(membership__person=member, ended_on=None)
    assert (choice.unit.slug, choice.reason) == ("skui-tanum", "own_choice")
    told = set(
        Recipient.objects.order_by("-pk").values_list("address", flat=True)[: Recipient.objects.count() - before]
    )
    assert told == {
        "hanne.nordby@baerum.example",
        "oystein.krogh@baerum.example",
        "helene.torp@baerum.example",
    }


def test_a_new_address_offers_the_choice_and_moves_nobody(new_page: NewPage, demo_site: Site) -> None:
    page = new_page(width=390)
    sign_in(page, "medlem")

    page.get_by_role("link", name="Endre adressen").click()
    page.get_by_label("Postnummer").fill("135")
    page.locator("main form button").first.click()
    expect(page.get_by_text("fire siffer").first).to_be_visible()
    page.get_by_label("Postnummer").fill("1350")
    page.locator("main form button").first.click()
    page.goto("/min-side/")
    assert_accessible(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Du hører til Sandvika og omegn")
    expect(page.get_by_role("heading", name="Vil du høre til Lommedalen–Bærums Verk?")).to_be_visible()
    page.get_by_role("button", name="Bli i Sandvika og omegn").click()
    page.goto("/min-side/")
    expect(page.get_by_text("Vil du høre til")).to_have_count(0)


def test_a_branch_leader_sees_the_own_members_and_no_others(new_page: NewPage, demo_site: Site) -> None:
    page = new_page()
    sign_in(page, "avdelingsleder")

    own = page.goto("/medlemmer/haslum/")
    assert own is not None
    assert own.status == 200
    expect(page.get_by_text("fordi du er leder").first).to_be_visible()
    neighbour = page.goto("/medlemmer/skui-tanum/")
    absent = page.goto("/medlemmer/finnes-ikke/")

    assert neighbour is not None
    assert absent is not None
    assert (neighbour.status, absent.status) == (404, 404)


def test_a_form_sent_after_signing_out_gives_the_text_back(new_page: NewPage, demo_site: Site) -> None:
    page = new_page(width=390)
    sign_in(page, "avdelingsleder")
    page.goto("/omrader/utkast/1/")
    page.get_by_label("Kommentar").fill("Vi har skrevet lenge på dette.")

    sign_out(page)
    page.get_by_role("button", name="Send kommentaren").click()

    expect(page.get_by_text("Vi har skrevet lenge på dette.").first).to_be_visible()
