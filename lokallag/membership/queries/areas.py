"""Where members live, as the areas have it on a day: the only place of this room that asks territory."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, TextField
from django.db.models.expressions import RawSQL

from lokallag.membership.queries.sql import own_sql
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


_VALID = "r.valid_from <= %s AND (r.valid_until IS NULL OR r.valid_until >= %s)"
_AREA = f"""CASE WHEN NOT people_person.is_protected THEN COALESCE(
  (SELECT r.unit_id FROM territory_responsibility r WHERE r.code_id = people_person.postal_code AND {_VALID}),
  (SELECT min(r.unit_id) FROM territory_postalcode box
     JOIN territory_postalcode c ON c.place_key = box.place_key AND c.municipality_id = box.municipality_id
     JOIN territory_responsibility r ON r.code_id = c.code
   WHERE box.code = people_person.postal_code AND box.gone_on IS NULL
     AND box.category NOT IN ('G', 'B', 'F') AND {_VALID}
   HAVING min(r.unit_id) = max(r.unit_id))) END"""  # noqa: S608 our own words, no value of anybody's
_PLACE = """CASE WHEN NOT people_person.is_protected THEN COALESCE(
  (SELECT c.code || ' ' || c.place FROM territory_postalcode c WHERE c.code = people_person.postal_code),
  people_person.postal_code) ELSE '-' END"""
HIDDEN = "-"  # stands in the place of a protected address


def area_of_row(on: date) -> RawSQL:
    """Return, as a column of a query over memberships with their persons, the unit that answers where the member lives.

    The same as ``responsible_units`` says, a post office box by its place; null where nobody answers, and for a
    protected address. One lookup per row that is shown, so that a list asks one query however long.
    """
    return own_sql(_AREA, [on] * 4, BigIntegerField())


def place_of_row() -> RawSQL:
    """Return, as a column of such a query, "1344 HASLUM"; ``HIDDEN`` for a protected address."""
    return own_sql(_PLACE, [], TextField())
