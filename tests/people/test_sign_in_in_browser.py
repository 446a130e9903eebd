"""Journeys on the way in, in a browser: by code, as one of two who share an address, and by the demo's buttons."""

import re

import pytest
from playwright.sync_api import expect

from lokallag.people import services
from lokallag.people.models import DemoRole
from tests.browser import assert_accessible
from tests.cast import cast
from tests.demo_mark import demo_mark
from tests.factories import PersonFactory
from tests.worker import run_jobs


@pytest.fixture
def demo(live_site, settings):
    settings.DEMO = True
    people = cast()
    for role, who in zip(DemoRole, ("board leader", "secretary", "branch leader", "member"), strict=True):
        services.mark_demo_person(role=role, person=people[who])
    with demo_mark():
        yield people


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("width", [390, 1280])
def test_by_the_code_in_the_mail(new_page, demo, width, javascript):
    page = new_page(width=width, javascript=javascript)

    page.goto("/logg-inn/?next=/min-side/")
    if javascript:
        assert_accessible(page)
    page.get_by_label("E-postadresse").fill("kari")
    page.get_by_role("button", name="Send meg en kode").click()
    expect(page.get_by_label("E-postadresse")).to_have_value("kari")
    page.get_by_label("E-postadresse").fill(demo["member"].email)
    page.get_by_role("button", name="Send meg en kode").click()
    if javascript:
        assert_accessible(page)

    run_jobs()
    page.get_by_role("link", name="Les e-posten i utboksen").click()
    if javascript:
        assert_accessible(page)
    page.get_by_role("link", name="kode=").click()
    page.get_by_role("button", name="Logg inn", exact=True).click()

    expect(page).to_have_url(re.compile("/min-side/$"))


def test_as_one_of_two_who_share_an_address(new_page, demo):
    PersonFactory(email="felles@example.org", given_name="Kari", family_name="Ås")
    PersonFactory(email="felles@example.org", given_name="Ola", family_name="Ås")
    page = new_page(width=390)

    page.goto("/logg-inn/")
    page.get_by_label("E-postadresse").fill("felles@example.org")
    page.get_by_role("button", name="Send meg en kode").click()
    run_jobs()
    page.goto("/utboks/")
    page.get_by_role("link", name="kode=").click()
    page.get_by_role("button", name="Logg inn", exact=True).click()
    assert_accessible(page)
    page.get_by_role("button", name="Det er meg, Ola Ås").click()

    expect(page).to_have_url(re.compile("/min-side/$"))
    expect(page.get_by_label("Din meny, Ola Ås")).to_have_count(1)


def test_by_one_press_in_the_demo_and_out_again(new_page, demo):
    page = new_page()

    page.goto("/logg-inn/")
    page.get_by_role("button", name="Velg avdelingsleder").click()
    page.get_by_label("Din meny, Hanne Ås").click()
    page.get_by_role("button", name="Logg ut", exact=True).first.click()

    expect(page.get_by_text("Du er logget ut.")).to_have_count(1)
    expect(page.get_by_role("link", name="Logg inn").first).to_be_visible()
