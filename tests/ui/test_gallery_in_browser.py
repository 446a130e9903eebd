"""The gallery in a real browser: readable by all, on phone and desk, by day and by night."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import assert_accessible

NewPage = Callable[..., Page]

TOO_LOW = """() => [...document.querySelectorAll("button, summary, .ds-button, .ds-chip, .ds-input, .nav a, .tabs a")]
  .filter((part) => part.offsetParent && !["radio", "checkbox"].includes(part.type))
  .filter((part) => part.getBoundingClientRect().height < 44)
  .map((part) => part.outerHTML)"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_gallery_is_accessible(new_page: NewPage, width: int, scheme: str) -> None:
    page = new_page(width=width, scheme=scheme)
    page.goto("/galleri/")
    assert_accessible(page)


@pytest.mark.parametrize("width", [320, 360, 390, 768, 1024, 1280])
def test_gallery_never_scrolls_sideways(new_page: NewPage, width: int) -> None:
    page = new_page(width=width)
    page.goto("/galleri/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, 1280])
def test_everything_one_presses_is_at_least_44_pixels_high(new_page: NewPage, width: int) -> None:
    page = new_page(width=width)
    page.goto("/galleri/")
    assert page.evaluate(TOO_LOW) == []


def test_phone_menu_opens_without_javascript(new_page: NewPage) -> None:
    page = new_page(width=390, javascript=False)
    page.goto("/galleri/")
    menu = page.locator("details.menu.phone")
    expect(menu.locator(".menu-box")).to_be_hidden()
    menu.locator("summary").click()
    expect(menu.locator(".menu-box")).to_be_visible()


def test_escape_closes_the_phone_menu_and_gives_focus_back(new_page: NewPage) -> None:
    page = new_page(width=390)
    page.goto("/galleri/")
    page.locator("details.menu.phone > summary").click()
    page.keyboard.press("Escape")
    expect(page.locator("details.menu.phone[open]")).to_have_count(0)
    expect(page.locator("details.menu.phone > summary")).to_be_focused()


def test_fault_summary_takes_focus_and_leads_to_the_field(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/galleri/")
    expect(page.locator("ds-error-summary").first).to_be_focused()
    page.get_by_role("link", name="Postnummer: Postnummeret må ha fire siffer. Mente du 0951?").click()
    expect(page.locator("#id_feil-postal_code")).to_be_focused()


def test_paper_shows_the_content_and_nothing_to_press(new_page: NewPage) -> None:
    page = new_page(scheme="dark")
    page.goto("/galleri/")
    expect(page.locator("header").first.get_by_role("link", name="Logg inn")).to_be_visible()

    page.emulate_media(media="print")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Logg inn")).to_have_count(0)
    expect(page.locator("button:visible")).to_have_count(0)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
