"""Belonging as a browser shows it: one press each, axe finds nothing, and nothing scrolls sideways."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from lokallag.membership.models import Belonging
from tests.browser import assert_accessible
from tests.cast import cast
from tests.events.stage import announced
from tests.networks.belonging_stage import network, steering_member


@pytest.fixture
def people(live_site):
    return cast()


def signed_in(new_page, people, who, **options):
    """Open a page as somebody who has signed in already."""
    page, client = new_page(**options), Client()
    people.sign_in(client, who)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": "http://localhost/"}])
    return page


def belonging():
    return list(Belonging.objects.values_list("kind", "channel"))


def test_one_press_each_without_and_with_javascript(new_page, people):
    one = network(people, age_until=60)
    people.persons["steering"] = steering_member(one)
    announced(people, "Sol på taket", unit=one.unit)
    plain = signed_in(new_page, people, "member", width=390, javascript=False)
    plain.goto("/nettverk/")
    plain.get_by_role("link", name="Fagnettverk for klima").click()
    plain.get_by_role("button", name="Bli med i nettverket").click()
    expect(plain.get_by_role("heading", name="Du er med")).to_be_visible()
    assert belonging() == [("joined", "email")]

    quick = signed_in(new_page, people, "member", width=390)
    quick.goto(f"/nettverk/{one.unit.slug}/")
    assert_accessible(quick)
    quick.evaluate("window.same = true")
    quick.get_by_role("button", name="Velg bare kalenderen").click()
    quick.get_by_role("button", name="Velg e-post").wait_for()
    assert belonging() == [("joined", "calendar")]
    quick.get_by_role("button", name="Gå ut av nettverket").press("Enter")
    expect(quick.get_by_role("heading", name="Bli med")).to_be_focused()
    quick.get_by_role("button", name="Følg bare kalenderen").click()
    quick.get_by_role("heading", name="Du følger nettverket").wait_for()
    assert quick.evaluate("window.same") is True  # the page was never left
    assert belonging() == [("follows", "calendar")]
    assert_accessible(quick)

    leader = signed_in(new_page, people, "steering", width=1280)
    for path in ("/nettverk/", *(f"/nettverk/{one.unit.slug}/{part}" for part in ("", "medlemmer/", "rediger/"))):
        leader.goto(path)
        assert_accessible(leader)
