"""The pages of the import as a browser shows them: axe finds nothing, and nothing scrolls sideways."""

import os

import pytest
from django.conf import settings
from django.test import Client
from django.utils.timezone import now
from playwright.sync_api import expect

from lokallag.membership.models import Membership
from lokallag.membership.services import choose_branch
from tests.browser import assert_accessible
from tests.register.stage import HEADERS, MONA, bring_in, csv, many, row, set_up
from tests.worker import run_jobs


@pytest.fixture
def people(live_site):
    people = set_up()
    choose_branch(membership=Membership.objects.get(), unit=people.sandvika, by=people["member"], at=now())
    bring_in(csv(MONA, *many(range(1000, 1060), street="Gata 1", year="1980")))
    return people


@pytest.mark.parametrize("width", [390, 1280])
def test_a_file_from_sent_to_carried_out(new_page, people, width, tmp_path):
    page = new_page(width=width)
    client = people.sign_in(Client(), "secretary")
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": "http://localhost/"}])
    path = tmp_path / "medlemmer.csv"
    path.write_bytes(
        csv(
            MONA,
            row("2001", "Åse", "Ny", email="ase@example.org", branch="Haslum", year="1990"),
            row("2002", "Stian", "Rud", year="1980"),
            row("2003", "Feil", "År", year="1875"),
            row("1000", "Perbaaa", "Byttet", year="1980"),
            *many(range(1001, 1004), street="Gata 2", year="1980"),
            *many(range(1004, 1058), street="Gata 1", year="1980"),
        )
    )

    page.goto("/medlemsregister/")
    shot(page, width, "1-send")
    page.get_by_label("Fil fra medlemsregisteret").set_input_files(str(path))
    page.get_by_role("button", name="Se hva filen endrer").click()
    expect(page.get_by_label("Medlemsnummer")).to_have_value(HEADERS.split(";")[0])
    shot(page, width, "2-kolonner")
    page.get_by_role("button", name="Les filen").click()
    expect(page.get_by_text("rader er lest")).to_be_visible()
    shot(page, width, "3-leser")
    run_jobs()
    page.get_by_role("heading", name="Filen endrer 6 medlemmer").wait_for()  # the page finds out by itself
    shot(page, width, "4-klar")
    for kind in ("nye", "endrede", "gar-ut", "byttet-navn", "kanskje-kjente", "avviste"):
        page.goto(f"{page.url.split('rader/')[0]}rader/{kind}/")
        shot(page, width, f"5-{kind}")
    page.goto(page.url.split("rader/")[0])
    page.get_by_label("Hvorfor går de ut?").select_option("unpaid")
    page.get_by_role("button", name="Før inn filen").click()
    run_jobs()
    page.get_by_role("heading", name="Ført inn").wait_for()
    shot(page, width, "6-fort-inn")
    page.goto("/medlemsregister/avvik/")
    shot(page, width, "7-avvik")

    assert Membership.objects.filter(number="2001").exists()


def shot(page, width, name):
    """Hold a page against axe; with ``LOKALLAG_SHOTS`` keep a picture of it in that folder."""
    assert_accessible(page)
    if folder := os.environ.get("LOKALLAG_SHOTS"):
        page.screenshot(path=f"{folder}/register-{name}-{width}.png", full_page=True)
