"""Which columns stand in a file with members. Pure: no Django, no clock."""

from collections.abc import Iterable
from urllib.parse import parse_qs, urlencode

ALWAYS = ("nummer", "etternavn", "fornavn")
CHOSEN = (
    "epost", "telefon", "fodt", "alder", "gate", "postnr", "sted", "avdeling", "valg", "omrade", "siden", "kontingent",
)  # fmt: skip
KEYS = (*ALWAYS, *CHOSEN)
USUAL = tuple(key for key in CHOSEN if key != "gate")  # a street is asked for by itself
DUES = ("gate", "postnr", "sted", "avdeling", "kontingent")  # what invoices take
NAME = "med"  # in the query that says what a file holds


def with_columns(filters: str, chosen: Iterable[str]) -> str:
    """Return the query that says what a file holds, with the columns chosen beside those that are always there."""
    wanted = set(chosen)
    said = urlencode({NAME: ".".join(key for key in CHOSEN if key in wanted)})
    return f"{filters}&{said}" if filters else said


def columns_in(filters: str) -> tuple[int, ...]:
    """Return the places of the columns that a file holds, in their order. A query that names none means all."""
    said = parse_qs(filters, keep_blank_values=True).get(NAME)
    if said is None:
        return tuple(range(len(KEYS)))
    wanted = {*ALWAYS, *said[-1].split(".")}
    return tuple(place for place, key in enumerate(KEYS) if key in wanted)
