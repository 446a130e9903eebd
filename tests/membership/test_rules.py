"""Who may do what with memberships: one table with allowed and denied rows for each act, and its mirror in SQL."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate, now

from lokallag.core.permissions import may
from lokallag.membership.domain.choices import EndReason
from lokallag.membership.models import Membership
from lokallag.membership.rules import visible_to
from lokallag.membership.services import choose_branch, end_membership
from lokallag.organisation.models import Kind, Title
from tests.cast import EVERYONE
from tests.factories import MembershipFactory, OfficeFactory, PersonFactory, TermFactory, UnitFactory
from tests.membership.stage import join, set_up

BOARD = {"board leader", "secretary"}

# act → target → who may; everyone else may not. Mona (the member) belongs to Haslum, Hanne leads it.
TABLE = {
    ("membership.see_member", "mona"): {"member", "branch leader"} | BOARD,
    ("membership.see_member", "moved"): {"neighbour leader"} | BOARD,
    ("membership.see_member", "unplaced"): BOARD,
    ("membership.see_member", "ended"): set(),
    ("membership.see_member", "nothing"): set(),
    ("membership.see_members", "haslum"): {"branch leader"} | BOARD,
    ("membership.see_members", "sandvika"): {"neighbour leader"} | BOARD,
    ("membership.see_members", "party"): BOARD,
    ("membership.see_lists", "nothing"): {"branch leader", "neighbour leader"} | BOARD,
    ("membership.see_unplaced", "nothing"): BOARD,
    ("membership.choose_branch", "mona"): {"member"},
    ("membership.choose_branch", "ended"): set(),
    ("membership.choose_branch", "nothing"): set(),
    ("membership.place_member", "mona"): BOARD,
    ("membership.place_member", "ended"): set(),
    ("membership.start_membership", "nothing"): BOARD,
    ("membership.end_membership", "mona"): BOARD,
    ("membership.end_membership", "ended"): set(),
}


@pytest.fixture
def stage(db):
    return set_up()


@pytest.fixture
def targets(stage):
    """The things that acts are done to. ``moved`` lives in Haslum and chose Sandvika, ``ended`` was in Haslum."""
    ended = join(stage, PersonFactory(), stage.haslum)
    end_membership(membership=ended, ended_on=stage.today, reason=EndReason.RESIGNED, by=None, at=now())
    moved = join(stage, PersonFactory(), stage.haslum)
    choose_branch(membership=moved, unit=stage.sandvika, by=moved.person, at=now())
    return {
        "mona": join(stage, stage["member"], stage.haslum),
        "moved": moved,
        "unplaced": join(stage, PersonFactory(), None),
        "ended": Membership.objects.get(pk=ended.pk),
        "haslum": stage.haslum,
        "sandvika": stage.sandvika,
        "party": stage.party,
        "nothing": None,
    }


@pytest.mark.parametrize(("act", "target"), TABLE)
def test_the_table_says_who_may(stage, targets, act, target):
    allowed = {who for who in EVERYONE if may(stage.asker(who), act, targets[target])}

    assert allowed == TABLE[act, target]


def test_the_boards_deputy_leader_has_no_list_of_all_members(stage):
    office = OfficeFactory(unit=stage.party, title=Title.DEPUTY_LEADER)
    deputy = TermFactory(office=office).person

    assert not may(deputy, "membership.see_members", stage.party)


def test_a_branchs_deputy_leader_and_secretary_see_its_members_and_its_board_member_does_not(stage):
    def seated(title):
        return TermFactory(office=OfficeFactory(unit=stage.haslum, title=title)).person

    allowed = {
        title: may(seated(title), "membership.see_members", stage.haslum)
        for title in (Title.DEPUTY_LEADER, Title.SECRETARY, Title.BOARD_MEMBER)
    }

    assert allowed == {Title.DEPUTY_LEADER: True, Title.SECRETARY: True, Title.BOARD_MEMBER: False}


def test_what_an_office_allows_is_gone_the_day_after_its_last(stage, targets):
    leader = TermFactory(
        office=OfficeFactory(unit=UnitFactory(name="Skui"), title=Title.LEADER), until_on=stage.today
    ).person
    before = TermFactory(
        office=OfficeFactory(unit=UnitFactory(name="Tanum"), title=Title.LEADER),
        until_on=stage.today - timedelta(days=1),
    ).person

    assert may(leader, "membership.see_lists")
    assert not may(before, "membership.see_lists")


def test_visible_to_and_see_member_agree_for_everyone_about_every_membership(stage, targets):
    today = localdate()
    MembershipFactory(joined_on=date(today.year + 1, 1, 1))  # not a member yet
    network = UnitFactory(kind=Kind.NETWORK, has_proposal_right=False)
    TermFactory(office=OfficeFactory(unit=network, title=Title.LEADER), person=stage["stranger"])
    join(stage, stage["branch leader"], stage.sandvika)  # leads one branch, belongs to another
    join(stage, stage["secretary"], stage.haslum)

    for who in EVERYONE:
        asker = stage.asker(who)
        visible = set(visible_to(asker, today))
        allowed = {each for each in Membership.objects.all() if may(asker, "membership.see_member", each)}
        assert visible == allowed, who
