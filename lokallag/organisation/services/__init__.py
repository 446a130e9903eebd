"""Writes about units, offices, terms and rules. The only way to change them."""

from lokallag.organisation.services.offices import (
    add_office,
    appoint,
    change_office,
    end_term,
    first_offices,
    name_board_contact,
    set_office,
    withdraw_term,
)
from lokallag.organisation.services.rulesets import adopt_rules
from lokallag.organisation.services.units import close_unit, create_unit, edit_unit, rename_unit, set_profile

__all__ = [
    "add_office",
    "adopt_rules",
    "appoint",
    "change_office",
    "close_unit",
    "create_unit",
    "edit_unit",
    "end_term",
    "first_offices",
    "name_board_contact",
    "rename_unit",
    "set_office",
    "set_profile",
    "withdraw_term",
]
