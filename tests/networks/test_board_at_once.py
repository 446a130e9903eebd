"""Two of the board who decide at the same moment, each on a connection of their own."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from lokallag.networks.models import Application, Network
from lokallag.networks.services import Decision, NetworkFacts
from lokallag.networks.services.deciding import Group, approve_network, decline_application
from lokallag.organisation.models import Term
from lokallag.outbox.models import Message
from tests.cast import Cast, cast
from tests.networks.board_stage import ready
from tests.organisation.test_constraints import together


@pytest.fixture
def people(isolated_database) -> Cast:
    """The named people, in a database that several connections share."""
    return cast()


def test_two_at_the_same_moment_make_one_decision(people):
    case = ready(people)
    leader, other = (row.person for row in case.candidates.filter(answer="yes").order_by("-is_leader"))
    group = Group(leader, [other], people.today, people.today + timedelta(days=300))
    decision = Decision(people.today, "14/26", "Mange har spurt.")

    def yes():
        approve_network(
            application=case,
            facts=NetworkFacts(case.name, case.topic, case.purpose),
            decision=decision,
            group=group,
            by=people["secretary"],
            at=now(),
        )

    def no():
        decline_application(application=case, decision=decision, by=people["board leader"], at=now())

    answers = together(yes, no)

    assert sorted(answers) == ["StalePage", "done"]
    networks, seats = Network.objects.count(), Term.objects.filter(office__unit__kind="network").count()
    assert (Application.objects.get().stage, networks, seats) in {("approved", 1, 2), ("declined", 0, 0)}
    assert Message.objects.filter(purpose="networks.board_answer").count() == 1
    assert Message.objects.count() == 3  # and each of the two who had said yes, once
