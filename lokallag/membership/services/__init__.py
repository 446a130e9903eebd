"""Writes about memberships and the choice of branch."""

from lokallag.membership.services.addresses import change_address
from lokallag.membership.services.choices import choose_branch, place_member
from lokallag.membership.services.memberships import end_membership, start_membership
from lokallag.membership.services.notes import tell_of_offers

__all__ = [
    "change_address",
    "choose_branch",
    "end_membership",
    "place_member",
    "start_membership",
    "tell_of_offers",
]
