"""Two who press at the same moment, each on a connection of their own (ADR 0011)."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.organisation import services
from lokallag.organisation.models import Approval, Term, Title
from lokallag.organisation.queries import able_approvers
from tests.cast import Cast, cast
from tests.factories import TermFactory
from tests.organisation.test_approvals import grant
from tests.organisation.test_constraints import together


@pytest.fixture
def people(isolated_database) -> Cast:
    """The named people, in a database that several connections share."""
    return cast()


def test_two_approvers_carry_it_out_once(people):
    approval = grant(people)

    def press(who):
        services.approve(approval=approval, by=people[who], at=now())

    answers = together(lambda: press("board leader"), lambda: press("board member"))

    assert sorted(answers) == ["RuleViolation", "done"]
    assert (people["member"].terms.count(), Approval.objects.get().state) == (1, "approved")


def test_a_no_and_a_yes_at_once_are_one_of_them(people):
    approval = grant(people)

    answers = together(
        lambda: services.approve(approval=approval, by=people["board leader"], at=now()),
        lambda: services.decline(approval=approval, by=people["board member"], at=now(), answer="Nei"),
    )

    state = Approval.objects.get().state
    assert sorted(answers) == ["RuleViolation", "done"]
    assert (state, people["member"].terms.count()) in {("approved", 1), ("declined", 0)}


def test_an_approver_whose_term_is_just_being_ended_waits_and_is_refused(people):
    approval = grant(people)
    said = []

    def press():
        try:
            services.approve(approval=approval, by=people["board member"], at=now())
        except RuleViolation as fault:
            said.append(str(fault))
        finally:
            connection.close()

    presses = threading.Thread(target=press)
    with transaction.atomic():
        yesterday = people.today - timedelta(days=1)
        services.end_term(term=people["board member"].terms.get(), last_day=yesterday, by=None, at=now())
        presses.start()
        presses.join(1)
        waited = presses.is_alive()
    presses.join(20)

    assert waited is True
    assert said == ["Du har ikke lenger et verv som gir rett til å godkjenne dette."]
    assert (people["member"].terms.count(), Approval.objects.get().state) == (0, "waiting")


def test_two_who_end_each_others_terms_do_not_leave_one_alone(people):
    office = people.party.offices.get(title=Title.SECRETARY)
    office.seats = 2
    office.save()
    TermFactory(office=office, seat=2, person=people["member"], from_on=people.today)

    def end(who, by):
        services.end_term(term=people[who].terms.get(), last_day=people.today, by=people[by], at=now())

    answers = together(lambda: end("secretary", "board leader"), lambda: end("board leader", "secretary"))

    assert sorted(answers) == ["RuleViolation", "done"]
    assert len(able_approvers(people.today + timedelta(days=1))) == 2
    assert Term.objects.filter(until_on__isnull=False).count() == 1
