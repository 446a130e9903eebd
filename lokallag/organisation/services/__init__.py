"""Writes about units, offices, terms and rules. The only way to change them."""

from lokallag.organisation.services.anchors import delete_anchor, set_anchor
from lokallag.organisation.services.approvals import (
    Overtaken,
    approve,
    decline,
    end_overtaken,
    expire_approvals,
    remind_of_approvals,
)
from lokallag.organisation.services.grants import propose_grant
from lokallag.organisation.services.handover import (
    Change,
    Election,
    HandOver,
    hand_over,
    preview_hand_over,
    seen_of,
    would_decide,
)
from lokallag.organisation.services.offices import (
    add_office,
    appoint,
    change_office,
    end_term,
    first_offices,
    name_board_contact,
    say_who_may_sit,
    set_office,
    withdraw_term,
)
from lokallag.organisation.services.rulesets import adopt_rules
from lokallag.organisation.services.units import close_unit, create_unit, edit_unit, rename_unit, set_profile

__all__ = [
    "Change",
    "Election",
    "HandOver",
    "Overtaken",
    "add_office",
    "adopt_rules",
    "appoint",
    "approve",
    "change_office",
    "close_unit",
    "create_unit",
    "decline",
    "delete_anchor",
    "edit_unit",
    "end_overtaken",
    "end_term",
    "expire_approvals",
    "first_offices",
    "hand_over",
    "name_board_contact",
    "preview_hand_over",
    "propose_grant",
    "remind_of_approvals",
    "rename_unit",
    "say_who_may_sit",
    "seen_of",
    "set_anchor",
    "set_office",
    "set_profile",
    "withdraw_term",
    "would_decide",
]
