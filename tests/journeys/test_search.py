"""Searching the run book: a member finds by another form of the word, and is helped where one is misspelt."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import NewPage, Site, assert_accessible
from tests.journeys.conftest import sign_in


@pytest.mark.parametrize("width", [390, 1280])
def test_a_member_finds_by_any_form_of_the_word(new_page: NewPage, demo_site: Site, width: int) -> None:
    page = new_page(width=width)
    sign_in(page, "medlem")
    page.goto("/dreiebok/")
    expect(page.get_by_role("link", name="Hele dreieboka (PDF)")).to_have_attribute("href", "/dreiebok/dreiebok.pdf")

    page.get_by_label("Søk i dreieboka").fill("kassereren")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/dreiebok/sok/\?q=kassereren"))
    expect(page.locator("mark", has_text=re.compile("^[Kk]asserer$")).first).to_be_visible()
    assert_accessible(page)
    page.locator(".hits a").first.click()
    page.get_by_role("heading", level=1).wait_for()

    page.goto("/dreiebok/sok/?q=kontigent")
    expect(page.get_by_role("heading", name="Ingen treff")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="kontingent", exact=True).click()
    page.wait_for_url(re.compile(r"q=kontingent$"))
    expect(page.locator("mark").first).to_be_visible()
    page.goto("/dreiebok/sok/?q=" + "a" * 900)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)
