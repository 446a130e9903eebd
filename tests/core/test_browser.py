"""The browser that journeys use: on a site with its own data, without the network, and strict about errors."""

import pytest
from playwright.sync_api import Error

from lokallag.core.models import SentForm
from tests.browser import NewPage, Site, assert_accessible


def test_site_runs_on_the_tests_own_database_and_the_test_may_look_into_it(new_page: NewPage, live_site: Site):
    page = new_page()
    SentForm.objects.create(key="one", sent_at="2027-01-01T12:00:00Z")

    answer = page.goto("/")

    assert answer is not None
    assert answer.status == 200
    assert page.url == f"{live_site.url}/"
    assert SentForm.objects.count() == 1


@pytest.mark.parametrize("width", [390, 1280])
def test_front_page_is_accessible(new_page: NewPage, width):
    page = new_page(width=width)
    page.goto("/")

    assert_accessible(page)


def test_page_reaches_no_other_host(new_page: NewPage):
    page = new_page()

    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("https://example.org/")
