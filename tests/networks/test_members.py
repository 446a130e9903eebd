"""The list of those who have joined: the steering group's, with the chosen channel and nothing else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from lokallag.core.models import Look
from lokallag.core.permissions import may
from lokallag.networks.domain.lifecycle import State
from lokallag.people.services.sign_ins import confirm_factor
from lokallag.privacy.queries.sight import sight_page
from tests.cast import cast
from tests.factories import BelongingFactory
from tests.networks.belonging_stage import ceases, member, network, steering_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


def signed_in(person, *, factor=True):
    client = Client()
    client.force_login(person)
    if factor:
        session = client.session
        confirm_factor(session=session, at=now())
        session.save()
    return client


def address(one):
    return f"/nettverk/{one.unit.slug}/medlemmer/"


def joined(one, family, channel="email", **facts):
    person = member(given_name="Kari", family_name=family, **facts)
    BelongingFactory(unit=one.unit, person=person, channel=channel)
    return person


@pytest.mark.parametrize(("age", "shown"), [(17, False), (18, False), (19, True)])
def test_of_who_may_be_under_18_the_name_alone_is_shown(people, age, shown):
    one = network(people)
    for channel in ("email", "phone"):
        joined(one, channel, channel, email="ung@example.org", phone="+4791000002", birth_year=localdate().year - age)

    answer = signed_in(steering_member(one)).get(address(one))

    page, text = answer.context["page"], answer.content.decode()
    assert [(row.name, row.is_hidden) for row in page.rows] == [("Kari email", not shown), ("Kari phone", not shown)]
    assert page.hides_some is not shown
    assert ("ung@example.org" in text, "91000002" in text) == (shown, shown)


def test_those_who_chose_a_channel_are_shown_alone(people):
    one = network(people)
    for family, channel in (("Post", "email"), ("Ringe", "phone"), ("Stille", "calendar")):
        joined(one, family, channel, email="x@example.org", phone="+4791000002")
    client = signed_in(steering_member(one))

    shown = {
        asked: [row.name for row in client.get(f"{address(one)}?kanal={asked}").context["page"].rows]
        for asked in ("phone", "calendar", "røyk")
    }

    assert shown == {
        "phone": ["Kari Ringe"],
        "calendar": ["Kari Stille"],
        "røyk": ["Kari Post", "Kari Ringe", "Kari Stille"],
    }
    page = client.get(f"{address(one)}?kanal=phone&q=Post").context["page"]
    assert (page.rows, [chip.url for chip in page.channels if chip.is_chosen]) == (
        (),
        [f"{address(one)}?q=Post&kanal=phone"],
    )


def test_it_shows_the_chosen_channel_and_nothing_else(people):
    one = network(people)
    joined(one, "Post", email="post@example.org", phone="+4791000001", street_address="Bortgjemtveien 1")
    joined(one, "Ringe", "phone", email="ringe@example.org", phone="+4791000002", birth_year=1971)
    joined(one, "Stille", "calendar", email="stille@example.org", phone="+4791000003")
    BelongingFactory(unit=one.unit, person=member(family_name="Følger"), kind="follows", channel="calendar")

    answer = signed_in(steering_member(one)).get(address(one))

    assert [(row.name, row.contact) for row in answer.context["page"].rows] == [
        ("Kari Post", "post@example.org"),
        ("Kari Ringe", "+4791000002"),
        ("Kari Stille", ""),
    ]
    text = answer.content.decode()
    hidden = ("4791000001", "ringe@example.org", "stille@example.org", "4791000003", "Følger", "Bortgjemt", "1971")
    assert [word for word in hidden if word in text] == []


def test_each_look_is_logged_with_whom_it_showed(people):
    one = network(people)
    person = joined(one, "Post")
    leader = steering_member(one)

    signed_in(leader).get(address(one))

    [look] = Look.objects.filter(act="networks.see_members")
    assert (look.actor_id, look.person_ids, look.unit_id) == (leader.pk, [person.pk], one.pk)


def test_only_the_steering_group_sees_it_and_with_a_second_factor(people):
    one, other = network(people), network(people, "Helse")
    statuses = {who: people.sign_in(Client(), who).get(address(one)).status_code for who in ("secretary", "member")}

    assert statuses == {"secretary": 403, "member": 403}
    assert signed_in(steering_member(other)).get(address(one)).status_code == 403
    answer = signed_in(steering_member(one), factor=False).get(address(one))
    assert (answer.status_code, answer["Location"].startswith("/logg-inn/")) == (302, True)


@pytest.mark.parametrize(("last_day", "sees"), [(0, True), (-1, False)])
def test_the_midnight_after_the_term_it_is_closed(people, last_day, sees):
    one = network(people)
    person = steering_member(one, until_on=localdate() + timedelta(days=last_day))

    assert may(person, "networks.see_members", one) is sees
    assert may(person, "networks.edit_network", one) is sees


def test_many_are_paged_and_searched_by_name(people):
    one = network(people)
    for number in range(51):
        joined(one, f"Aas{number:02}")
    joined(one, "Østby")
    client = signed_in(steering_member(one))

    first = client.get(address(one)).context["page"]
    second = client.get(address(one), {"side": "2"}).context["page"]
    found = client.get(address(one), {"q": "øst kari"}).context["page"]
    odd = client.get(address(one), {"q": "(.*"}).context["page"]

    assert (first.count, len(first.rows), first.shown) == ("52 er med", 50, "Viser 1–50 av 52")
    assert len(second.rows) == 2
    assert [row.name for row in found.rows] == ["Kari Østby"]
    assert odd.rows == ()


def test_who_is_no_member_any_more_is_not_on_it(people):
    one = network(people)
    ceases(joined(one, "Borte"))

    assert signed_in(steering_member(one)).get(address(one)).context["page"].rows == ()


def test_an_ended_network_has_no_list(people):
    one = network(people, state=State.ENDED)

    assert signed_in(steering_member(one)).get(address(one)).status_code == 404


def test_who_can_see_me_names_the_steering_groups_of_my_networks(people):
    one, other = network(people), network(people, "Helse")
    leader, stranger = steering_member(one), steering_member(other)
    person = joined(one, "Post")

    seers = {seer.name: seer.sees for seer in sight_page(person, people.today).seers}

    assert seers[leader.name] == ("navnet ditt, og e-posten eller telefonen hvis du har valgt det",)
    assert stranger.name not in seers
