"""What pages and other rooms ask about the organisation."""

from lokallag.organisation.domain.lockout import APPROVERS_NEEDED
from lokallag.organisation.queries.approvers import (
    able_approvers,
    gives_register,
    grant_approvers,
    is_last_approver,
    would_lock_out,
)
from lokallag.organisation.queries.hidden import hide_units, page_of, say_page_of, shown_units
from lokallag.organisation.queries.offices import (
    BOARD_TITLES,
    LEADING,
    LEADING_TITLES,
    REGISTER_TITLES,
    Hit,
    Hits,
    Officer,
    Reach,
    Seat,
    board_contact_of,
    board_members,
    branches_of_contact,
    find_persons,
    leaders_of,
    led_today,
    seats_of,
    sits_on_board,
    way_to_reach,
)
from lokallag.organisation.queries.parts import RULE_ROWS, SET_DAYS
from lokallag.organisation.queries.proposing import Proposing, may_propose
from lokallag.organisation.queries.rulesets import rules_in_one_query, rules_of_rows, rules_on
from lokallag.organisation.queries.units import main_unit, name_on, newest_unit_called, profile, way_to_main_board

__all__ = [
    "APPROVERS_NEEDED",
    "BOARD_TITLES",
    "LEADING",
    "LEADING_TITLES",
    "REGISTER_TITLES",
    "RULE_ROWS",
    "SET_DAYS",
    "Hit",
    "Hits",
    "Officer",
    "Proposing",
    "Reach",
    "Seat",
    "able_approvers",
    "board_contact_of",
    "board_members",
    "branches_of_contact",
    "find_persons",
    "gives_register",
    "grant_approvers",
    "hide_units",
    "is_last_approver",
    "leaders_of",
    "led_today",
    "main_unit",
    "may_propose",
    "name_on",
    "newest_unit_called",
    "page_of",
    "profile",
    "rules_in_one_query",
    "rules_of_rows",
    "rules_on",
    "say_page_of",
    "seats_of",
    "shown_units",
    "sits_on_board",
    "way_to_main_board",
    "way_to_reach",
    "would_lock_out",
]
