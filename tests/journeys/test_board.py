"""The board's evening: from a sheet with an overlap to a division in force, and a draft that branches comment on."""

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from lokallag.territory.queries import held_codes
from tests.browser import NewPage, Site, assert_accessible
from tests.journeys.conftest import sign_in

SHEET = """Lag;Postnr
Østre Bærum;1358-1362, 1364, 1366-1369
Haslum;1344, 1346, 1356, 1357
Sandvika og omegn;1311, 1336-1338, 1341, 1363, 1365
Lommedalen–Bærums Verk;1350, 1353, 1354
Rykkinn–Kolsås;1346, 1348, 1349, 1351, 1352
Skui–Tanum;1339, 1340
"""


@pytest.mark.parametrize("width", [390, 1280])
def test_a_sheet_with_an_overlap_is_decided_before_it_is_saved(new_page: NewPage, demo_site: Site, width: int) -> None:
    page = new_page(width=width)
    sign_in(page, "styreleder")
    before = held_codes("3201", localdate())

    page.goto("/omrader/import/")
    assert_accessible(page)
    page.locator("textarea").first.fill(SHEET)
    page.get_by_role("button", name="Se hva som endres").last.click()
    assert_accessible(page)
    expect(page.get_by_role("button", name="Ta inndelingen i bruk")).to_have_count(0)
    assert held_codes("3201", localdate()) == before

    page.get_by_role("group").filter(has_text="1346").get_by_label("Haslum").check()
    page.get_by_label("Vedtaket inndelingen bygger på").fill("Styremøtet, sak 12")
    page.get_by_role("button", name="Se hva som endres").last.click()
    page.get_by_role("button", name="Ta inndelingen i bruk").last.click()

    page.wait_for_url("**/omrader/")
    assert_accessible(page)
    after = held_codes("3201", localdate())
    assert set(after) - set(before) == {"1346", "1363"}
    assert len(after) == 30


def test_the_branch_comments_on_the_draft(new_page: NewPage, demo_site: Site) -> None:
    page = new_page(width=390)
    sign_in(page, "avdelingsleder")

    page.goto("/omrader/")
    page.get_by_role("link", name="Forslag til årsmøtet").first.click()
    assert_accessible(page)
    page.get_by_label("Kommentar").fill("Vi tar gjerne 1346.")
    page.get_by_role("button", name="Send kommentaren").click()

    expect(page.get_by_text("Vi tar gjerne 1346.")).to_be_visible()
    expect(page.get_by_role("button", name="Ta inndelingen i bruk")).to_have_count(0)


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_the_boards_pages_are_accessible(new_page: NewPage, demo_site: Site, width: int, scheme: str) -> None:
    page = new_page(width=width, scheme=scheme)
    sign_in(page, "styreleder")

    for path in (
        "/oversikt/",
        "/min-side/",
        "/min-side/avdeling/",
        "/min-side/adresse/",
        "/omrader/",
        "/omrader/postnummer/",
        "/omrader/utkast/1/",
        "/medlemmer/",
        "/medlemmer/haslum/",
        "/organisasjon/",
        "/organisasjon/ny/",
        "/organisasjon/haslum/",
        "/organisasjon/haslum/velg/",
        "/organisasjon/haslum/rediger/",
        "/organisasjon/haslum/navn/",
        "/organisasjon/haslum/verv/",
        "/organisasjon/haslum/kontakt/",
        "/organisasjon/haslum/legg-ned/",
        "/organisasjon/regler/",
        "/organisasjon/regler/rediger/",
        "/organisasjon/profil/",
        "/tilgjengelighet/",
        "/finnes-ikke/",
    ):
        page.goto(path)
        assert_accessible(page)


def test_an_officer_is_seated_and_sees_at_once(new_page: NewPage, demo_site: Site) -> None:
    """A member of the board seats a new board member in a branch; rights follow with the term's first day."""
    page = new_page()
    sign_in(page, "sekretær")

    page.goto("/organisasjon/haslum/velg/?sok=Nordby")
    expect(page.get_by_text("Hanne Nordby").first).to_be_visible()
