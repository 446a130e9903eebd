"""Joining a network, following it, choosing a channel and leaving: one press each, and the same when pressed twice."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.models import Change
from lokallag.membership.domain.choices import EndReason
from lokallag.membership.models import Belonging, Membership
from lokallag.membership.services import end_membership
from lokallag.networks.domain.lifecycle import State
from lokallag.networks.services import join_network, leave_network
from lokallag.people.models import Person
from tests.cast import cast
from tests.factories import BelongingFactory
from tests.networks.belonging_stage import member, network

pytestmark = pytest.mark.django_db
JOINED, FOLLOWS = Belonging.Kind.JOINED, Belonging.Kind.FOLLOWS


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def one(people):
    return network(people)


def press(client, one, what="bli-med", **sent):
    return client.post(f"/nettverk/{one.unit.slug}/{what}/", sent)


def stored(one):
    return list(Belonging.objects.filter(unit=one.unit).values_list("kind", "channel"))


class TestOnePress:
    def test_a_member_joins_and_is_reached_by_email(self, client, people, one):
        people.sign_in(client, "member")

        answers = [press(client, one, hvordan="joined") for _time in range(2)]

        assert [(answer.status_code, answer["Location"]) for answer in answers] == [
            (
                302,
                "/nettverk/fagnettverk-for-klima/#bli-med"
                if one.unit.slug == "fagnettverk-for-klima"
                else f"/nettverk/{one.unit.slug}/#bli-med",
            )
        ] * 2
        assert stored(one) == [("joined", "email")]
        assert Change.objects.filter(act="networks.join_network").count() == 1
        assert client.get(f"/nettverk/{one.unit.slug}/").context["page"].box.title == "Du er med"

    def test_a_member_follows_the_calendar_only(self, client, people, one):
        people.sign_in(client, "member")

        press(client, one, hvordan="follows", kanal="email")

        assert stored(one) == [("follows", "calendar")]
        press(client, one, hvordan="joined")
        assert stored(one) == [("joined", "email")]

    def test_the_channel_is_changed_and_said_in_words(self, client, people, one):
        Person.objects.filter(pk=people["member"].pk).update(phone="+4791000000")
        people.sign_in(client, "member")
        press(client, one, hvordan="joined")

        press(client, one, hvordan="joined", kanal="phone")

        assert stored(one) == [("joined", "phone")]
        box = client.get(f"/nettverk/{one.unit.slug}/").context["page"].box
        assert [(each.value, each.is_chosen) for each in box.channels] == [
            ("email", False),
            ("phone", True),
            ("calendar", False),
        ]
        assert "De ser telefonnummeret ditt." in box.channels[1].sends

    def test_a_member_leaves_and_leaving_again_is_no_fault(self, client, people, one):
        people.sign_in(client, "member")
        press(client, one, hvordan="joined")

        answers = [press(client, one, "ga-ut").status_code for _time in range(2)]

        assert (answers, stored(one)) == ([302, 302], [])
        assert Change.objects.filter(act="networks.leave_network").count() == 1

    def test_with_htmx_the_box_alone_comes_back(self, client, people, one):
        people.sign_in(client, "member")

        answer = client.post(f"/nettverk/{one.unit.slug}/bli-med/", {"hvordan": "joined"}, HTTP_HX_REQUEST="true")

        text = answer.content.decode()
        assert (answer.status_code, text.count("<h1"), "Du er med" in text) == (200, 0, True)

    def test_what_is_sent_wrong_joins_as_usual(self, client, people, one):
        people.sign_in(client, "member")
        press(client, one, hvordan="eier", kanal="due")
        assert stored(one) == [("joined", "email")]

    def test_min_side_shows_my_networks_and_lets_me_leave(self, client, people, one):
        people.sign_in(client, "member")
        press(client, one, hvordan="joined")
        [mine] = client.get("/min-side/").context["page"].networks

        answer = client.post(mine.leave_url, {"next": "/min-side/"})

        assert (mine.name, mine.how, answer["Location"]) == ("Fagnettverk for klima", "Er med · E-post", "/min-side/")
        assert stored(one) == []


class TestWhoMay:
    def test_a_visitor_is_led_to_sign_in_and_back(self, client, one):
        answer = client.get(f"/nettverk/{one.unit.slug}/bli-med/")

        assert (answer.status_code, answer["Location"]) == (
            302,
            f"/logg-inn/?next=/nettverk/{one.unit.slug}/bli-med/",
        )
        box = client.get(f"/nettverk/{one.unit.slug}/").context["page"].box
        assert (box.may_join, box.sign_in_url) == (False, f"/logg-inn/?next=%2Fnettverk%2F{one.unit.slug}%2F")

    def test_who_is_no_member_is_refused_in_words(self, client, people, one):
        people.sign_in(client, "stranger")

        answer = press(client, one, hvordan="joined")

        assert (answer.status_code, stored(one)) == (403, [])
        assert "Bare medlemmer av partiet" in answer.content.decode()

    def test_a_network_that_one_does_not_see_is_not_there(self, client, people):
        closed = network(people, "Helse", is_public=False)
        people.sign_in(client, "stranger")
        assert [press(client, closed, what).status_code for what in ("bli-med", "ga-ut", "bli-ut-sesongen")] == [
            404
        ] * 3

    def test_an_ended_one_takes_nobody(self, client, people):
        ended = network(people, "Gammelt", state=State.ENDED)
        people.sign_in(client, "member")

        answer = press(client, ended, hvordan="joined")

        assert (answer.status_code, stored(ended)) == (422, [])
        assert "Nettverket er avsluttet, og tar ikke imot flere." in answer.content.decode()

    def test_who_ceases_to_be_a_member_is_off_the_list(self, people, one):
        person = member()
        join_network(network=one, person=person, kind=JOINED, by=person, at=now())

        end_membership(
            membership=Membership.objects.get(person=person),
            ended_on=people.today,
            reason=EndReason.RESIGNED if hasattr(EndReason, "RESIGNED") else next(iter(EndReason)),
            by=None,
            at=now(),
        )

        assert stored(one) == []
        with pytest.raises(RuleViolation):
            join_network(network=one, person=person, kind=JOINED, by=person, at=now())

    def test_a_channel_that_is_not_known_is_asked_for(self, people, one):
        person = member(email="", phone="")
        join_network(network=one, person=person, kind=JOINED, by=person, at=now())
        assert stored(one) == [("joined", "calendar")]
        for channel in ("email", "phone"):
            with pytest.raises(RuleViolation, match="Min side"):
                join_network(
                    network=one, person=person, kind=JOINED, channel=Belonging.Channel(channel), by=person, at=now()
                )

    def test_leaving_what_one_never_joined_changes_nothing(self, people, one):
        assert leave_network(network=one, person=people["member"], by=people["member"], at=now()) is False


class TestAges:
    """The member of the cast was born in 1980."""

    def young(self, people):
        return network(people, "Ungt nettverk", age_until=people.today.year - 1981)

    def old(self, people):
        return network(people, "Seniornettverk", age_from=people.today.year - 1979)

    def test_a_copied_link_to_one_that_one_is_too_old_for_is_refused_in_words(self, client, people):
        one = self.young(people)
        people.sign_in(client, "member")

        looked = client.get(f"/nettverk/{one.unit.slug}/bli-med/")
        pressed = press(client, one, hvordan="joined")

        age = one.age_until
        why = f"Dette nettverket er for dem som er {age} år eller yngre, ut det året de fyller {age}."
        assert (looked.status_code, looked.context["page"].box.may_join) == (200, False)
        assert why in looked.content.decode()
        assert (pressed.status_code, stored(one)) == (422, [])
        assert why in pressed.content.decode()
        assert str(people.today.year - 1980) not in pressed.context["page"].box.problem

    def test_so_is_one_that_one_is_too_young_for(self, client, people):
        one = self.old(people)
        people.sign_in(client, "member")

        pressed = press(client, one, hvordan="joined")

        assert (pressed.status_code, stored(one)) == (422, [])
        assert f"fra det året de fyller {one.age_from}." in pressed.content.decode()

    def test_anybody_may_follow(self, client, people):
        one = self.young(people)
        people.sign_in(client, "member")
        press(client, one, hvordan="follows")
        assert stored(one) == [("follows", "calendar")]

    def test_who_turns_the_age_this_year_is_in(self, client, people):
        one = network(people, "Ungt nettverk", age_until=people.today.year - 1980)
        people.sign_in(client, "member")
        press(client, one, hvordan="joined")
        assert stored(one) == [("joined", "email")]

    def test_an_unknown_year_is_trusted_and_told_the_rule(self, client, people):
        one = self.young(people)
        Person.objects.filter(pk=people["member"].pk).update(birth_year=None)
        people.sign_in(client, "member")
        box = client.get(f"/nettverk/{one.unit.slug}/").context["page"].box
        assert (box.may_join, "stoler på deg" in box.about) == (True, True)
        press(client, one, hvordan="joined")
        assert stored(one) == [("joined", "email")]

    def test_who_has_grown_out_keeps_the_place_and_may_change_the_channel(self, client, people):
        one = self.young(people)
        BelongingFactory(unit=one.unit, person=people["member"])
        people.sign_in(client, "member")

        answer = press(client, one, hvordan="joined", kanal="calendar")

        assert (answer.status_code, stored(one)) == (302, [("joined", "calendar")])


def test_two_presses_at_once_make_one_row(people, one):
    person = people["member"]
    at = now()
    join_network(network=one, person=person, kind=JOINED, by=person, at=at)
    join_network(network=one, person=person, kind=FOLLOWS, by=person, at=at + timedelta(seconds=1))
    assert stored(one) == [("follows", "calendar")]
    assert Client().get(f"/nettverk/{one.unit.slug}/").status_code == 200
