"""A network gets its steering group, and a member finds out where proposals are put."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import expect

from lokallag.membership.models import BranchChoice, Membership
from lokallag.networks.models import Network
from lokallag.networks.services import Decision, NetworkFacts, found_network
from lokallag.organisation.models import Term, Unit
from lokallag.people.models import Gender, Person
from tests.browser import NewPage, Site, assert_accessible
from tests.journeys.conftest import sign_in, sign_out


def founded() -> Network:
    """Found a network that nobody leads yet."""
    return found_network(
        party=Unit.objects.get(kind="municipal"),
        facts=NetworkFacts(name="Fagnettverk for klima", topic="Klima", purpose="Møter om klima."),
        decision=Decision(localdate() - timedelta(days=2), "14/26", "Mange vil være med."),
        by=None,
        at=now(),
    )


def members() -> list[Person]:
    """Return three members without an office, each with a name of their own: two women, and one who has not said."""
    busy = Term.objects.live(localdate()).values("person_id")
    chosen = BranchChoice.objects.live(localdate()).values("membership__person_id")
    free = Membership.objects.live(localdate()).filter(person_id__in=chosen).exclude(person_id__in=busy)
    found = list(Person.objects.filter(pk__in=free.values("person_id")).order_by("pk")[10:13])
    for person, given, gender in zip(found, ("Solveig", "Randi", "Torunn"), "kku", strict=True):
        Person.objects.filter(pk=person.pk).update(
            given_name=given, family_name="Eksempelen", gender="ukjent" if gender == "u" else Gender.WOMAN
        )
    return list(Person.objects.filter(pk__in=[person.pk for person in found]).order_by("pk"))


@pytest.mark.parametrize("width", [390, 1280])
def test_the_board_appoints_a_steering_group_and_sees_its_balance_first(
    new_page: NewPage, demo_site: Site, width: int
) -> None:
    network, (leader, second, third) = founded(), members()
    page = new_page(width=width)
    sign_in(page, "sekretær")
    page.goto(f"/nettverk/{network.unit.slug}/styringsgruppe/")
    assert_accessible(page)
    page.get_by_role("link", name="Oppnevn styringsgruppe").click()
    assert_accessible(page)

    names = page.get_by_label("Oppnevnt som")
    for place, person in enumerate((leader, second, third)):
        names.nth(place).fill(person.name)
    page.get_by_role("button", name="Se hva som skjer").click()
    expect(page.get_by_text("Alt du har skrevet, er tatt vare på.")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Styremøtet ble holdt").fill(f"{localdate() - timedelta(days=2):%d.%m.%Y}")
    page.get_by_label("Saksnummer").fill("14/26")
    page.get_by_role("button", name="Se hva som skjer").click()
    expect(page.get_by_text("2 kvinner, 0 menn. 1 er ikke regnet med")).to_be_visible()
    expect(page.get_by_text(f"{leader.given_name} Eksempelen", exact=True).first).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Før inn styringsgruppa").click()
    page.wait_for_url(f"**/nettverk/{network.unit.slug}/styringsgruppe/")

    expect(page.get_by_text("Styringsgruppa er ført inn.")).to_be_visible()
    assert_accessible(page)
    assert Term.objects.live(localdate()).filter(office__unit=network.unit).count() == 3


@pytest.mark.parametrize("width", [390, 1280])
def test_a_member_sees_why_a_network_does_not_propose_and_where_to(
    new_page: NewPage, demo_site: Site, width: int
) -> None:
    network = founded()
    page = new_page(width=width)
    sign_in(page, "medlem")
    page.goto(f"/nettverk/{network.unit.slug}/forslag/")

    expect(page.get_by_text("Et fagnettverk kan ikke fremme forslag.")).to_be_visible()
    expect(page.get_by_text("Organisasjonsuttalelsen")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Gå til ").click()
    page.wait_for_url("**/avdelinger/*/")
    sign_out(page)
