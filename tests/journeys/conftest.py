"""The stage of the journeys: the demo organisation, as a board would find it."""

import io
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from playwright.sync_api import Page
from pytest_django import DjangoDbBlocker

from lokallag.core.database import OWNER_ROLE
from tests.browser import Site
from tests.databases import IsolatedDatabase, clone, environment_of, migrated_template, used_by_django


@pytest.fixture(scope="session")
def demo_template(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Build a demo organisation of 60 members once, to be cloned by each journey. Yields the database's name."""
    with django_db_blocker.unblock(), clone(migrated_template()) as name:
        with used_by_django(name, OWNER_ROLE):
            call_command("demo", members=60, stdout=io.StringIO())
        yield name


@pytest.fixture
def isolated_database(demo_template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[IsolatedDatabase]:
    """Give each journey a demo organisation of its own."""
    with django_db_blocker.unblock(), clone(demo_template) as name, used_by_django(name):
        yield IsolatedDatabase(name, environment_of(name))


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
