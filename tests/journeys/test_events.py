"""Events: from the wheel's activity to an announced event, and a visitor who finds it without an account."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import expect

from lokallag.events.models import Event
from lokallag.playbook.models import PlannedActivity
from tests.browser import NewPage, Site, assert_accessible
from tests.journeys.conftest import sign_in


@pytest.mark.parametrize("width", [390, 1280])
def test_a_branch_leader_gets_from_the_plan_to_an_announced_event(
    new_page: NewPage, demo_site: Site, width: int
) -> None:
    page, year = new_page(width=width), localdate().year + 1
    sign_in(page, "avdelingsleder")
    activity = (
        PlannedActivity.objects.filter(plan__unit__slug="haslum", plan__year=year, kind__ring="meeting")
        .filter(kind__rule__has_key="at", state="planned")
        .exclude(kind__rule__has_key="event")
        .order_by("pk")[0]
    )

    page.goto(f"/arshjul/aktivitet/{activity.pk}/")
    page.get_by_role("link", name="Lag arrangement").click()
    assert_accessible(page)
    expect(page.get_by_label("Hva heter det?")).to_have_value(activity.name)
    page.get_by_label("Sted", exact=False).first.fill("Haslum menighetshus")
    page.get_by_role("button", name="Lagre utkastet").click()
    page.wait_for_url(re.compile("/vert/$"))
    assert_accessible(page)
    expect(page.get_by_role("heading", name="Dette må gjøres")).to_be_visible()
    page.get_by_role("button", name="Kunngjør", exact=True).click()
    page.get_by_role("link", name="Se siden slik andre ser den").click()
    assert_accessible(page)

    event = Event.objects.get(source_key=f"playbook.activity:{activity.pk}")
    assert (event.state, event.tasks.count()) == ("published", len(activity.kind.tasks))
    expect(page.get_by_role("heading", level=1)).to_have_text(activity.name)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_visitor_without_javascript_finds_what_comes(new_page: NewPage, demo_site: Site, width: int) -> None:
    page = new_page(width=width, javascript=False)
    event = Event.objects.filter(state="published", audience="open", starts_at__date__gt=localdate()).order_by(
        "starts_at"
    )[0]

    page.goto("/")
    page.get_by_role("link", name="Alle arrangementer").click()
    expect(page.get_by_role("heading", name="Arrangementer", level=1)).to_be_visible()
    page.get_by_role("link", name="Måned", exact=True).click()
    page.goto(f"/arrangementer/kalender/?maned={event.day:%Y-%m}")
    page.get_by_role("link", name=re.compile(re.escape(event.title))).first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text(event.title)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_public_pages_are_accessible(new_page: NewPage, demo_site: Site, width: int) -> None:
    page = new_page(width=width)
    cancelled = Event.objects.get(state="cancelled")

    for path in (
        "/arrangementer/",
        "/arrangementer/?vis=tidligere",
        f"/arrangementer/kalender/?maned={cancelled.day:%Y-%m}",
        f"/arrangementer/{cancelled.slug}/",
    ):
        page.goto(path)
        assert_accessible(page)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_hosts_forms_are_accessible(new_page: NewPage, demo_site: Site, width: int) -> None:
    page = new_page(width=width)
    sign_in(page, "avdelingsleder")
    own = Event.objects.filter(hosts__unit__slug="haslum", hosts__is_main=True, state="published")
    event = own.filter(starts_at__gt=now() + timedelta(days=1)).order_by("starts_at")[0]

    for part in ("rediger", "program", "flytt", "avlys", "kopier", "ansvarlig"):
        page.goto(f"/arrangementer/{event.slug}/{part}/")
        assert_accessible(page)
    page.goto("/arrangementer/ny/haslum/")
    page.get_by_role("button", name="Lagre utkastet").click()
    expect(page.get_by_text("må rettes")).to_be_visible()
    assert_accessible(page)
