"""The year: a branch leader finds what the branch can do, takes three activities, and settles an unclear duty."""

import re

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Locator, Page, expect

from lokallag.followup.models import Commitment
from lokallag.playbook.models import DutyAnswer, DutyReview, PlannedActivity, UnclearDuty
from tests.browser import NewPage, Site, assert_accessible
from tests.journeys.conftest import sign_in


@pytest.mark.parametrize("width", [390, 1280])
def test_a_branch_leader_takes_three_activities(new_page: NewPage, demo_site: Site, width: int) -> None:
    page, year = new_page(width=width), localdate().year + 1
    sign_in(page, "avdelingsleder")
    planned = PlannedActivity.objects.filter(plan__unit__slug="haslum", plan__year=year)
    before = planned.count()

    if width == 390:
        page.get_by_text("Meny", exact=True).click()
    page.get_by_role("link", name="Årshjul", exact=True).locator("visible=true").click()
    assert_accessible(page)
    page.get_by_label("Viser").select_option("Haslum")
    page.get_by_role("button", name="Vis", exact=True).click()
    page.get_by_role("link", name=str(year), exact=True).click()
    assert_accessible(page)

    for _activity in range(3):
        page.goto(f"/arshjul/haslum/?ar={year}")
        with page.expect_navigation(url=re.compile("/arshjul/haslum/plan/")):
            page.get_by_role("button", name="Ta med").first.click()

    assert planned.count() == before + 3
    assert_accessible(page)
    expect(page.get_by_role("heading", name=f"Planen for {year}, Haslum")).to_be_visible()


def test_the_wheel_can_be_walked_by_keyboard_without_a_mouse(new_page: NewPage, demo_site: Site) -> None:
    page = new_page(width=1280)
    page.goto(f"/arshjul/?ar={localdate().year}")

    first = page.locator(".wheel-wide a:not([tabindex='-1'])").first
    first.focus()
    said = first.get_attribute("aria-label")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert said is not None
    assert page.get_by_role("heading", level=1).inner_text() in said


