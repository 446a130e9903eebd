"""Who may do what with memberships: one table with allowed and denied rows for each act, and its mirror in SQL."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate, now

from lokallag.core.permissions import may
from lokallag.membership.domain.choices import EndReason
from lokallag.membership.models import Membership
from lokallag.membership.rules import Sees, sight, visible_to
from lokallag.membership.services import choose_branch, end_membership
from lokallag.organisation.models import Kind, Title
from tests.cast import EVERYONE
from tests.factories import MembershipFactory, OfficeFactory, PersonFactory, TermFactory, UnitFactory
from tests.membership.stage import join, set_up

BOARD = {"board leader", "secretary"}

# act → target → who may; everyone else may not. Mona (the member) belongs to Haslum, Hanne leads it.
TABLE = {
    ("membership.see_member", "mona"): {"member", "branch leader", "board member"} | BOARD,
    ("membership.see_member", "moved"): {"neighbour leader", "board member"} | BOARD,
    ("membership.see_member", "unplaced"): {"board member"} | BOARD,
    ("membership.see_member", "ended"): set(),
    ("membership.see_member", "nothing"): set(),
    ("membership.see_members", "haslum"): {"branch leader", "board member"} | BOARD,
    ("membership.see_members", "sandvika"): {"neighbour leader", "board member"} | BOARD,
    ("membership.see_members", "party"): {"board member"} | BOARD,
    ("membership.see_lists", "nothing"): {"branch leader", "neighbour leader", "board member"} | BOARD,
    ("membership.see_contact", "haslum"): {"branch leader"} | BOARD,
    ("membership.see_contact", "moved"): {"neighbour leader"} | BOARD,
    ("membership.see_contact", "party"): BOARD,
    ("membership.see_minor", "haslum"): {"branch leader", "secretary"},
    ("membership.see_minor", "party"): {"secretary"},
    ("membership.see_details", "haslum"): {"branch leader"} | BOARD,
    ("membership.see_details", "ended"): set(),
    ("membership.see_fees", "haslum"): {"branch leader"} | BOARD,
    ("membership.see_fees", "party"): BOARD,
    ("membership.see_address", "mona"): {"branch leader"} | BOARD,
    ("membership.see_address", "moved"): {"neighbour leader"} | BOARD,
    ("membership.export_members", "haslum"): {"branch leader"} | BOARD,
    ("membership.export_members", "party"): BOARD,
    ("membership.export_party", "nothing"): BOARD,
    ("membership.edit_guardian", "mona"): {"branch leader", "secretary"},
    ("membership.protect_member", "mona"): BOARD,
    ("membership.protect_member", "ended"): set(),
    ("membership.name_address_keeper", "nothing"): BOARD,
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


# What each office sees, written by hand from security.md B2: of Haslum's members, and of the whole party.
EVERYTHING = set(Sees)
BRANCH_LEADER = {Sees.NAME, Sees.CONTACT, Sees.DETAILS, Sees.FEES, Sees.ADDRESS, Sees.EXPORT}
SIGHT = {
    ("haslum", Title.LEADER): (BRANCH_LEADER | {Sees.MINORS}, set()),
    ("haslum", Title.SECRETARY): (BRANCH_LEADER | {Sees.MINORS}, set()),
    ("haslum", Title.DEPUTY_LEADER): (BRANCH_LEADER, set()),
    ("haslum", Title.BOARD_MEMBER): ({Sees.NAME, Sees.CONTACT}, set()),
    ("haslum", Title.TREASURER): ({Sees.NAME, Sees.CONTACT}, set()),
    ("haslum", Title.DEPUTY_MEMBER): (set(), set()),
    ("sandvika", Title.LEADER): (set(), set()),
    ("party", Title.LEADER): (EVERYTHING - {Sees.MINORS}, EVERYTHING - {Sees.MINORS}),
    ("party", Title.SECRETARY): (EVERYTHING, EVERYTHING),
    ("party", Title.TREASURER): ({Sees.NAME, Sees.BRANCH, Sees.FEES, Sees.ADDRESS},) * 2,
    ("party", Title.DEPUTY_LEADER): ({Sees.NAME, Sees.BRANCH},) * 2,
    ("party", Title.BOARD_MEMBER): ({Sees.NAME, Sees.BRANCH},) * 2,
    ("party", Title.DEPUTY_MEMBER): (set(), set()),
}


@pytest.mark.parametrize(("where", "title"), SIGHT)
def test_each_office_sees_its_row_of_the_matrix(stage, where, title):
    unit = {"haslum": stage.haslum, "sandvika": stage.sandvika, "party": stage.party}[where]
    person = TermFactory(office=OfficeFactory(unit=unit, title=title), seat=9, person=PersonFactory()).person

    assert (sight(person, stage.haslum, stage.today), sight(person, stage.party, stage.today)) == SIGHT[where, title]


def test_two_offices_add_up_in_their_own_branch_only(stage):
    person = TermFactory(office=OfficeFactory(unit=stage.haslum, title=Title.LEADER), seat=9).person
    TermFactory(office=OfficeFactory(unit=stage.sandvika, title=Title.BOARD_MEMBER), seat=9, person=person)

    assert sight(person, stage.haslum, stage.today) == BRANCH_LEADER | {Sees.MINORS}
    assert sight(person, stage.sandvika, stage.today) == {Sees.NAME, Sees.CONTACT}
    assert sight(person, stage.party, stage.today) == set()


def test_the_boards_deputy_member_has_no_list_of_all_members(stage):
    office = OfficeFactory(unit=stage.party, title=Title.DEPUTY_MEMBER)
    deputy = TermFactory(office=office, seat=9).person

    assert not may(deputy, "membership.see_members", stage.party)


def test_a_branchs_board_sees_its_members_and_its_deputy_does_not(stage):
    def seated(title):
        return TermFactory(office=OfficeFactory(unit=stage.haslum, title=title), seat=9).person

    allowed = {
        title: may(seated(title), "membership.see_members", stage.haslum)
        for title in (Title.DEPUTY_LEADER, Title.SECRETARY, Title.BOARD_MEMBER, Title.DEPUTY_MEMBER)
    }

    assert allowed == {
        Title.DEPUTY_LEADER: True,
        Title.SECRETARY: True,
        Title.BOARD_MEMBER: True,
        Title.DEPUTY_MEMBER: False,
    }


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
