"""The pages of this room as a browser shows them: axe finds nothing, nothing scrolls sideways, and one can leave."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils.timezone import now
from playwright.sync_api import expect

from lokallag.core import audit
from lokallag.people.models import Person
from tests.browser import assert_accessible
from tests.cast import cast

PAGES = ["opplysninger", "hvem-kan-se", "hvem-har-sett", "samtykker", "beskyttet-adresse", "last-ned", "meld-ut"]


@pytest.fixture
def people(live_site):
    people = cast()
    audit.record_look(
        "membership.see_members",
        actor=people["secretary"],
        persons=[people["member"].pk],
        at=now(),
        how=audit.How.EXPORT,
        purpose="Innkalling til årsmøtet",
    )
    return people


def signed_in(new_page, people, who, width):
    """Open a page as somebody who has signed in already."""
    page = new_page(width=width)
    client = people.sign_in(Client(), who)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": "http://localhost/"}])
    return page


@pytest.mark.parametrize("width", [390, 1280])
def test_ones_own_pages_from_min_side_until_one_has_left(new_page, people, width, settings, tmp_path):
    settings.VAR = tmp_path
    page = signed_in(new_page, people, "member", width)
    page.goto("/min-side/")
    assert_accessible(page)
    for name in PAGES:
        page.goto(f"/min-side/{name}/")
        assert_accessible(page)
    page.goto("/min-side/samtykker/")
    page.get_by_role("button", name="Ja til Bilder på nettsiden").click()
    expect(page.get_by_role("button", name="Trekk samtykket til Bilder på nettsiden")).to_be_visible()
    assert_accessible(page)

    page.goto("/min-side/")
    page.get_by_role("link", name="Meld deg ut").click()
    page.get_by_role("link", name="Gå videre").click()
    assert_accessible(page)
    page.get_by_role("button", name="Meld meg ut og slett alt").click()

    expect(page.get_by_role("heading", name="Du er meldt ut")).to_be_visible()
    assert_accessible(page)
    assert not Person.objects.filter(pk=people["member"].pk).exists()
    assert len((tmp_path / "erasures.ledger").read_text().splitlines()) == 1
