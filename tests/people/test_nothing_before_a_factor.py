"""Every address, asked by each officer without a second factor: nobody else's data is in any answer."""

from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.test import Client
from django_htmx.middleware import HtmxDetails

from lokallag.core.assurance import Assurance, Factor, assured
from lokallag.core.permissions import always_deny, known_acts, may
from lokallag.membership.rules import visible_to
from lokallag.people.models import Person
from tests.code.addresses import addresses
from tests.code.test_acts import TABLE
from tests.code.test_get_changes_nothing import path_of
from tests.code.test_get_changes_nothing import people as people_fixture
from tests.factories import NOON

pytestmark = pytest.mark.django_db
people = people_fixture

PLANTED = "Hemmeligheim"
# Texts of the organisation that are the members' own to read. They tell of no person.
OWN_TEXTS = {
    "networks.see_ideas",
    "networks.start_application",
    "networks.write_idea",
    "playbook.read_chapters",
    "playbook.see_chapter",
    "playbook.see_chapter_note",
    "playbook.see_duties",
}
# What a member does to their own place, or reads of what others have chosen to show to all members.
OF_ANY_MEMBER = {
    "networks.join_idea",
    "networks.join_network",
    "networks.leave_network",
    "networks.read_proposal_rule",
    "networks.see_idea",
    "networks.see_network",
}
OFFICERS = ["board leader", "secretary", "board member", "deputy member", "branch leader"]


@pytest.fixture(autouse=True)
def planted(people):
    """Give the member a name that stands nowhere else."""
    Person.objects.filter(pk=people["member"].pk).update(family_name=PLANTED, street_address=f"{PLANTED} 1")


def seen_by(client, words, room=""):
    """Return the addresses whose answer to a GET, whole or in part, holds the words.

    :param room: ask only addresses whose names begin so
    """
    found = []
    for address in addresses():
        if "GET" in address.methods and address.name.startswith(room):
            path = path_of(address)
            with watched() as looked:
                answers = [client.get(path)]
            if looked:
                answers.append(client.get(path, headers={"HX-Request": "true"}))
            found += [address.name for answer in answers if words in answer.content.decode(errors="replace")]
    return sorted(found)


@contextmanager
def watched():
    """Hear whether a view looks at how it was asked: one that never does, answers alike in whole and in part."""
    looked = []

    class Watched(HtmxDetails):
        def __bool__(self):
            looked.append("whether")
            return super().__bool__()

        def __getattribute__(self, name):
            looked.append(name)
            return super().__getattribute__(name)

    with patch("django_htmx.middleware.HtmxDetails", Watched):
        yield looked


@pytest.mark.parametrize("who", OFFICERS)
def test_no_address_shows_another_before_a_second_factor(people, who):
    client = Client()
    client.force_login(people[who])

    assert seen_by(client, PLANTED) == []


def test_the_walk_would_see_it(people):
    client = people.sign_in(Client(), "board leader")

    assert seen_by(client, PLANTED, "membership:").count("membership:list") == 2  # as a page and in part


@pytest.mark.parametrize("who", OFFICERS)
def test_no_act_on_others_is_open_before_a_second_factor(people, who):
    made = {target: target(people) for target in dict.fromkeys(target for _act, target, _who in TABLE)}
    targets = [(act, made[target]) for act, target, _who in TABLE]
    with assured(Assurance(None, NOON)):
        allowed = [
            act for act, target in targets if act not in OWN_TEXTS | OF_ANY_MEMBER and may(people[who], act, target)
        ]

    assert allowed == []


@pytest.mark.parametrize("who", [*OFFICERS, "member"])
def test_lists_hold_oneself_alone_before_a_second_factor(people, who):
    with assured(Assurance(None, NOON)):
        shown = {membership.person_id for membership in visible_to(people[who], people.today)}

    assert shown <= {people[who].pk}


def test_each_act_that_needs_no_factor_is_done_to_ones_own():
    own = {
        name
        for name, act in known_acts().items()
        if (act.own is act.predicate or act.factor is Factor.NONE) and act.predicate is not always_deny
    }

    assert own - OWN_TEXTS == {
        "events.change_feed",
        "mailing.change_wishes",
        "membership.choose_branch",
        "membership.choose_interests",
        "networks.answer_survey",
        "networks.join_network",
        "networks.leave_network",
        "networks.read_proposal_rule",
        "people.add_factor",
        "people.change_address",
        "people.change_consent",
        "people.change_contact",
        "people.choose_language",
        "people.end_sign_in",
        "people.remove_factor",
        "people.set_protected",
        "people.use_factor",
    }
