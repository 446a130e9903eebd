"""Who may do what in the evaluation, for each who stands near it, and at the midnight after a term."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.utils.timezone import now

from lokallag.calendar.domain.local import midnight_after
from lokallag.core import permissions
from lokallag.networks.models import SurveyBox
from lokallag.networks.services import open_survey
from lokallag.organisation.models import Term, Title
from tests.factories import OfficeFactory, PersonFactory
from tests.networks.evaluation_stage import follows, joined, opened, seat, stage

pytestmark = pytest.mark.django_db
OFFICERS = {"board leader", "board officer"}
BOARD = OFFICERS | {"board member"}
TABLE = {
    "networks.see_evaluation": BOARD,
    "networks.see_network_figures": BOARD | {"steering member"},
    "networks.open_evaluation": OFFICERS,
    "networks.write_assessment": OFFICERS,
    "networks.enter_baseline": OFFICERS,
    "networks.ask_members": OFFICERS,
    "networks.close_survey": OFFICERS,
    "networks.finish_report": OFFICERS,
    "networks.record_verdict": OFFICERS,
    "networks.end_network": OFFICERS,
    "networks.write_own_view": {"steering member"},
    "networks.answer_survey": {"member who joined"},
}


@pytest.fixture
def on():
    return stage()


@pytest.fixture
def askers(on):
    former, steering_elsewhere = PersonFactory(), PersonFactory()
    people = on.people
    Term.objects.filter(office__unit_id=on.climate.pk).update(from_on=people.today - timedelta(days=10))
    seat(on.climate, former, people.today - timedelta(days=200), people.today - timedelta(days=11))
    OfficeFactory(unit=on.senior.unit, title=Title.LEADER)
    seat(on.senior, steering_elsewhere, people.today - timedelta(days=10), None)
    follows(on.climate, people["member"])
    [member] = joined(on.climate, 1980)
    return {
        "board leader": people["board leader"],
        "board officer": people["secretary"],
        "board member": people["board member"],
        "deputy": people["deputy member"],
        "steering member": on.leader,
        "former one": former,
        "one of another network": steering_elsewhere,
        "member who joined": member,
        "follower": people["member"],
        "stranger": people["stranger"],
        "visitor": AnonymousUser(),
    }


@pytest.mark.parametrize("act", TABLE)
def test_exactly_these_may(on, askers, act):
    target = on.climate
    if act == "networks.answer_survey":
        evaluation = opened(on)
        day = on.people.today + timedelta(days=9)
        open_survey(evaluation=evaluation, questions=["worth"], closes_on=day, by=on.officer, at=now())
        target = SurveyBox.objects.get(network=on.climate)

    assert {who for who, person in askers.items() if permissions.may(person, act, target)} == TABLE[act]


def test_at_the_midnight_after_the_term_the_right_is_gone(on):
    last = Term.objects.get(person=on.leader).until_on
    ends = midnight_after(last)
    with time_machine.travel(ends - timedelta(minutes=1), tick=False):
        assert permissions.may(on.leader, "networks.write_own_view", on.climate)
    with time_machine.travel(ends + timedelta(minutes=1), tick=False):
        assert not permissions.may(on.leader, "networks.write_own_view", on.climate)
        assert not permissions.may(on.leader, "networks.see_network_figures", on.climate)
