"""Becoming a member, and ceasing to be one."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.membership import services
from lokallag.membership.domain.choices import EndReason
from lokallag.membership.models import Membership
from lokallag.membership.queries import members_by_branch
from tests.factories import PersonFactory
from tests.membership.stage import join, set_up


@pytest.fixture
def stage(db):
    return set_up()


def start(person, number="M1", joined_on=None, **more):
    return services.start_membership(person=person, number=number, joined_on=joined_on, by=None, at=now(), **more)


def end(membership, on, reason=EndReason.RESIGNED):
    return services.end_membership(membership=membership, ended_on=on, reason=reason, by=None, at=now())


def test_a_number_belongs_to_one_member(stage):
    start(stage["member"], "M1", stage.today)

    with pytest.raises(RuleViolation, match="Et annet medlem har dette medlemsnummeret"):
        start(stage["stranger"], " M1 ", stage.today)


@pytest.mark.parametrize("number", ["", "   ", "M 1", "é"])
def test_a_number_is_needed(stage, number):
    with pytest.raises(RuleViolation, match="Skriv medlemsnummeret"):
        start(stage["member"], number, stage.today)


def test_one_is_a_member_once(stage):
    start(stage["member"], "M1", stage.today)

    with pytest.raises(RuleViolation, match="Mona Dahl er allerede medlem"):
        start(stage["member"], "M2", stage.today)


def test_an_ended_membership_ends_the_choice_and_leaves_the_counts(stage):
    mona = join(stage, stage["member"], stage.haslum)
    join(stage, PersonFactory(), stage.haslum)

    end(mona, stage.today)

    assert members_by_branch(stage.today) == {stage.haslum.pk: 1}
    assert members_by_branch(stage.today - timedelta(days=1)) == {stage.haslum.pk: 2}
    assert mona.choices.get().ended_on == stage.today


def test_a_membership_ends_neither_in_the_future_nor_before_it_began(stage):
    mona = join(stage, stage["member"], stage.haslum)

    with pytest.raises(RuleViolation, match="Velg i dag eller en tidligere dag"):
        end(mona, stage.today + timedelta(days=1))
    with pytest.raises(RuleViolation, match="siste valget av avdeling er nyere"):
        end(mona, mona.joined_on - timedelta(days=1))
    assert Membership.objects.get(pk=mona.pk).ended_on is None


def test_ending_twice_keeps_the_first_end(stage):
    mona = join(stage, stage["member"], stage.haslum)

    end(mona, stage.today - timedelta(days=3))
    again = end(mona, stage.today, EndReason.EXPELLED)

    assert (again.ended_on, again.end_reason) == (stage.today - timedelta(days=3), EndReason.RESIGNED)


def test_who_comes_back_gets_the_same_membership_and_keeps_the_history(stage):
    mona = join(stage, stage["member"], stage.haslum)
    end(mona, stage.today - timedelta(days=10))

    with pytest.raises(RuleViolation, match="forrige medlemskapet varte"):
        start(stage["member"], "M9", stage.today - timedelta(days=11))
    again = start(stage["member"], "M9", stage.today)

    assert (again.pk, again.number, again.ended_on, again.end_reason) == (mona.pk, "M9", None, "")
    assert again.choices.count() == 1
    assert members_by_branch(stage.today) == {}
