"""The pages of the organisation."""

from lokallag.organisation.views.approvals import approval, approvals, approve, decline
from lokallag.organisation.views.codes import print_codes
from lokallag.organisation.views.handover import hand_over
from lokallag.organisation.views.offices import appoint, contact, end_term, offices
from lokallag.organisation.views.rulesets import edit_rules, rules
from lokallag.organisation.views.units import close, create, edit, profile, rename, unit, units

__all__ = [
    "appoint",
    "approval",
    "approvals",
    "approve",
    "close",
    "contact",
    "create",
    "decline",
    "edit",
    "edit_rules",
    "end_term",
    "hand_over",
    "offices",
    "print_codes",
    "profile",
    "rename",
    "rules",
    "unit",
    "units",
]
