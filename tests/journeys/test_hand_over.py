"""The week after the annual meeting: the secretary writes the new board down, the leader approves it."""

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from lokallag.organisation.models import Approval, Term, Title
from lokallag.organisation.queries import board_members
from tests.browser import NewPage, Site, assert_accessible
from tests.journeys.conftest import sign_in, sign_out


@pytest.mark.parametrize("width", [390, 1280])
def test_a_new_leader_is_proposed_and_approved(new_page: NewPage, demo_site: Site, width: int) -> None:
    today = localdate()
    leading = Term.objects.live(today).get(office__unit__kind="municipal", office__title=Title.LEADER)
    able = {term.person_id for term in Term.objects.live(today).filter(office__title__in=("leader", "secretary"))}
    new = next(person for person in board_members(today) if person.pk not in able)
    page = new_page(width=width)
    sign_in(page, "sekretær")

    page.goto(f"/organisasjon/{leading.office.unit.slug}/overlevering/")
    assert_accessible(page)
    page.get_by_label("Valgt til leder").fill(new.name)
    page.get_by_role("button", name="Se hva som skjer").click()
    expect(page.get_by_text("Alt du har skrevet, er tatt vare på.")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Møtet som valgte").fill("Årsmøtet")
    page.get_by_label("Møtet ble holdt").fill(f"{today:%d.%m.%Y}")
    page.get_by_label("Står i protokollen").fill("Protokollen, sak 9")
    page.get_by_role("button", name="Se hva som skjer").click()
    expect(page.get_by_text(f"{new.name} kan fra ")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Foreslå skiftet").click()
    page.wait_for_url("**/godkjenninger/*/")
    assert_accessible(page)
    sign_out(page)

    sign_in(page, "styreleder")
    page.goto("/godkjenninger/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)
    page.get_by_role("link", name="Skifte av styre i kommunepartiet").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)
    page.get_by_role("button", name="Godkjenn").click()
    page.wait_for_url(lambda url: "/godkjenn/" not in url)

    assert Approval.objects.get(kind__startswith="organisation.").state == "approved"
    assert Term.objects.get(office=leading.office, from_on=today).person == new
