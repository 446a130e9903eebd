"""What an office lets its holder do, in words a member understands. Pure; of Django only gettext.

The rules decide (``rules.py`` of each room); these are the words for them, held together by a test.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Power(StrEnum):
    """Something that an office lets one do, weightiest first."""

    SEE_REGISTER = "see_register"
    KEEP_OFFICES = "keep_offices"
    APPROVE = "approve"
    SEE_OVERVIEW = "see_overview"
    SEE_NAMES = "see_names"
    SEE_LIST = "see_list"
    SEE_CONTACTS = "see_contacts"
    EDIT_PAGE = "edit_page"
    SEE_TERMS = "see_terms"


WORDS: dict[Power, str | Promise] = {
    Power.SEE_REGISTER: gettext_lazy("se hele medlemsregisteret"),
    Power.KEEP_OFFICES: gettext_lazy("føre inn verv, enheter og regler"),
    Power.APPROVE: gettext_lazy("godkjenne hvem som blir leder og sekretær"),
    Power.SEE_OVERVIEW: gettext_lazy("se styrets oversikt"),
    Power.SEE_NAMES: gettext_lazy("se navn og avdeling for alle medlemmer"),
    Power.SEE_LIST: gettext_lazy("se medlemslista for %(unit)s"),
    Power.SEE_CONTACTS: gettext_lazy("se navn og kontaktopplysninger for medlemmene i %(unit)s"),
    Power.EDIT_PAGE: gettext_lazy("redigere siden til %(unit)s"),
    Power.SEE_TERMS: gettext_lazy("se alle vervene i %(unit)s"),
}
# What is held in a wider power already: of the same unit, or of the whole organisation.
WIDER: dict[Power, frozenset[Power]] = {
    Power.EDIT_PAGE: frozenset({Power.KEEP_OFFICES}),
    Power.SEE_TERMS: frozenset({Power.SEE_OVERVIEW}),
    Power.SEE_LIST: frozenset({Power.SEE_REGISTER}),
    Power.SEE_NAMES: frozenset({Power.SEE_REGISTER}),
    Power.SEE_CONTACTS: frozenset({Power.SEE_REGISTER, Power.SEE_LIST}),
}
_LEADING = frozenset({"leader", "deputy_leader", "secretary"})
_REGISTER = frozenset({"leader", "secretary"})


@dataclass(frozen=True, slots=True)
class HeldSeat:
    """One office that somebody holds: the unit by name and kind, and the title."""

    unit: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True, order=True)
class Held:
    """One power, and the unit it reaches over; empty for the whole organisation."""

    power: Power
    unit: str = ""


def powers_of(seats: Iterable[HeldSeat]) -> frozenset[Held]:
    """Return all that the offices together let one do."""
    found: set[Held] = set()
    for seat in seats:
        found |= _powers(seat)
    return frozenset(found)


def has(held: Collection[Held], one: Held) -> bool:
    """Tell whether ``one`` is among what is held, itself or in a wider power."""
    enough = WIDER.get(one.power, frozenset()) | {one.power}
    return any(other.power in enough and other.unit in {"", one.unit} for other in held)


def added(before: Collection[Held], after: Collection[Held]) -> frozenset[Held]:
    """Return what ``after`` holds and ``before`` does not; what a wider one among it holds already is left out."""
    fresh = {one for one in after if not has(before, one)}
    return frozenset(one for one in fresh if not has(fresh - {one}, one))


def _powers(seat: HeldSeat) -> set[Held]:
    found = {Held(Power.SEE_TERMS, seat.unit)}
    sits_on_board = seat.title != "deputy_member"
    if seat.title in _LEADING or (seat.kind == "network" and sits_on_board):
        found.add(Held(Power.EDIT_PAGE, seat.unit))
    if seat.kind == "branch" and sits_on_board:
        found.add(Held(Power.SEE_LIST if seat.title in _LEADING else Power.SEE_CONTACTS, seat.unit))
    if seat.kind == "municipal" and sits_on_board:
        found |= {Held(Power.APPROVE), Held(Power.SEE_OVERVIEW), Held(Power.SEE_NAMES)}
    if seat.kind == "municipal" and seat.title in _REGISTER:
        found |= {Held(Power.SEE_REGISTER), Held(Power.KEEP_OFFICES)}
    return found


def in_words(powers: Collection[Held]) -> str:
    """Return the powers as one part of a sentence after "kan", weightiest first: "se X, gjøre Y og se Z"."""
    order = list(Power)
    ranked = sorted(powers, key=lambda held: (order.index(held.power), held.unit))
    clauses = [str(WORDS[held.power]) % {"unit": held.unit} for held in ranked]
    if len(clauses) < 2:
        return "".join(clauses)
    return _("%(first)s og %(last)s") % {"first": ", ".join(clauses[:-1]), "last": clauses[-1]}
