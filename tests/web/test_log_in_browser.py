"""The page of the log as a browser shows it: axe finds nothing, nothing scrolls sideways, and it can be filtered."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils.timezone import now
from playwright.sync_api import expect

from lokallag.core import audit
from lokallag.core.audit import How
from tests.browser import assert_accessible
from tests.cast import cast


@pytest.fixture
def people(live_site):
    found = cast()
    for number in range(60):
        at = now() - timedelta(minutes=number)
        audit.record_look(
            "membership.see_members",
            actor=found["branch leader"],
            persons=[found["member"].pk, found["stranger"].pk],
            at=at,
            how=How.EXPORT if number == 1 else How.LIST,
            unit_id=found.haslum.pk,
        )
        if number == 2:
            audit.record(
                "organisation.name_contact",
                actor=found["board leader"],
                target=found.haslum,
                at=at,
                details={"person": found["member"].pk},
            )
    return found


@pytest.mark.parametrize(("width", "javascript"), [(390, True), (1280, True), (1280, False)])
def test_the_log_is_read_filtered_and_leafed_through(new_page, people, width, javascript):
    client = Client()
    people.sign_in(client, "secretary")
    page = new_page(width=width, javascript=javascript)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": "http://localhost/"}])

    page.goto("/logg/")
    if javascript:
        assert_accessible(page)
    page.get_by_role("link", name="Eldre").click()
    expect(page.get_by_role("row").nth(10)).to_be_visible()
    page.get_by_label("Hva").select_option(label="Valgte kontakt i styret")
    page.get_by_role("button", name="Vis", exact=True).click()

    rows = page.get_by_role("row")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("Valgte kontakt i styret")
    expect(rows.nth(1)).to_contain_text("Mona Dahl")
    if javascript:
        assert_accessible(page)
