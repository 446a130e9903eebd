"""Where members live, as the areas have it on a day: the only place of this room that asks territory."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lokallag.organisation.models import Unit
from lokallag.organisation.queries import profile
from lokallag.territory.domain.codes import compact
from lokallag.territory.models import PostalCode
from lokallag.territory.queries import picture, responsible_units


@dataclass(frozen=True, slots=True)
class Residence:
    """What a postal code says of where somebody lives.

    ``place`` is "1344 Haslum", or the bare code where the register does not have it. ``unit`` is the branch that
    answers there, with its name. ``is_here`` says that the code lies in the organisation's own municipality.
    """

    place: str
    unit: Unit | None
    is_known: bool
    is_here: bool


@dataclass(frozen=True, slots=True)
class BranchArea:
    """A branch's area: its colour on the map, 1 to 6 (``None`` without an area), and its codes as people write them."""

    colour: int | None
    codes: str


NOWHERE = Residence(place="", unit=None, is_known=False, is_here=False)


def suggested_for(codes: Iterable[str], on: date) -> dict[str, Unit]:
    """Return by postal code the branch that answers there on the day and exists. Codes that nobody answers for are
    left out.
    """
    wanted = sorted({code for code in codes if code})
    units = responsible_units(wanted, on) if wanted else {}
    return {code: unit for code, unit in units.items() if unit.closed_on is None or on <= unit.closed_on}


def residences_of(codes: Iterable[str], on: date) -> dict[str, Residence]:
    """Return by postal code what it says, for each code given. The same number of queries however many."""
    wanted = {code for code in codes if code}
    units = suggested_for(wanted, on)
    known = PostalCode.objects.in_bulk(wanted)
    facts = profile()
    here = "" if facts is None else facts.municipality_code
    return {
        code: Residence(
            place=str(known[code]) if code in known else code,
            unit=units.get(code),
            is_known=code in known,
            is_here=code in known and known[code].municipality_id == here,
        )
        for code in wanted
    }


def residence_of(code: str, on: date) -> Residence:
    """Return what one postal code says; an empty one says nothing."""
    return residences_of([code], on).get(code, NOWHERE)


def branch_areas(on: date) -> dict[int, BranchArea]:
    """Return by unit the area it answers for on the day, as the map has it. Branches without one are left out."""
    drawn = picture(on)
    return {
        unit_id: BranchArea(drawn.colours.get(unit_id), compact(list(codes))) for unit_id, codes in drawn.codes.items()
    }
