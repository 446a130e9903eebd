"""The pages of this room as a browser shows them: axe finds nothing, and nothing scrolls sideways."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from lokallag.people.models import Person
from tests.browser import assert_accessible
from tests.membership.stage import answers, join, set_up


@pytest.fixture
def stage(live_site):
    stage = set_up()
    for who, unit in (("member", stage.haslum), ("branch leader", stage.haslum), ("board member", None)):
        join(stage, stage[who], unit)
    answers("1346", stage.sandvika, stage.today)
    return stage


def signed_in(new_page, stage, who, width, **options):
    """Open a page as somebody who has signed in already."""
    page = new_page(width=width, **options)
    client = Client()
    stage.sign_in(client, who)
    name = settings.SESSION_COOKIE_NAME
    base = "http://localhost/"
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base}])
    return page


@pytest.mark.parametrize("width", [390, 1280])
def test_a_members_pages(new_page, stage, width):
    Person.objects.filter(pk=stage["member"].pk).update(postal_code="1346")  # so another branch is offered
    page = signed_in(new_page, stage, "member", width)

    page.goto("/min-side/avdeling/")
    expect(page.get_by_role("button", name="Bytt til Sandvika")).to_be_visible()
    assert_accessible(page)
    page.goto("/min-side/avdeling/sandvika/")
    assert_accessible(page)
    page.goto("/min-side/adresse/")
    page.get_by_label("Postnummer").fill("951")
    page.get_by_role("button", name="Lagre adressen").click()
    expect(page.get_by_role("button", name="Bruk 0951")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Bruk 0951").click()
    page.wait_for_url("**/min-side/avdeling/")

    assert Person.objects.get(pk=stage["member"].pk).postal_code == "0951"


@pytest.mark.parametrize("width", [390, 1280])
def test_the_boards_pages(new_page, stage, width):
    page = signed_in(new_page, stage, "secretary", width)

    page.goto("/medlemmer/")
    assert_accessible(page)
    page.goto(f"/medlemmer/{stage.party.slug}/")
    assert_accessible(page)
    page.goto("/medlemmer/uten-avdeling/")
    assert_accessible(page)
    page.get_by_role("link", name="Plasser Bilal Khan").click()
    page.get_by_role("button", name="Plasser medlemmet").click()
    expect(page.get_by_text("Velg en avdeling.").first).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Sandvika").check()
    page.get_by_label("Hvorfor").fill("Ba om det på telefon")
    page.get_by_role("button", name="Plasser medlemmet").click()

    expect(page.get_by_text("Bilal Khan hører nå til Sandvika.")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_list_with_filters_a_member_and_a_file(new_page, stage, width):
    """A branch's leader narrows the list, looks at a member, and asks for a file."""
    page = signed_in(new_page, stage, "branch leader", width)

    page.goto("/medlemmer/haslum/")
    page.get_by_text("Avgrens listen og velg kolonner").click()
    assert_accessible(page)
    page.get_by_label("Telefon").check()
    page.wait_for_url("**kolonne=telefon**")
    page.get_by_label("Søk på navn").fill("dhal")
    page.get_by_role("button", name="Vis").first.click()
    page.wait_for_url("**q=dhal**")
    page.get_by_role("link", name="Dahl, Mona").click()
    page.wait_for_url("**/medlemmer/haslum/*/")
    assert_accessible(page)
    page.get_by_role("link", name="Se hele adressen").click()
    page.get_by_label("Hva skal du bruke adressen til?").fill("Sende blomster")
    page.get_by_role("button", name="Vis adressen").click()
    assert_accessible(page)
    page.goto("/medlemmer/haslum/last-ned/")
    assert_accessible(page)
    page.get_by_label("Hva skal filen brukes til?").fill("Ringe om årsmøtet")
    page.get_by_role("button", name="Lag filen").click()
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Hent filen").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.goto("/medlemmer/filer/")
    assert_accessible(page)


@pytest.mark.parametrize(("width", "scripts"), [(390, True), (1280, True), (390, False)])
def test_a_call_is_entered_and_its_letter_sent(new_page, stage, width, scripts):
    Person.objects.filter(pk=stage["member"].pk).update(email="", street_address="Haslumveien 3")
    page = signed_in(new_page, stage, "branch leader", width, javascript=scripts)
    check = assert_accessible if scripts else str  # axe is a script

    page.goto("/medlemmer/haslum/")
    page.get_by_role("link", name="Dahl, Mona").click()
    page.get_by_role("link", name="Før inn for medlemmet").click()
    check(page)
    page.get_by_role("link", name="Telefon", exact=True).click()
    page.get_by_role("button", name="Før inn").click()  # nothing said yet
    expect(page.get_by_label("På telefon")).to_be_visible()
    check(page)
    page.get_by_label("Telefon", exact=False).first.fill("912 34 567")
    page.get_by_label("På telefon").check()
    page.get_by_role("button", name="Før inn").click()
    page.get_by_role("link", name="Skriv ut brevet").click()
    check(page)
    page.goto("/medlemmer/brev/")
    check(page)
    page.get_by_role("link", name="Brevet til Mona Dahl").click()
    expect(page.get_by_text("Haslumveien 3")).to_be_visible()
    page.get_by_role("button", name="Merk som sendt").click()

    expect(page.get_by_text("Ingen brev venter")).to_be_visible()
    assert Person.objects.get(pk=stage["member"].pk).phone == "91234567"


def test_a_letter_is_one_sheet_with_nothing_but_the_letter(new_page, stage):
    Person.objects.filter(pk=stage["member"].pk).update(email="", street_address="Haslumveien 3")
    page = signed_in(new_page, stage, "branch leader", 1280)
    membership = stage["member"].membership
    page.goto(f"/medlemmer/haslum/{membership.pk}/for-medlemmet/sprak/")
    page.get_by_label("Nynorsk").check()
    page.get_by_label("I en samtale").check()
    page.get_by_role("button", name="Før inn").click()
    page.goto(f"/medlemmer/brev/{membership.pk}/")
    page.emulate_media(media="print")

    shown = page.locator("body").inner_text()
    assert shown.strip().startswith("Mona Dahl\nHaslumveien 3\n1344 Haslum")
    assert not any(word in shown for word in ("Merk som sendt", "Medlemmer", "Skriv ut siden", "Demonstrasjon"))
    assert page.locator("article.letter").get_attribute("lang") == "nn"
