"""How the codes are divided on a day, and what a sheet or a draft would do to it."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words
from lokallag.core.errors import RuleViolation
from lokallag.organisation.models import Kind, NameOn, Unit, UnitName
from lokallag.territory.domain.branch_sheet import Sheet, SheetRow, read_sheet
from lokallag.territory.domain.codes import ReadCode, display_place
from lokallag.territory.domain.division import Preview, Standing, assignable, divide
from lokallag.territory.domain.export import export_csv, export_rows
from lokallag.territory.domain.names import name_key
from lokallag.territory.domain.postal_register import RegisterRow
from lokallag.territory.domain.tables import Row
from lokallag.territory.models import Division, PostalCode, Responsibility, holding
from lokallag.territory.queries.register import gone_codes, known_place, municipality_rows, register

# Who answers for codes on a day (``holding``), with names: as it is sent, for each event's page asks it.
ANSWERING = """
    SELECT unit.*, {name} AS name, held.code_id AS of_code,
        CASE WHEN code.gone_on IS NULL THEN code.place ELSE '' END AS of_place
    FROM territory_responsibility AS held JOIN organisation_unit AS unit ON unit.id = held.unit_id
    JOIN territory_postalcode AS code ON code.code = held.code_id
    WHERE held.code_id = ANY(%s) AND held.valid_from <= %s AND (held.valid_until IS NULL OR held.valid_until >= %s)
