"""A network does not propose: one door says so for each deed, and the page leads to one's own branch."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.test import Client
from django.utils.timezone import now

from lokallag.events.models import Event, EventSummary
from lokallag.organisation.domain.proposing import Deed
from lokallag.organisation.models import Kind, Unit
from lokallag.organisation.queries import may_propose
from lokallag.organisation.services import adopt_rules
from tests.cast import Cast, cast
from tests.events.stage import announced
from tests.factories import UnitFactory
from tests.networks.stage import steered

pytestmark = pytest.mark.django_db
PAGE = "/nettverk/fagnettverk-for-klima/forslag/"


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.mark.parametrize("deed", list(Deed))
def test_a_network_does_none_of_it_in_its_own_name_and_is_told_why(people, deed):
    network = steered(people).network
    answer = may_propose(network.unit, deed, people.today)

    assert not answer.is_allowed
    assert answer.reason.startswith("Et fagnettverk kan ikke ")
    assert answer.reason.endswith(" i egen partiavdeling.")


@pytest.mark.parametrize("deed", list(Deed))
def test_a_branch_and_the_party_may_do_all_of_it(people, deed):
    assert may_propose(people.haslum, deed, people.today).is_allowed
    assert may_propose(people.party, deed, people.today).is_allowed


@pytest.mark.parametrize("deed", list(Deed))
@pytest.mark.parametrize(("says", "allowed"), [("ja", True), ("nei", False)])
def test_of_a_side_organisation_the_rule_set_says(people, deed, says, allowed):
    adopt_rules(
        unit=people.party, valid_from=people.today, decision="Årsmøtet", by=people["secretary"], at=now(),
        after_version=0, values={"proposal_right_side_organisations": (says, "Vedtektene § 9")},
    )  # fmt: skip
    unit = UnitFactory(kind=Kind.SIDE_ORGANISATION, parent=people.party)
    answer = may_propose(unit, deed, people.today)

    assert (answer.is_allowed, answer.source) == (allowed, "" if allowed else "Vedtektene § 9")


def test_no_rule_set_lets_a_network_propose(people):
    adopt_rules(
        unit=people.party, valid_from=people.today, decision="Årsmøtet", by=people["secretary"], at=now(),
        after_version=0, values={"proposal_right_side_organisations": ("ja", "")},
    )  # fmt: skip
    assert not may_propose(steered(people).network.unit, Deed.PROPOSE, people.today).is_allowed


def test_a_unit_that_is_closed_or_has_no_right_may_not(people):
    Unit.objects.filter(pk=people.haslum.pk).update(closed_on=people.today - timedelta(days=1))
    Unit.objects.filter(pk=people.sandvika.pk).update(has_proposal_right=False)
    closed, without = Unit.objects.get(pk=people.haslum.pk), Unit.objects.get(pk=people.sandvika.pk)

    assert "lagt ned" in may_propose(closed, Deed.PROPOSE, people.today).reason
    assert "ikke forslagsrett" in may_propose(without, Deed.ANSWER, people.today).reason


class TestPage:
    def test_it_says_why_with_its_source_and_leads_to_ones_own_branch(self, people, client):
        steered(people)
        adopt_rules(
            unit=people.party, valid_from=people.today, decision="Årsmøtet", by=people["secretary"], at=now(),
            after_version=0,
            values={"networks_propose_how": ("Nettverkene har ikke forslagsrett.", "Organisasjonsuttalelsen")},
        )  # fmt: skip
        people.sign_in(client, "member")
        text = client.get(PAGE).content.decode()

        assert "Et fagnettverk kan ikke fremme forslag. Medlemmene fremmer dem i egen partiavdeling." in text
        assert "Nettverkene har ikke forslagsrett." in text
        assert "Organisasjonsuttalelsen" in text
        assert 'href="/avdelinger/haslum/"' in text
        assert "Hanne Ås" in text

    @pytest.mark.parametrize("email", ["haslum@example.org", ""])
    def test_a_member_takes_along_the_summary_of_a_meeting(self, people, client, email):
        given = steered(people)
        Unit.objects.filter(pk=people.haslum.pk).update(public_email=email)
        event = announced(people, "Klima i Bærum", unit=given.network.unit, days=1)
        ends = now() - timedelta(days=1)
        Event.objects.filter(pk=event.pk).update(starts_at=ends - timedelta(hours=2), ends_at=ends)
        for number, text in enumerate(["Vi ble enige om lite.", f"Vi ble enige om mye. {'ord ' * 900}slutt"], start=1):
            EventSummary.objects.create(
                event=event,
                number=number,
                text=text,
                why="Mer" if number > 1 else "",
                written_at=ends,
                published_at=ends,
            )
        EventSummary.objects.create(event=event, number=3, text="Utkast", why="Rettet", written_at=ends)

        [one] = people.sign_in(client, "member").get(PAGE).context["page"].background

        assert one.text.startswith("Hei! Jeg vil foreslå noe i Haslum. Bakgrunnen er møtet «Klima i Bærum»")
        assert "Vi ble enige om mye." in one.text
        assert one.text.endswith(f"slutt\n\n{settings.SITE_URL}/arrangementer/{event.slug}/")
        letter = unquote(one.letter)
        assert ("Vi ble enige om mye." in letter) is bool(email)
        assert "slutt" not in letter
        assert len(one.letter) < 2000

    def test_a_member_takes_along_the_link_to_a_meeting_that_was_held(self, people, client):
        given = steered(people)
        Unit.objects.filter(pk=people.haslum.pk).update(public_email="haslum@example.org")
        event = announced(people, "Klima i Bærum", unit=given.network.unit, days=1)
        announced(people, "Kommer senere", unit=given.network.unit, days=30)
        type(event).objects.filter(pk=event.pk).update(
            starts_at=now() - timedelta(days=2), ends_at=now() - timedelta(days=1)
        )
        people.sign_in(client, "member")
        [one] = client.get(PAGE).context["page"].background

        assert (one.title, one.url) == ("Klima i Bærum", f"/arrangementer/{event.slug}/")
        assert one.letter.startswith("mailto:haslum@example.org?subject=Bakgrunn%20fra%20Fagnettverk")
        assert event.slug in one.letter

    def test_who_has_no_branch_is_led_to_choose_one(self, people):
        given = steered(people)
        people.persons["sitting"] = given.sitting
        text = people.sign_in(Client(), "sitting").get(PAGE).content.decode()
        assert 'href="/min-side/avdeling/"' in text

    @pytest.mark.parametrize(("who", "status"), [("member", 200), ("branch leader", 200), ("stranger", 403)])
    def test_it_is_for_members_and_officers(self, people, who, status):
        steered(people)
        assert people.sign_in(Client(), who).get(PAGE).status_code == status

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_asks_as_much_for_one_meeting_as_for_three(self, people, count, django_assert_max_num_queries):
        given = steered(people)
        for number in range(count):
            event = announced(people, f"Møte {number}", unit=given.network.unit, days=1)
            type(event).objects.filter(pk=event.pk).update(
                starts_at=now() - timedelta(days=2), ends_at=now() - timedelta(days=1)
            )
        client = people.sign_in(Client(), "member")
        with django_assert_max_num_queries(24):
            assert len(client.get(PAGE).context["page"].background) == count