def _menu(page: Page, name: str) -> None:
    if page.viewport_size is not None and page.viewport_size["width"] == 390:
        page.get_by_text("Meny", exact=True).click()
    page.get_by_role("link", name=name, exact=True).locator("visible=true").click()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_branch_leader_opens_the_demo_for_the_first_time(new_page: NewPage, demo_site: Site, width: int) -> None:
    """The whole way: what to do this spring, three activities into the plan, an unclear duty settled."""
    page, year = new_page(width=width), localdate().year + 1
    planned = PlannedActivity.objects.filter(plan__unit__slug="haslum", plan__year=year)
    unclear = UnclearDuty.objects.get(unit__slug="haslum", state="proposed")
    before = planned.count()
    page.goto("/")
    sign_in(page, "avdelingsleder")

    # What the branch should do this spring: the wheel names what is not planned yet.
    _menu(page, "Årshjul")
    page.get_by_label("Viser").select_option("Haslum")
    page.get_by_role("button", name="Vis", exact=True).click()
    page.get_by_role("link", name=str(year), exact=True).click()
    expect(page.get_by_role("heading", name="Ikke planlagt ennå")).to_be_visible()
    page.get_by_role("button", name="Ta med").first.click()
    page.wait_for_url(re.compile("/arshjul/haslum/plan/"))
    for _activity in range(2):
        with page.expect_navigation(url=re.compile("/arshjul/haslum/plan/")):
            page.locator("#forslag ~ ul").get_by_role("button", name="Ta med").first.click()
    assert planned.count() == before + 3

    # Who does what, and the one duty that waits for the branch.
    _menu(page, "Årshjul")
    page.get_by_role("link", name="Hvem gjør hva").click()
    assert_accessible(page)
    page.get_by_role("link", name="Avdelingen", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hva gjør avdelingen?")
    assert_accessible(page)
    page.get_by_role("heading", name=unclear.name).first.get_by_role("link").click()
    expect(page.get_by_text("Venter på avdelingen")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Ja, vi er enige").click()

    expect(page.get_by_text("Oppgaven er avklart.")).to_be_visible()
    assert_accessible(page)
    unclear.refresh_from_db()
    assert unclear.state == "settled"
    assert Commitment.objects.get(source_key=f"playbook.unclear:{unclear.pk}").state == "done"
    page.get_by_role("link", name="Slik står oppgaven i arbeidsdelingen").click()
    expect(page.get_by_text(unclear.proposal)).to_be_visible()
    assert_accessible(page)


def _asked(page: Page) -> Locator:
    return page.get_by_role("group").filter(has=page.get_by_role("radio"))


@pytest.mark.parametrize("width", [390, 1280])
def test_the_review_is_gone_through_a_handful_at_a_time(new_page: NewPage, demo_site: Site, width: int) -> None:
    page, year = new_page(width=width), localdate().year
    DutyReview.objects.filter(unit__slug="haslum", year=year).update(closed_at=None, closed_by=None)
    DutyAnswer.objects.filter(review__unit__slug="haslum", review__year=year, side="branch").delete()
    sign_in(page, "avdelingsleder")
    page.get_by_role("link", name="Gjennomgang av oppgavene").click()
    assert_accessible(page)
    page.get_by_role("link", name="Fortsett").click()
    assert_accessible(page)

    # An answer is kept at once; who leaves and comes back finds it.
    first = _asked(page).first
    with page.expect_response(re.compile("/1/$")):
        first.get_by_text("Uklart").click()
    page.get_by_text("Lagret.").wait_for()
    page.get_by_role("link", name="Tilbake til gjennomgangen").click()
    page.get_by_role("link", name="Fortsett").click()
    expect(_asked(page).first.get_by_role("radio", name="Uklart")).to_be_checked()
    page.get_by_role("button", name="Lagre og gå videre").click()
    page.wait_for_url(re.compile("/2/$"))

    assert DutyAnswer.objects.get(review__unit__slug="haslum", review__year=year, side="branch").verdict == "unclear"


def test_the_review_without_javascript(new_page: NewPage, demo_site: Site) -> None:
    page, year = new_page(width=390, javascript=False), localdate().year
    DutyReview.objects.filter(unit__slug="haslum", year=year).update(closed_at=None, closed_by=None)
    DutyAnswer.objects.filter(review__unit__slug="haslum", review__year=year, side="branch").delete()
    sign_in(page, "avdelingsleder")
    page.goto(f"/arbeidsdeling/gjennomgang/haslum/{year}/")
    page.get_by_role("link", name="Fortsett").click()

    for _page in range(4):
        for group in _asked(page).all():
            group.get_by_text("Klart", exact=True).click()
        page.get_by_role("button", name="Lagre og gå videre").click()
    page.goto(f"/arbeidsdeling/gjennomgang/haslum/{year}/")
    page.get_by_role("button", name="Avslutt gjennomgangen").click()

    expect(page.get_by_text("Gjennomgangen er avsluttet. Takk.")).to_be_visible()
    assert DutyReview.objects.get(unit__slug="haslum", year=year).closed_at is not None


@pytest.mark.parametrize("width", [390, 1280])
def test_the_board_edits_publishes_and_sees_what_is_unclear(new_page: NewPage, demo_site: Site, width: int) -> None:
    page, year = new_page(width=width), localdate().year
    sign_in(page, "styreleder")
    page.goto(f"/arbeidsdeling/oversikt/{year}/")
    assert_accessible(page)
    page.goto("/arbeidsdeling/oppgave/kurs/rediger/")
    assert_accessible(page)
    page.get_by_role("group", name="Hvem får vite?").get_by_label("Kommunestyregruppa").check()
    page.get_by_role("button", name="Lagre i utkastet").click()
    assert_accessible(page)
    page.get_by_label("Vedtatt").fill(f"{localdate():%d.%m.%Y}")
    page.get_by_label("Møte og sak").fill("Styremøtet, sak 3")
    page.get_by_label("Neste gjennomgang").fill(f"16.11.{year + 1}")
    page.get_by_role("button", name="Publiser versjonen").click()

    expect(page.get_by_text("Arbeidsdelingen er publisert")).to_be_visible()
    page.get_by_role("link", name="Tidligere versjoner").click()
    assert_accessible(page)
    page.get_by_role("link", name="Se hva den endret").first.click()
    expect(page.get_by_text("Kommunestyregruppa").first).to_be_visible()
    assert_accessible(page)
