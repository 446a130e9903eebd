"""The year: a branch leader finds what the branch can do, and takes three activities into its plan."""

import re

import pytest
from django.utils.timezone import localdate

from lokallag.playbook.models import PlannedActivity
from tests.browser import NewPage, Site, assert_accessible
from tests.journeys.conftest import sign_in


@pytest.mark.parametrize("width", [390, 1280])
def test_a_branch_leader_takes_three_activities(new_page: NewPage, demo_site: Site, width: int) -> None:
    page, year = new_page(width=width), localdate().year + 1
    sign_in(page, "avdelingsleder")
    planned = PlannedActivity.objects.filter(plan__unit__slug="haslum", plan__year=year)
    before = planned.count()

    if width == 390:
        page.get_by_text("Meny", exact=True).click()
    page.get_by_role("link", name="Årshjul", exact=True).locator("visible=true").click()
    assert_accessible(page)
    page.get_by_label("Viser").select_option("Haslum")
    page.get_by_role("button", name="Vis", exact=True).click()
    page.get_by_role("link", name=str(year), exact=True).click()
    assert_accessible(page)

    for _activity in range(3):
        page.goto(f"/arshjul/haslum/?ar={year}")
        page.get_by_role("button", name="Ta med").first.click()
        page.wait_for_url(re.compile("/arshjul/haslum/plan/"))

    assert planned.count() == before + 3
    assert_accessible(page)
    assert page.get_by_role("heading", name=f"Planen for {year}, Haslum").is_visible()


def test_the_wheel_can_be_walked_by_keyboard_without_a_mouse(new_page: NewPage, demo_site: Site) -> None:
    page = new_page(width=1280)
    page.goto(f"/arshjul/?ar={localdate().year}")

    first = page.locator(".wheel-wide a:not([tabindex='-1'])").first
    first.focus()
    said = first.get_attribute("aria-label")
    page.keyboard.press("Enter")

    assert said is not None
    assert page.get_by_role("heading", level=1).inner_text() in said
