"""The stage of the journeys: the demo organisation, as a board would find it."""

import pytest
from playwright.sync_api import Page

from tests.browser import Site
from tests.databases import IsolatedDatabase


@pytest.fixture
def isolated_database(demo_database: IsolatedDatabase) -> IsolatedDatabase:
    """Give each journey a demo organisation of its own."""
    return demo_database


@pytest.fixture
def demo_site(live_site: Site, settings) -> Site:
    """Run the site on the demo organisation, where buttons sign one in."""
    settings.DEMO = True
    return live_site


def sign_in(page: Page, role: str) -> None:
    """Sign in by the demo's button: ``styreleder``, ``sekretær``, ``avdelingsleder`` or ``medlem``."""
    page.goto("/logg-inn/")
    page.get_by_role("button", name=f"Velg {role}").click()
    page.wait_for_url("**/min-side/")


def sign_out(page: Page) -> None:
    """Sign out by the menu, whichever the width shows."""
    page.context.clear_cookies()
