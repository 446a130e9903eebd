"""Who can approve, and whether a change leaves enough of them (ADR 0011)."""

from datetime import timedelta

import pytest

from lokallag.organisation.models import Term, Title
from lokallag.organisation.queries import able_approvers, grant_approvers, is_last_approver, would_lock_out
from tests.factories import TermFactory

ONE_DAY = timedelta(days=1)


def test_leader_and_secretary_are_able_and_the_board_may_approve_a_grant(people):
    assert [person.name for person in able_approvers(people.today)] == ["Berit Lund", "Sindre Vik"]
    assert [person.name for person in grant_approvers(people.today)] == ["Bilal Khan", "Berit Lund", "Sindre Vik"]


def test_who_cannot_sign_in_is_not_able(people):
    people["secretary"].email = ""
    people["secretary"].save()

    assert [person.name for person in able_approvers(people.today)] == ["Berit Lund"]
    assert is_last_approver(people["secretary"], people.today) is False  # one was too few already
    assert is_last_approver(people["board leader"], people.today) is True


@pytest.mark.parametrize(
    ("who", "is_last"),
    [("board leader", True), ("secretary", True), ("board member", False), ("branch leader", False), ("member", False)],
)
def test_only_leader_and_secretary_are_missed(people, who, is_last):
    assert is_last_approver(people[who], people.today) is is_last


def test_a_third_officer_makes_each_of_them_free_to_go(people):
    office = people.party.offices.get(title=Title.SECRETARY)
    office.seats = 2
    office.save()
    TermFactory(office=office, seat=2, person=people["member"], from_on=people.today + timedelta(days=5))

    assert is_last_approver(people["secretary"], people.today + timedelta(days=5)) is False
    assert is_last_approver(people["secretary"], people.today) is True  # five days with one alone


def test_a_term_that_ends_by_itself_is_not_missed_after_its_last_day(people):
    Term.objects.filter(person=people["secretary"]).update(until_on=people.today)
    term = people["secretary"].terms.get()

    assert would_lock_out([term], people.today) is True
    assert would_lock_out([term], people.today + ONE_DAY) is False
