"""What pages and other rooms ask about the organisation."""

from lokallag.organisation.queries.offices import (
    BOARD_TITLES,
    LEADING_TITLES,
    REGISTER_TITLES,
    Hit,
    Hits,
    Officer,
    Reach,
    Seat,
    board_contact_of,
    board_members,
    find_persons,
    leaders_of,
    seats_of,
    sits_on_board,
    way_to_reach,
)
from lokallag.organisation.queries.rulesets import rules_on
from lokallag.organisation.queries.units import main_unit, name_on, newest_unit_called, profile

__all__ = [
    "BOARD_TITLES",
    "LEADING_TITLES",
    "REGISTER_TITLES",
    "Hit",
    "Hits",
    "Officer",
    "Reach",
    "Seat",
    "board_contact_of",
    "board_members",
    "find_persons",
    "leaders_of",
    "main_unit",
    "name_on",
    "newest_unit_called",
    "profile",
    "rules_on",
    "seats_of",
    "sits_on_board",
    "way_to_reach",
]
