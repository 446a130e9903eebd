"""A visitor finds the branch that answers at home, without an account."""

import pytest
from playwright.sync_api import expect

from tests.browser import NewPage, Site, assert_accessible


@pytest.mark.parametrize("width", [390, 1280])
def test_from_a_postal_code_to_the_branch_and_its_leader(new_page: NewPage, demo_site: Site, width: int) -> None:
    page = new_page(width=width)

    page.goto("/")
    assert_accessible(page)
    page.get_by_label("Postnummer eller sted").fill("1344")
    page.get_by_role("button", name="Finn avdelingen").click()
    assert_accessible(page)
    expect(page.get_by_text("1344 Haslum hører til")).to_be_visible()
    assert page.get_by_role("link", name="Bli med i Haslum").get_attribute("href").startswith("mailto:haslum@")
    page.get_by_role("link", name="Se avdelingens side").click()

    assert_accessible(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Haslum")
    expect(page.get_by_text("Marte Hovland").first).to_be_visible()


def test_the_same_without_javascript(new_page: NewPage, demo_site: Site) -> None:
    page = new_page(width=390, javascript=False)

    page.goto("/")
    page.get_by_label("Postnummer eller sted").fill("Bekkestua")
    page.get_by_role("button", name="Finn avdelingen").click()

    expect(page.get_by_text("Bekkestua hører til")).to_be_visible()
    expect(page.get_by_role("heading", name="Haslum").first).to_be_visible()


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("134", "«134» har tre siffer. Et postnummer har fire."),
        ("13444", "«13444» har fem siffer. Et postnummer har fire."),
        ("Atlantis", "Vi finner ikke «Atlantis»"),
        ("1346", "1346 Gjettum"),
    ],
)
def test_what_cannot_be_answered_says_what_to_do(new_page: NewPage, demo_site: Site, written: str, says: str) -> None:
    page = new_page(width=390)

    page.goto("/avdelinger/")
    page.get_by_label("Postnummer eller sted").fill(written)
    page.get_by_role("button", name="Søk").click()

    page.get_by_text(says).first.wait_for()
    expect(page.get_by_label("Postnummer eller sted")).to_have_value(written)


def test_by_keyboard_alone(new_page: NewPage, demo_site: Site) -> None:
    page = new_page()

    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hopp til innholdet")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Postnummer eller sted")).to_be_focused()
    page.keyboard.type("1339")
    page.keyboard.press("Enter")

    page.wait_for_url("**/avdelinger/?q=1339")
    expect(page.get_by_role("heading", name="Skui–Tanum").first).to_be_visible()