""".replace("{name}", NameOn.written("unit.id"))


@dataclass(frozen=True, slots=True)
class Seen:
    """A preview, and a mark of what it was made from: another mark later means that something came between."""

    preview: Preview
    mark: str


def responsible_unit(code: str, on: date) -> Unit | None:
    """Return the unit that answers for a postal code on the day, past or to come, with its name then.

    Post office boxes follow their place: the one unit that answers there, or ``None`` where there are several or none.
    """
    return responsible_units([code], on).get(code)


def place_and_unit(code: str, on: date) -> tuple[str, Unit | None]:
    """Return the place of a postal code as people write it (``known_place``), and the unit that answers for it."""
    unit = responsible_unit(code, on)
    known = None if unit is None else vars(unit).get("of_place")
    return known_place(code) if known is None else display_place(known), unit


def responsible_units(codes: list[str], on: date) -> dict[str, Unit]:
    """Return, by code, the unit that answers for it on the day; codes that nobody answers for are left out.

    One query for codes with addresses, three more where there are others among them: boxes, or codes of nobody.
    """
    found = {vars(unit)["of_code"]: unit for unit in Unit.objects.raw(ANSWERING, [on, on, codes, on, on])}
    others = [code for code in codes if code not in found]
    held = _by_place(others, on) if others else {}
    units = Unit.objects.named(on).in_bulk(set(held.values())) if held else {}
    return found | {code: units[unit_id] for code, unit_id in held.items()}


def _by_place(codes: list[str], on: date) -> dict[str, int]:
    """The unit of each post office box code: that of its place, if the place has exactly one."""
    boxes = [box for box in PostalCode.objects.in_use().filter(code__in=codes) if not box.has_addresses]
    if not boxes:
        return {}
    rows = Responsibility.objects.filter(
        holding(on),
        code__place_key__in={box.place_key for box in boxes},
        code__municipality__in={box.municipality_id for box in boxes},
    ).values_list("code__place_key", "code__municipality_id", "unit_id")
    units: dict[tuple[str, str], set[int]] = {}
    for place_key, municipality, unit_id in rows:
        units.setdefault((place_key, municipality), set()).add(unit_id)
    found = {box.code: units.get((box.place_key, box.municipality_id), set()) for box in boxes}
    return {code: next(iter(ids)) for code, ids in found.items() if len(ids) == 1}


def codes_of(unit: Unit, on: date) -> tuple[str, ...]:
    """Return the codes that a unit answers for on the day, sorted."""
    held = Responsibility.objects.filter(holding(on), unit=unit)
    return tuple(held.order_by("code_id").values_list("code_id", flat=True))


def held_codes(municipality: str, on: date) -> dict[str, int]:
    """Return unit id by code for a municipality on the day."""
    rows = Responsibility.objects.filter(holding(on), code__municipality=municipality)
    return dict(rows.values_list("code_id", "unit_id"))


def standing(municipality: str, on: date) -> Standing:
    """Return the branches and who holds which code on the day, and the names that others bear then or later."""
    branches = {branch.pk: branch.name for branch in Unit.objects.branches(on)}
    held = held_codes(municipality, on)
    strangers = set(held.values()) - branches.keys()
    branches |= {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=strangers).named(on)}
    before = UnitName.objects.filter(unit__in=branches, valid_until__lt=on).order_by("valid_until", "pk")
    others = UnitName.objects.exclude(valid_until__lt=on).exclude(unit__in=branches).select_related("unit")
    return Standing(
        branches=tuple(branches.values()),
        holds={code: branches[unit_id] for code, unit_id in held.items()},
        other_names={each.name: _bearer(each, on) for each in others},
        former={each.name: branches[each.unit_id] for each in before},
        gone=gone_codes(),
    )


def _bearer(name: UnitName, on: date) -> str:
    """Who bears a name that a new branch cannot have, in words."""
    if name.unit.kind == Kind.BRANCH:
        return _("en avdeling fra %(day)s") % {"day": in_words(name.valid_from, on)}
    return str(Kind(name.unit.kind).label).lower()


def read_rows(rows: tuple[Row, ...]) -> Sheet:
    """Read the rows of a table as the board's sheet, with the register at hand.

    :raises Unreadable: no column of codes or none of branches
    """
    return read_sheet(rows, places={code: row.place for code, row in register().items()})


def preview_sheet(
    sheet: Sheet,
    *,
    municipality: str,
    on: date,
    decisions: Mapping[str, str] | None = None,
    renames: Mapping[str, str] | None = None,
    fresh: Collection[str] = (),
    accept_gaps: bool = False,
) -> Seen:
    """Return what a sheet would do to the division that holds on the day. Saves nothing.

    :raises RuleViolation: the municipality is not in the register
    """
    codes = register()
    if not any(row.municipality == municipality for row in codes.values()):
        raise RuleViolation(
            _("Kommunen %(number)s finnes ikke i postnummerregisteret. Hent inn registeret først.")
            % {"number": municipality},
            field="municipality",
        )
    now = standing(municipality, on)
    preview = divide(
        sheet,
        register=codes,
        municipality=municipality,
        standing=now,
        decisions=decisions,
        renames=renames,
        fresh=fresh,
        accept_gaps=accept_gaps,
    )
    return Seen(preview, _mark(now, codes, municipality))


def check_day(sheet: Sheet, *, municipality: str, on: date, today: date) -> None:
    """See to it that a sheet does not begin before what is in force, or before a branch that it names.

    :raises RuleViolation: it does; the message names the first day that can be chosen
    """
    starts = Responsibility.objects.filter(code__municipality=municipality, valid_from__gt=on, valid_from__lte=today)
    latest: date | None = starts.aggregate(latest=Max("valid_from"))["latest"]
    message = _("Inndelingen som gjelder nå, begynte %(day)s. Velg den dagen eller en senere.")
    name = ""
    written = {name_key(row.branch) for row in sheet.rows if row.branch}
    for branch in Unit.objects.branches(today).filter(opened_on__gt=on):
        if name_key(branch.name) in written and (latest is None or branch.opened_on > latest):
            latest, name = branch.opened_on, branch.name
            message = _("%(name)s ble opprettet %(day)s. Velg den dagen eller en senere.")
    if latest is not None:
        raise RuleViolation(message % {"name": name, "day": in_words(latest, today)}, field="valid_from")


def _mark(now: Standing, codes: Mapping[str, RegisterRow], municipality: str) -> str:
    facts = [sorted(now.branches), sorted(now.holds.items()), sorted(assignable(codes, municipality))]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]


def sheet_of_draft(draft: Division, on: date) -> tuple[Sheet, dict[str, str]]:
    """Return a draft as a sheet, with the new names it gives: name on the day → new name."""
    lines = list(draft.lines.order_by("code_id", "pk"))
    renamed = {each.unit_id: each.name for each in draft.names.all()}
    ids = {line.unit_id for line in lines if line.unit_id} | renamed.keys()
    names = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=ids).named(on)}
    claims: dict[str, list[str]] = {}
    for line in lines:
        name = line.name if line.unit_id is None else renamed.get(line.unit_id, names[line.unit_id])
        claims.setdefault(name, []).append(line.code_id)
    rows = [
        SheetRow(number, name, tuple(ReadCode(code) for code in codes))
        for number, (name, codes) in enumerate(sorted(claims.items()), start=1)
    ]
    return Sheet(tuple(rows)), {names[unit_id]: name for unit_id, name in renamed.items()}


def draft_as_text(draft: Division, on: date) -> str:
    """Return a draft as text that the import page reads: one line per branch, in tabs."""
    sheet, _renames = sheet_of_draft(draft, on)
    lines = [f"{row.branch}\t{', '.join(code.code for code in row.codes)}" for row in sheet.rows]
    return "\n".join([_("Avdeling") + "\t" + _("Postnummer"), *lines])


def division_as_text(municipality: str, on: date) -> str:
    """Return the division of the day as text that the import page reads, one line per branch."""
    names = dict(_branch_names(on))
    claims: dict[str, list[str]] = {}
    for code, unit_id in sorted(held_codes(municipality, on).items()):
        claims.setdefault(names[unit_id], []).append(code)
    lines = [f"{name}\t{', '.join(codes)}" for name, codes in sorted(claims.items())]
    return "\n".join([_("Avdeling") + "\t" + _("Postnummer"), *lines])


def division_as_csv(municipality: str, on: date) -> str:
    """Return the division of the day as CSV, one code per row. Read in again, it changes nothing."""
    names = dict(_branch_names(on))
    division = {code: names[unit_id] for code, unit_id in held_codes(municipality, on).items()}
    return export_csv(export_rows(division, municipality_rows(municipality)))


def _branch_names(on: date) -> list[tuple[int, str]]:
    holders = Responsibility.objects.filter(holding(on)).values("unit_id")
    return [(unit.pk, unit.name) for unit in Unit.objects.filter(pk__in=holders).named(on)]
