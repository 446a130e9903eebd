"""The list of networks and the page of one: who sees which, and what stands there."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from lokallag.core.permissions import may
from lokallag.events.domain.audience import Audience
from lokallag.events.models import Event
from lokallag.networks.domain.lifecycle import State
from lokallag.networks.rules import visible_to
from lokallag.organisation.models import Title, Unit
from lokallag.organisation.services import create_unit
from tests.cast import EVERYONE, cast
from tests.events.stage import announced
from tests.factories import BelongingFactory, OfficeFactory, TermFactory
from tests.networks.belonging_stage import ceases, network, steering_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


def cards(client, query=""):
    return {card.name: card for card in client.get(f"/nettverk/{query}").context["page"].cards}


def page(client, one):
    return client.get(f"/nettverk/{one.unit.slug}/").context["page"]


class TestWhoSees:
    def test_visitors_see_the_open_ones_and_members_all(self, client, people):
        network(people, "Klima")
        closed = network(people, "Helse", is_public=False)

        assert list(cards(client)) == ["Klima"]
        assert client.get(f"/nettverk/{closed.unit.slug}/").status_code == 404
        people.sign_in(client, "member")
        assert list(cards(client)) == ["Helse", "Klima"]
        assert client.get(f"/nettverk/{closed.unit.slug}/").status_code == 200

    def test_the_list_and_the_page_say_the_same(self, people):
        found = [network(people, "Klima"), network(people, "Helse", is_public=False), network(people, "Skole")]
        found[2].state, found[2].is_public = State.ENDED, False
        found[2].save()
        people.persons["steering"] = steering_member(found[1])
        people.persons["former"] = TermFactory(
            office=OfficeFactory(unit=found[1].unit, title=Title.BOARD_MEMBER),
            until_on=people.today - timedelta(days=1),
        ).person
        people.persons["follower"] = BelongingFactory(unit=found[2].unit, kind="follows").person
        ceases(people.persons["steering"])
        told = {}
        for who in (*EVERYONE, "steering", "former", "follower"):
            asker = people.asker(who)
            told[who] = [each.pk for each in found if may(asker, "networks.see_network", each)]
            assert told[who] == list(visible_to(asker, people.today).order_by("pk").values_list("pk", flat=True)), who
        everything = [each.pk for each in found]
        assert told["anonymous"] == told["stranger"] == told["former"] == everything[:1]
        assert told["member"] == told["board member"] == everything
        assert (told["steering"], told["follower"]) == (everything[:2], [everything[0], everything[2]])

    def test_a_members_network_is_not_named_elsewhere_either(self, client, people):
        closed = network(people, "Helse bak lukkede dører", is_public=False)
        pages = ("/organisasjon/", "/organisasjon/baerum-arbeiderparti/", "/arrangementer/", "/arrangementer/abonner/")

        said = {path for path in pages if "Helse bak" in client.get(path).content.decode()}
        assert (said, client.get(f"/organisasjon/{closed.unit.slug}/").status_code) == (set(), 404)
        people.sign_in(client, "member")
        said = {path for path in pages if "Helse bak" in client.get(path).content.decode()}
        shown = {*pages} - {"/arrangementer/abonner/"}  # the calendars there are read by whoever has the address
        assert (said, client.get(f"/organisasjon/{closed.unit.slug}/").status_code) == (shown, 200)

    def test_whoever_knows_the_address_of_its_calendar_learns_nothing(self, client, people):
        closed, open_to_all = network(people, "Helse bak lukkede dører", is_public=False), network(people, "Havet")

        answers = {
            each.pk: client.get(f"/arrangementer/kalender/{each.unit.slug}.ics") for each in (closed, open_to_all)
        }

        assert (answers[closed.pk].status_code, answers[open_to_all.pk].status_code) == (404, 200)
        assert "Helse bak" not in answers[closed.pk].content.decode()

    @pytest.mark.parametrize("name", ["Ideer", "Søknad", "Styret", "Evaluering"])
    def test_no_network_takes_the_address_of_a_page(self, people, name):
        unit = create_unit(
            kind="network", name=name, parent=people.party, opened_on=people.today, decision="", by=None, at=now()
        )
        assert unit.slug == f"{Unit.objects.get(pk=unit.pk).slug.removesuffix('-2')}-2"


class TestTheList:
    def test_a_card_says_what_for_whom_and_when(self, client, people):
        one = network(people, "Klima", age_until=40, usual_hours="Tirsdager kl. 18", topic="Klima og natur")
        resting = network(people, "Ærlig talt", state=State.RESTING, rests_since=people.today)
        announced(people, "Sol på taket", unit=one.unit, days=9)
        announced(people, "Vind", unit=one.unit, days=30)
        announced(people, "Noe annet", days=3)

        found = cards(client)

        card = found["Klima"]
        assert (card.topic, card.for_whom, card.hours) == (
            "Klima og natur",
            "For deg som er 40 år eller yngre",
            "Tirsdager kl. 18",
        )
        assert card.next.endswith(": Sol på taket")
        assert (found["Ærlig talt"].state, found["Ærlig talt"].next) == ("Hviler", "")
        assert list(found) == ["Klima", "Ærlig talt"]
        assert resting.unit.slug in found["Ærlig talt"].url

    def test_the_ended_ones_stand_by_themselves(self, client, people):
        network(people, "Klima")
        network(people, "Gammelt", state=State.ENDED)

        assert (list(cards(client)), list(cards(client, "?vis=avsluttede"))) == (["Klima"], ["Gammelt"])

    def test_many_are_shown_a_page_at_a_time_and_searched(self, client, people):
        for number in range(14):
            network(people, f"Nettverk {number:02}")

        first, second = cards(client), cards(client, "?side=2")

        assert (len(first), list(second)) == (12, ["Nettverk 12", "Nettverk 13"])
        assert list(cards(client, "?q=nettverk+07")) == ["Nettverk 07"]
        assert client.get("/nettverk/?side=3").status_code == 404
        assert [client.get(f"/nettverk/?side={wrong}").status_code for wrong in ("0", "-1", "x", "²")] == [200] * 4

    def test_an_empty_list_says_so_and_how_one_starts(self, client, people):
        text = client.get("/nettverk/").content.decode()

        assert "Ingen nettverk er i gang ennå" in text
        assert "/nettverk/ideer/" in text

    @pytest.mark.parametrize("who", ["anonymous", "member"])
    def test_one_and_three_take_the_same_queries(self, people, who):
        client = people.sign_in(Client(), who)
        counts = []
        for names in (["A"], ["B", "C"]):
            for name in names:
                one = network(people, name)
                announced(people, f"Møte {name}", unit=one.unit)
                BelongingFactory(unit=one.unit, person=people["member"])
            client.get("/nettverk/")
            with CaptureQueriesContext(connection) as queries:
                client.get("/nettverk/")
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 8


class TestThePage:
    def test_it_says_what_who_and_when(self, client, people):
        one = network(people, "Klima", meeting_on=date(2026, 11, 3), case_number="14/26", usual_hours="Tirsdager")
        leader = steering_member(one)
        announced(people, "Sol på taket", unit=one.unit)
        over = announced(people, "Vind", unit=one.unit)
        Event.objects.filter(pk=over.pk).update(
            starts_at=now() - timedelta(days=9), ends_at=now() - timedelta(days=9, hours=-2)
        )

        shown = page(client, one)

        assert (shown.title, shown.hours) == ("Klima", "Tirsdager")
        assert [(each.name, each.office) for each in shown.steering] == [(leader.name, "Leder")]
        assert [row.title for row in shown.meetings.coming] == ["Sol på taket"]
        assert [row.title for row in shown.meetings.earlier] == ["Vind"]
        assert shown.decided == "Styret vedtok nettverket 3. november 2026, i sak 14/26."

    def test_who_belongs_sees_the_meetings_for_its_own(self, client, people):
        one = network(people, "Klima")
        announced(people, "Bare oss", unit=one.unit, audience=Audience.OWN_UNIT)
        people.sign_in(client, "member")
        assert page(client, one).meetings.coming == ()

        BelongingFactory(unit=one.unit, person=people["member"])

        assert [row.title for row in page(client, one).meetings.coming] == ["Bare oss"]

    def test_a_resting_one_says_so_and_an_ended_one_stands_as_history(self, client, people):
        resting = network(people, "Klima", state=State.RESTING, rests_since=date(2026, 6, 1))
        ended = network(people, "Gammelt", state=State.ENDED, unit__public_email="gammelt@example.org")
        people.sign_in(client, "secretary")

        one, other = page(client, resting), page(client, ended)

        assert (one.note_title, one.box is not None) == ("Nettverket hviler", True)
        assert "1. juni 2026" in one.note
        assert (other.note_title, other.box, other.email) == ("Nettverket er avsluttet", None, "")
        assert [link.label for link in other.work] == ["Tall og evaluering", "Verv og historie"]

    @pytest.mark.parametrize("who", ["anonymous", "member"])
    def test_one_and_three_meetings_take_the_same_queries(self, people, who):
        one, client, counts = network(people, "Klima"), people.sign_in(Client(), who), []
        for number in range(3):
            announced(people, f"Møte {number}", unit=one.unit, days=number + 1)
            if number == 1:
                continue
            page(client, one)
            with CaptureQueriesContext(connection) as queries:
                page(client, one)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 8

    def test_the_count_is_for_those_who_lead_and_from_five_upward(self, client, people):
        one = network(people, "Klima")
        BelongingFactory.create_batch(4, unit=one.unit)
        people.sign_in(client, "secretary")
        assert page(client, one).count == "Færre enn fem er med"
        BelongingFactory(unit=one.unit)
        assert page(client, one).count == "5 er med"
        people.sign_in(client, "member")
        assert page(client, one).count == ""

    def test_the_front_page_and_the_menu_lead_to_networks(self, client, people):
        network(people, "Klima")
        network(people, "Helse", is_public=False)
        network(people, "Hvil", state=State.RESTING, rests_since=people.today)

        answer = client.get("/")

        text = answer.content.decode()
        assert [name for name in ("Klima", "Helse", "Hvil") if f">{name}</a>" in text] == ["Klima"]
        assert 'href="/nettverk/"' in text
