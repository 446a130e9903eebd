"""The short report of an event: three fields that are always asked, and what a kind asks for beside them. Pure."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ALWAYS = ("attended", "how", "tip")  # asked after each event, in this order
COST = "cost"  # asked always, and may always be left open
MOST_TEXT = 4000
MOST_FURTHER = 400
MOST_ATTENDED = 100_000
MOST_KRONER = 10_000_000

# What kinds ask for beside the three (``ActivityKind.report``). A name that is not here is asked for as it stands.
FURTHER: dict[str, str | Promise] = {
    "contacts": _("Nye kontakter"),
    "leaflets": _("Løpesedler delt ut"),
    "new_members": _("Nye medlemmer"),
}


def further_fields(asked: Iterable[object]) -> tuple[str, ...]:
    """Return the fields that a kind asks for beside the three and the cost, each once, in its order."""
    known = {*ALWAYS, COST}
    return tuple(dict.fromkeys(name for name in asked if isinstance(name, str) and name and name not in known))


def label_of(name: str) -> str:
    """Return what a further field is called on the page."""
    return str(FURTHER.get(name, name.replace("_", " ").capitalize()))
