"""What other rooms ask about memberships, and what the pages of this room show."""

from lokallag.membership.queries.choosing import (
    address_page,
    branch_choices,
    choice_page,
    confirm_page,
    place_form,
    place_page,
)
from lokallag.membership.queries.counts import Elsewhere, Matrix, members_by_branch, residence_matrix
from lokallag.membership.queries.entries import EnteredLine, entries_for
from lokallag.membership.queries.lists import list_slug, member_list_page, member_lists_page, unplaced_page
from lokallag.membership.queries.mine import MyMembership, Offer, PastChoice, Pick, membership_of, my_membership
from lokallag.membership.queries.offers import open_offers

__all__ = [
    "Elsewhere",
    "EnteredLine",
    "Matrix",
    "MyMembership",
    "Offer",
    "PastChoice",
    "Pick",
    "address_page",
    "branch_choices",
    "choice_page",
    "confirm_page",
    "entries_for",
    "list_slug",
    "member_list_page",
    "member_lists_page",
    "members_by_branch",
    "membership_of",
    "my_membership",
    "open_offers",
    "place_form",
    "place_page",
    "residence_matrix",
    "unplaced_page",
]
