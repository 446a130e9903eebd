"""What pages and other rooms ask about postal codes and areas."""

from lokallag.territory.queries.branches import Branch, branches, home
from lokallag.territory.queries.divisions import (
    check_day,
    codes_of,
    division_as_csv,
    division_as_text,
    held_codes,
    place_and_unit,
    preview_sheet,
    read_rows,
    responsible_unit,
    responsible_units,
)
from lokallag.territory.queries.find import Answer, find
from lokallag.territory.queries.maps import Picture, geojson, picture
from lokallag.territory.queries.neighbours import neighbours_of
from lokallag.territory.queries.register import known_place, own_municipality, register

__all__ = [
    "Answer",
    "Branch",
    "Picture",
    "branches",
    "check_day",
    "codes_of",
    "division_as_csv",
    "division_as_text",
    "find",
    "geojson",
    "held_codes",
    "home",
    "known_place",
    "neighbours_of",
    "own_municipality",
    "picture",
    "place_and_unit",
    "preview_sheet",
    "read_rows",
    "register",
    "responsible_unit",
    "responsible_units",
]
