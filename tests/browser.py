"""A browser on a real site, for journeys. Where Chromium is missing, they are skipped and say so."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect, sync_playwright
from pytest_django.fixtures import Settings

from tests.databases import IsolatedDatabase

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
]
PATIENCE = 30_000  # milliseconds: a slow machine is no fault of a page
expect.set_options(timeout=PATIENCE)
BUSY = ".htmx-request, .htmx-swapping, .htmx-settling"  # what htmx marks while an answer is under way
WIDTHS = {390: 844, 1280: 900}  # a phone and a desk, in CSS pixels: width and height


def _then_settled(act: Callable[..., Any]) -> Callable[..., Any]:
    """Let what is done on a page end only when what it led to stands there: a new page, or a part of this one.

    A click returns when the answer begins to come. Whoever counts rows at once, on a slow machine counts none.
    """

    @wraps(act)
    def acted(self: Locator, *args: Any, **options: Any) -> Any:
        given = act(self, *args, **options)
        if not self.page.is_closed():
            self.page.wait_for_load_state()
            expect(self.page.locator(BUSY)).to_have_count(0)
        return given

    return acted


for _name in ("click", "press", "check", "uncheck", "select_option"):
    setattr(Locator, _name, _then_settled(getattr(Locator, _name)))


@dataclass(frozen=True, slots=True)
class Site:
    """A running site. ``url`` has no slash at its end."""

    url: str
    database: IsolatedDatabase

    def __str__(self) -> str:
        return self.url


@pytest.fixture
def live_site(isolated_database: IsolatedDatabase, settings: Settings) -> Iterator[Site]:
    """Run the site on a free port, on a database of its own that the test may fill and look into."""
    server = LiveServerThread("localhost", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    site = Site(f"http://localhost:{server.port}", isolated_database)
    settings.SITE_URL = site.url
    yield site
    server.terminate()
    server.join()


def chromium() -> Path | None:
    """Return the machine's Chromium: ``LOKALLAG_CHROMIUM``, or the one on the path."""
    if given := os.environ.get("LOKALLAG_CHROMIUM"):
        return Path(given)
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/bin"):
            return Path(found)
    return None


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one Chromium for this test process."""
    program = chromium()
    if program is None:
        pytest.skip("Chromium er ikke installert: apt-get install chromium")
    # Playwright's plain interface keeps an event loop in this thread, and Django would refuse the database there. It
    # also keeps other connections by then: those from before would stay open, where nobody closes them.
    connections.close_all()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, live_site: Site) -> Iterator[NewPage]:
    """Open pages of the site: ``new_page(width=390, javascript=False, scheme="dark")``, each with its own cookies.

    Addresses may be short (``page.goto("/")``). A page that writes an error in the console, breaks the content policy
    or raises in a script fails the test.
    """
    contexts = []
    troubles: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        # Chromium also writes a line for each answer of 4xx; which answers are right is the test's own matter.
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            troubles.append(f"{message.location.get('url')}: {message.text}")

    def open_page(*, width: int = 1280, javascript: bool = True, scheme: Any = "light", **options: Any) -> Page:
        context = browser.new_context(
            base_url=live_site.url,
            locale="nb-NO",
            timezone_id="Europe/Oslo",
            viewport={"width": width, "height": WIDTHS.get(width, 900)},
            java_script_enabled=javascript,
            color_scheme=scheme,
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """Open one page, 1280 wide, with JavaScript."""
    return new_page()


def assert_accessible(page: Page) -> None:
    """Fail where axe finds a violation, or where the page can be scrolled sideways."""
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{page.url} kan rulles {too_wide} piksler sidelengs"
