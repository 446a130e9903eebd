"""A report's tip becomes a better playbook: the branch gives it, the board edits the kind and says thanks."""

import re

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from lokallag.playbook.models import ActivityKind, PlannedActivity, Tip
from tests.browser import NewPage, Site, assert_accessible
from tests.journeys.conftest import sign_in, sign_out

KEY = "kontaktliste"


@pytest.mark.parametrize("width", [390])
def test_a_tip_is_given_taken_in_and_answered(new_page: NewPage, demo_site: Site, width: int) -> None:
    page = new_page(width=width)
    sign_in(page, "avdelingsleder")
    planned = PlannedActivity.objects.filter(
        plan__unit__slug="haslum", plan__year=localdate().year, state__in=["planned", "confirmed"]
    )
    activity = planned.filter(kind__isnull=False).exclude(tip__gt="").select_related("kind").order_by("pk")[0]
    PlannedActivity.objects.filter(pk=activity.pk).update(manual_day=localdate())  # what is ahead is not reported
    page.goto(f"/arshjul/aktivitet/{activity.pk}/")
    page.get_by_label("Hvordan gikk det?").fill("Det gikk fint.")
    page.get_by_label("Et tips til dem som gjør det neste gang").fill("Lån nøkkelen dagen før.")
    page.get_by_role("button", name="Lagre rapporten").click()
    page.get_by_text("Tipset venter på svar").wait_for()
    assert_accessible(page)

    sign_out(page)
    sign_in(page, "styreleder")
    page.goto("/oversikt/")
    page.get_by_role("link", name="Les tipsene").click()
    assert_accessible(page)
    tip = Tip.objects.get(text="Lån nøkkelen dagen før.")
    page.goto(f"/dreiebok/tips/{tip.pk}/")
    expect(page.get_by_role("link", name=activity.name, exact=True)).to_be_visible()
    page.get_by_label("Det er tatt inn i dreieboka").check()
    page.get_by_label("Et ord til den som ga det").fill("Takk, det står nå i lista.")
    assert_accessible(page)
    page.get_by_role("button", name="Send svaret").click()
    page.wait_for_url(re.compile(r"/dreiebok/tips/(#.*)?$"))

    sign_out(page)
    sign_in(page, "avdelingsleder")
    page.goto(f"/arshjul/aktivitet/{activity.pk}/")
    expect(page.get_by_text("Takk, det står nå i lista.")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_board_edits_a_kind_and_the_rule_explains_itself_at_once(
    new_page: NewPage, demo_site: Site, width: int
) -> None:
    page = new_page(width=width)
    sign_in(page, "styreleder")
    page.goto("/arshjul/bibliotek/")
    assert_accessible(page)
    page.get_by_role("link", name="Kontaktlista går ut til medlemmene").click()
    page.get_by_label("En fast dato").check()
    expect(page.get_by_label("Ukedag", exact=True)).to_be_hidden()
    page.get_by_label("Dag", exact=True).fill("8")
    page.locator("[name=month]").select_option("3")
    page.locator("#regel-i-ord").get_by_text("8. mars", exact=True).wait_for()
    assert_accessible(page)

    tasks = page.locator("fieldset", has_text="Oppgave ")
    before = tasks.count()
    page.get_by_role("button", name="Legg til en oppgave").click()
    page.wait_for_url(re.compile("#oppgaver"))
    expect(tasks).to_have_count(before + 1)
    tasks.last.get_by_label("Hva skal gjøres?").fill("Skrive ut lista")
    tasks.last.get_by_label("Hvem gjør det?").fill("sekretær")
    assert_accessible(page)
    page.get_by_role("button", name="Lagre aktiviteten").click()
    page.wait_for_url(f"**/arshjul/forslag/{KEY}/")

    expect(page.get_by_text("8. mars").first).to_be_visible()
    expect(page.get_by_text("Skrive ut lista")).to_be_visible()
    assert_accessible(page)
    kind = ActivityKind.objects.get(key=KEY)
    assert (kind.rule["month"], kind.tasks[-1]["name"], kind.edited_at is not None) == (3, "Skrive ut lista", True)


def test_a_kind_is_added_without_javascript(new_page: NewPage, demo_site: Site) -> None:
    page = new_page(width=390, javascript=False)
    sign_in(page, "styreleder")
    page.goto("/arshjul/bibliotek/ny/")
    page.get_by_label("Hva heter aktiviteten?").fill("Båttur på fjorden")
    page.get_by_label("Hva går det ut på?").fill("Vi leier en båt.")
    page.get_by_label("Hvorfor gjør dere det?").fill("Det er fint ute.")
    page.get_by_label("Partiavdeling").check()
    page.get_by_label("En ukedag i en måned").check()
    page.locator("[name=nth_month]").select_option("6")
    page.get_by_role("button", name="Vis regelen i ord").click()
    expect(page.locator("#regel-i-ord").get_by_text("Første mandag i juni")).to_be_visible()
    page.get_by_role("button", name="Legg til en ting").click()
    page.locator("[name=utstyr-1-what]").fill("Redningsvester")
    page.get_by_label("Hva heter aktiviteten?").press("Enter")  # saves; no button of a row is pressed
    page.wait_for_url("**/arshjul/forslag/eget-battur-pa-fjorden/")

    kind = ActivityKind.objects.get(key="eget-battur-pa-fjorden")
    assert (kind.materials, kind.rule["nth"], localdate() >= kind.edited_at.date()) == (["Redningsvester"], 1, True)
