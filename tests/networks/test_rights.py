"""What a steering group may, who sat in one may not, and what stays with the board: a truth table."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import now

from lokallag.core.permissions import may
from lokallag.events import services as events
from lokallag.organisation.models import Term
from tests.cast import Cast, cast
from tests.events.stage import facts, span
from tests.networks.stage import Steered, joins, steered

pytestmark = pytest.mark.django_db
GROUP = {"network leader", "steering member"}
OFFICERS = {"board leader", "secretary"}
BOARD = OFFICERS | {"board member"}
INSIDE = GROUP | BOARD | {"former", "joined", "member", "deputy member", "branch leader", "neighbour leader"}

TABLE = [
    ("organisation.edit_unit", "unit", GROUP | OFFICERS),
    ("organisation.hand_over", "unit", OFFICERS),
    ("organisation.appoint_officer", "unit", OFFICERS),
    ("organisation.manage_units", "nothing", OFFICERS),
    ("organisation.see_terms", "unit", GROUP | BOARD),
    ("events.create_event", "unit", GROUP),
    ("events.edit_event", "event", GROUP),
    ("events.publish_event", "event", GROUP),
    ("events.write_notice", "event", GROUP),
    ("events.see_delivery", "event", GROUP),
    ("events.print_letters", "event", set()),
    ("mailing.write_mailing", "unit", GROUP | OFFICERS),
    ("mailing.send_mailing", "unit", GROUP | OFFICERS),
    ("followup.take_on", "unit", GROUP | OFFICERS),
    ("membership.see_members", "unit", set()),
    ("networks.appoint_steering_group", "network", OFFICERS),
    ("networks.see_steering_group", "network", GROUP | BOARD),
    ("networks.read_proposal_rule", "network", INSIDE),
    ("networks.rest_network", "network", set()),
]


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def given(people) -> Steered:
    return steered(people)


def everybody(people: Cast, given: Steered) -> dict[str, object]:
    """Return all who are asked, by what they are."""
    named = {who: people.asker(who) for who in (*people.persons, "anonymous")}
    return {
        **named,
        "network leader": given.leader,
        "steering member": given.sitting,
        "former": given.former,
        "joined": joins(given.network, "Jo"),
    }


def targets(people: Cast, given: Steered) -> dict[str, object]:
    """Return what is asked about."""
    starts_at, ends_at = span(people)
    event = events.make_event(
        unit=given.network.unit, facts=facts(), starts_at=starts_at, ends_at=ends_at, by=given.leader, at=now()
    )
    return {"unit": given.network.unit, "network": given.network, "event": event, "nothing": None}


def test_exactly_these_may(people, given):
    about, persons = targets(people, given), everybody(people, given)
    found = {
        act: {who for who, person in persons.items() if may(person, act, about[what])} for act, what, _who in TABLE
    }

    assert found == {act: allowed for act, _what, allowed in TABLE}


def test_at_the_midnight_after_the_term_all_of_it_is_gone(people, given):
    Term.objects.filter(person__in=[given.leader, given.sitting]).update(until_on=people.today)
    about = targets(people, given)
    acts = [(act, about[what]) for act, what, allowed in TABLE if "steering member" in allowed]
    kept = ["networks.read_proposal_rule"]  # of any member

    on_the_last_day = [act for act, target in acts if may(given.sitting, act, target)]
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        after = [act for act, target in acts if may(given.sitting, act, target)]

    assert (on_the_last_day, after) == ([act for act, _target in acts], kept)


def test_a_board_member_of_a_branch_gets_nothing_by_it(people):
    from tests.factories import PersonFactory, TermFactory

    office = people.haslum.offices.get(title="board_member")
    person = TermFactory(office=office, person=PersonFactory()).person
    assert not may(person, "organisation.edit_unit", people.haslum)
    assert not may(person, "events.create_event", people.haslum)


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("secretary", "", 200),
        ("secretary", "oppnevn/", 200),
        ("board member", "", 200),
        ("board member", "oppnevn/", 403),
        ("member", "", 404),
        ("member", "oppnevn/", 404),
        ("branch leader", "oppnevn/", 404),
        ("stranger", "", 404),
    ],
)
def test_the_pages_answer_by_right(people, given, who, path, status):
    client = people.sign_in(Client(), who)
    assert client.get(f"/nettverk/{given.network.unit.slug}/styringsgruppe/{path}").status_code == status


def test_one_of_the_group_sees_it_and_does_not_appoint(people, given):
    client = Client()
    people.persons["sitting"] = given.sitting
    people.sign_in(client, "sitting")
    page = client.get(f"/nettverk/{given.network.unit.slug}/styringsgruppe/")

    assert page.status_code == 200
    assert "oppnevn/" not in page.content.decode()
    assert client.get(f"/nettverk/{given.network.unit.slug}/styringsgruppe/oppnevn/").status_code == 403
    assert client.get(f"/nettverk/{given.network.unit.slug}/rediger/").status_code == 200
