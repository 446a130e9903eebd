"""How many members there are, by branch and by where they live."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lokallag.membership.queries import Elsewhere, members_by_branch, residence_matrix
from tests.factories import BranchChoiceFactory, MembershipFactory, PersonFactory
from tests.membership.stage import redraw, set_up


@pytest.fixture
def stage(db):
    return set_up()


def member(unit, code, **more):
    person = PersonFactory(postal_code=code, **more)
    if unit is None:
        return MembershipFactory(person=person)
    return BranchChoiceFactory(membership__person=person, unit=unit).membership


@pytest.fixture
def members(stage):
    for code in ("1344", "1305", "1337"):
        member(stage.haslum, code)
    for code in ("1344", "1346", "0951", "", "9999"):
        member(stage.sandvika, code)
    member(stage.sandvika, "1344", is_protected=True)
    member(None, "1344")


def test_the_matrix_counts_where_members_live_against_what_they_chose(stage, members):
    matrix = residence_matrix(stage.today)

    haslum, sandvika = stage.haslum.pk, stage.sandvika.pk
    assert matrix.branches == ((haslum, "Haslum"), (sandvika, "Sandvika"))
    assert dict(matrix.counts) == {
        (haslum, haslum): 2,
        (sandvika, haslum): 1,
        (haslum, sandvika): 1,
        (Elsewhere.NO_BRANCH, sandvika): 1,
        (Elsewhere.OUTSIDE, sandvika): 1,
        (Elsewhere.UNKNOWN, sandvika): 3,
        (haslum, None): 1,
    }
    assert (matrix.living_in(haslum), matrix.belonging_to(sandvika), matrix.belonging_to(None)) == (4, 6, 1)
    assert matrix.count(Elsewhere.OUTSIDE, haslum) == 0


def test_every_member_is_counted_once(stage, members):
    matrix = residence_matrix(stage.today)

    homes = [unit for unit, _name in matrix.branches] + list(matrix.elsewhere)
    branches = [unit for unit, _name in matrix.branches] + [None]
    assert sum(matrix.count(home, branch) for home in homes for branch in branches) == 10


def test_the_matrix_follows_the_areas_of_the_day(stage):
    member(stage.haslum, "1344")
    redraw("1344", stage.sandvika, stage.today)

    yesterday, today = (residence_matrix(day) for day in (stage.today - timedelta(days=1), stage.today))

    assert list(yesterday.counts) == [(stage.haslum.pk, stage.haslum.pk)]
    assert list(today.counts) == [(stage.sandvika.pk, stage.haslum.pk)]


def test_the_matrix_takes_the_same_queries_for_one_and_many(stage):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            residence_matrix(stage.today)
        return len(asked)

    member(stage.haslum, "1344")
    one = queries()
    for code in ("1337", "1346", "0951"):
        member(stage.sandvika, code)

    assert queries() <= one + 1  # a code that nobody answers for may be a box: one more query, however many


def test_members_by_branch_leaves_out_empty_branches(stage):
    member(stage.haslum, "1344")
    member(stage.haslum, "1337")
    member(None, "1337")

    assert members_by_branch(stage.today) == {stage.haslum.pk: 2}
