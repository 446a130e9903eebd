"""The run book: a member reads and copies, the secretary writes in the editor, and two who write are told."""

import re

import pytest
from playwright.sync_api import Page, expect

from lokallag.playbook.models import Chapter
from tests.browser import NewPage, Site, assert_accessible
from tests.journeys.conftest import sign_in
from tests.playbook.domain.test_chapter_text import WORD

PASTE = """html => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.querySelector(".editor-text").dispatchEvent(event);
}"""


def open_book(page: Page, width: int) -> None:
    """Go to the run book by the menu."""
    if width == 390:
        page.get_by_text("Meny", exact=True).click()
    page.get_by_role("link", name="Dreiebok", exact=True).locator("visible=true").click()
    page.wait_for_url("**/dreiebok/")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_member_reads_copies_and_prints(new_page: NewPage, demo_site: Site, width: int) -> None:
    page = new_page(width=width, permissions=["clipboard-read", "clipboard-write"])
    sign_in(page, "medlem")
    open_book(page, width)
    assert_accessible(page)

    page.get_by_role("link", name="Møter", exact=True).click()
    assert_accessible(page)
    page.get_by_role("button", name="Kopier").first.click()
    page.get_by_role("button", name="Kopiert").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "Styremøte [dato] kl. 18–20, [sted]" in copied
    assert "1. Oppgaver fra sist (orientering, 5 min)" in copied

    page.get_by_role("link", name="Sjekkliste til utskrift").click()
    expect(page.get_by_role("listitem").filter(has_text="Rapporten er skrevet")).to_be_visible()
    expect(page.get_by_role("button", name="Skriv ut")).to_be_visible()
    assert_accessible(page)
    expect(page.get_by_role("button", name="Rediger")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_secretary_writes_in_the_editor(new_page: NewPage, demo_site: Site, width: int) -> None:
    page = new_page(width=width)
    sign_in(page, "sekretær")
    page.goto("/dreiebok/okonomi/rediger/")
    text = page.get_by_role("textbox", name="Tekst")
    assert_accessible(page)

    text.locator("p").first.click(position={"x": 1, "y": 8})
    page.keyboard.type("Husk ")
    page.keyboard.press("Alt+F10")
    page.keyboard.press("End")
    page.keyboard.press("Home")
    for _step in range(2):
        page.keyboard.press("ArrowRight")
    bold = page.get_by_role("toolbar").get_by_role("button", name="Fet")
    expect(bold).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".editor-text")).to_be_focused()
    page.keyboard.type("begge fullmaktene")
    page.keyboard.press("Control+b")
    page.keyboard.press("Enter")
    page.evaluate(PASTE, WORD)
    assert_accessible(page)
    page.get_by_label("Hva er endret, og hvorfor?").fill("Tabell fra kassereren")
    page.get_by_role("button", name="Lagre og publiser").click()
    page.wait_for_url("**/dreiebok/okonomi/")

    version = Chapter.objects.select_related("published").get(key="okonomi").published
    assert version is not None
    assert version.body.startswith("<p>Husk <strong>begge fullmaktene</strong></p>")
    assert "<td><strong>Oppgaver</strong></td>" in version.body
    assert not re.search("script|onclick|javascript|stjålet|Normal", version.body)
    assert_accessible(page)
    page.get_by_role("link", name="Historikk").click()
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("Se endringene")).first.click()
    expect(page.locator("ins").first).to_have_text("Husk begge fullmaktene")
    assert_accessible(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_second_of_two_is_told_and_keeps_the_words(new_page: NewPage, demo_site: Site, *, javascript: bool) -> None:
    first, second = (new_page(width=390, javascript=javascript) for _page in range(2))
    for page, role in ((first, "styreleder"), (second, "sekretær")):
        sign_in(page, role)
        page.goto("/dreiebok/skolering/rediger/")

    for page, words in ((first, "Kom klokka ni."), (second, "Kom klokka åtte.")):
        page.get_by_role("textbox", name="Tekst").fill(words)
        page.get_by_label("Hva er endret, og hvorfor?").fill("Klokka")
        page.get_by_role("button", name="Lagre utkast").click()
    second.get_by_role("heading", name="Forskjellen").wait_for()

    expect(first).to_have_url(re.compile("/dreiebok/skolering/$"))
    expect(second.locator("del").first).to_have_text("ni")
    text = second.get_by_role("textbox", name="Tekst")
    if javascript:  # the editor takes the place of the plain field; axe itself is a script
        expect(text).to_have_text("Kom klokka åtte.")
        assert_accessible(second)
    else:
        expect(text).to_have_value("Kom klokka åtte.")
    second.get_by_role("button", name="Lagre utkast").click()
    second.wait_for_url("**/dreiebok/skolering/")
    assert Chapter.objects.get(key="skolering").versions.count() == 3
