"""What other rooms ask about memberships, and what the pages of this room show."""

from lokallag.membership.queries.address import address_for, is_keeper, keeper
from lokallag.membership.queries.choosing import (
    address_page,
    branch_choices,
    choice_page,
    confirm_page,
    place_form,
    place_page,
)
from lokallag.membership.queries.counts import Elsewhere, Matrix, members_by_branch, residence_matrix
from lokallag.membership.queries.endings import Former, former_by_day, former_members, long_unpaid
from lokallag.membership.queries.entries import EnteredLine, entries_for
from lokallag.membership.queries.file_pages import ask_file_page, dues_page, file_page, files_page, filters_of
from lokallag.membership.queries.files import HEAD, head_of
from lokallag.membership.queries.interests import (
    FEWEST_SHOWN,
    MyInterests,
    interest_counts,
    interested_in,
    interests_page,
    my_interests,
    topic_page,
    topics_page,
)
from lokallag.membership.queries.lists import (
    MemberListPage,
    list_slug,
    member_list_page,
    member_lists_page,
    unplaced_page,
)
from lokallag.membership.queries.member_page import (
    guardian_page,
    keeper_choices,
    keeper_page,
    look_page,
    member_page,
    member_url,
    protect_page,
)
from lokallag.membership.queries.mine import MyMembership, Offer, PastChoice, Pick, membership_of, my_membership
from lokallag.membership.queries.offers import open_offers

__all__ = [
    "FEWEST_SHOWN",
    "HEAD",
    "Elsewhere",
    "EnteredLine",
    "Former",
    "Matrix",
    "MemberListPage",
    "MyInterests",
    "MyMembership",
    "Offer",
    "PastChoice",
    "Pick",
    "address_for",
    "address_page",
    "ask_file_page",
    "branch_choices",
    "choice_page",
    "confirm_page",
    "dues_page",
    "entries_for",
    "file_page",
    "files_page",
    "filters_of",
    "former_by_day",
    "former_members",
    "guardian_page",
    "head_of",
    "interest_counts",
    "interested_in",
    "interests_page",
    "is_keeper",
    "keeper",
    "keeper_choices",
    "keeper_page",
    "list_slug",
    "long_unpaid",
    "look_page",
    "member_list_page",
    "member_lists_page",
    "member_page",
    "member_url",
    "members_by_branch",
    "membership_of",
    "my_interests",
    "my_membership",
    "open_offers",
    "place_form",
    "place_page",
    "protect_page",
    "residence_matrix",
    "topic_page",
    "topics_page",
    "unplaced_page",
]
