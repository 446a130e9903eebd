"""A journey: from the front page of an empty site to a leader who is signed in and sees what remains."""

import pyotp
import pytest
from playwright.sync_api import expect

from lokallag.start.queries import set_up_code
from tests.browser import NewPage, Site, assert_accessible
from tests.start.stage import yesterday
from tests.worker import run_jobs


@pytest.mark.parametrize(
    ("width", "javascript"), [(390, True), (1280, True), (390, False)], ids=["phone", "desk", "no script"]
)
def test_from_an_empty_site_to_the_first_board(
    new_page: NewPage, live_site: Site, settings, width: int, javascript: bool
) -> None:
    page = new_page(width=width, javascript=javascript)

    def look() -> None:
        if javascript:
            assert_accessible(page)

    page.goto("/")
    look()
    page.get_by_role("link", name="Sett opp organisasjonen").click()
    look()
    page.get_by_label("Oppsettskode").fill(set_up_code())
    page.get_by_label("Organisasjonens navn").fill("Bærum Arbeiderparti")
    page.get_by_label("Kommune").fill("301")
    page.get_by_label("Lederens fornavn").fill("Amina")
    page.get_by_label("Lederens etternavn").fill("Farah")
    page.get_by_label("Lederens e-postadresse").fill("felles@example.org")
    page.get_by_label("Sekretærens fornavn").fill("Sindre")
    page.get_by_label("Sekretærens etternavn").fill("Vik")
    page.get_by_label("Sekretærens e-postadresse").fill("felles@example.org")
    page.get_by_label("Møtet som valgte").fill("Årsmøtet")
    page.get_by_label("Dagen møtet ble holdt").fill(yesterday().strftime("%d.%m.%Y"))
    page.get_by_label("Hvor det står i protokollen").fill("Protokollen, sak 9")
    page.get_by_role("button", name="Sett opp organisasjonen").click()

    look()
    expect(page.get_by_role("heading", name="2 ting må rettes")).to_have_count(1)
    expect(page.get_by_label("De to deler e-postadresse")).to_have_count(1)
    page.get_by_label("Kommune").fill("Bærum")
    page.get_by_label("Sekretærens e-postadresse").fill("sindre@example.org")
    page.get_by_role("button", name="Sett opp organisasjonen").click()

    look()
    expect(page.get_by_text("Bærum Arbeiderparti er satt opp.")).to_be_visible()
    page.get_by_label("E-postadresse").fill("sindre@example.org")
    page.get_by_role("button", name="Send meg en kode").click()
    run_jobs()
    from lokallag.outbox.models import Message

    letter = Message.objects.get(purpose="people.sign_in")
    code = next(line for line in letter.text.splitlines() if line.startswith("Koden din er")).removeprefix(
        "Koden din er "
    )
    page.get_by_label("Kode").fill(code)
    page.get_by_role("button", name="Logg inn", exact=True).click()

    look()
    page.get_by_role("link", name="Bruk en app på telefonen").click()
    look()
    key = (page.locator("details.small p").text_content() or "").replace(" ", "")
    page.get_by_label("Koden appen viser").fill(pyotp.TOTP(key).now())
    page.get_by_role("button", name="Ta appen i bruk").click()
    look()
    page.get_by_role("link", name="Jeg har tatt vare på kodene").click()

    page.wait_for_url("**/kom-i-gang/")
    look()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kom i gang: seks ting gjenstår")
    page.get_by_role("link", name="Hent inn registeret").click()
    page.wait_for_url("**/omrader/postnummer/")
    page.goto("/oversikt/")
    look()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kom i gang: seks ting gjenstår")
    assert page.goto("/start/").status == 404  # type: ignore[union-attr]
