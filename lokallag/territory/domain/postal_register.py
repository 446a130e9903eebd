"""Posten Bring's postal register: read it, and say what a later one changes. Pure.

Two shapes: Bring's own file (tab between, ISO-8859-1, CRLF, no header; code, place, municipality number,
municipality, category) and the same as CSV with a header in UTF-8. About 5,100 rows.
Source: https://www.bring.no/tjenester/adressetjenester/postnummer
"""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lokallag.territory.domain import codes, names
from lokallag.territory.domain.files import MEGABYTE, Unreadable, text_of

LIMIT = 10 * MEGABYTE
"""Bytes; the whole country is about 150 kB."""

_HEADERS = {
    "postnummer": "code", "postnr": "code",
    "poststed": "place", "sted": "place",
    "kommunenr": "municipality", "kommunenummer": "municipality",
    "kommunenavn": "municipality_name", "kommune": "municipality_name",
    "kategori": "category",
}  # fmt: skip
_FIELDS = ("code", "place", "municipality", "municipality_name", "category")


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One postal code as the register has it. ``place`` and ``municipality_name`` are in the register's own case."""

    code: str
    place: str
    municipality: str
    municipality_name: str
    category: str

    @property
    def has_addresses(self) -> bool:
        """Someone can live there: the code has an area and a branch should answer for it."""
        return self.category in codes.WITH_ADDRESSES


@dataclass(frozen=True, slots=True)
class Changed:
    """One code before and after, in words of the register (a place, a municipality's number, a category)."""

    code: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RegisterDiff:
    """What a later register changes, each part sorted by code.

    ``new`` and ``gone`` hold whole rows; a code can be renamed, moved to another municipality and given another
    category at once. ``municipalities`` are numbers whose name changed (``code`` is the number there).
    """

    new: tuple[RegisterRow, ...]
    gone: tuple[RegisterRow, ...]
    renamed: tuple[Changed, ...]
    moved: tuple[Changed, ...]
    recategorised: tuple[Changed, ...]
    municipalities: tuple[Changed, ...]

    @property
    def changed(self) -> int:
        """Number of codes that are new, gone or otherwise (each counted once), and of renamed municipalities."""
        rows = {row.code for row in (*self.new, *self.gone)}
        return len(rows | {each.code for each in (*self.renamed, *self.moved, *self.recategorised)}) + len(
            self.municipalities
        )


def parse_register(data: bytes) -> tuple[RegisterRow, ...]:
    """Read either shape of the register into rows sorted by code, one row per code.

    :raises Unreadable: empty, too large, another kind of file, or a row that is not as it should be (named by number)
    """
    text = text_of(data, limit=LIMIT)
    if text.lstrip()[:1] in "{[":
        raise Unreadable(_("Dette er en JSON-fil. Last opp postnummerregisteret som tekst eller CSV."))
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    separator = _separator(lines[0][1])
    first = _cells(lines[0][1], separator)
    columns = _columns(first)
    rows: dict[str, RegisterRow] = {}
    for number, line in lines if columns is None else lines[1:]:
        row = _row(number, _cells(line, separator), columns or _FIELDS)
        if row.code in rows and rows[row.code] != row:
            message = _("Rad %(row)s: postnummer %(code)s står to ganger i filen, med ulikt innhold.")
            raise Unreadable(message % {"row": number, "code": row.code})
        rows[row.code] = row
    if not rows:
        raise Unreadable(_("Filen har bare overskrifter og ingen postnumre."))
    return tuple(rows[code] for code in sorted(rows))


def diff_registers(old: Iterable[RegisterRow], new: Iterable[RegisterRow]) -> RegisterDiff:
    """Say what is different in ``new``. Nothing is different between a register and itself."""
    before, after = {row.code: row for row in old}, {row.code: row for row in new}
    both = [(before[code], after[code]) for code in sorted(before.keys() & after.keys())]
    names_before = {row.municipality: row.municipality_name for row in before.values()}
    names_after = {row.municipality: row.municipality_name for row in after.values()}
    return RegisterDiff(
        new=tuple(after[code] for code in sorted(after.keys() - before.keys())),
        gone=tuple(before[code] for code in sorted(before.keys() - after.keys())),
        renamed=tuple(Changed(a.code, a.place, b.place) for a, b in both if a.place != b.place),
        moved=tuple(
            Changed(a.code, a.municipality, b.municipality) for a, b in both if a.municipality != b.municipality
        ),
        recategorised=tuple(Changed(a.code, a.category, b.category) for a, b in both if a.category != b.category),
        municipalities=tuple(
            Changed(number, names_before[number], names_after[number])
            for number in sorted(names_before.keys() & names_after.keys())
            if names_before[number] != names_after[number]
        ),
    )


def what_is_missing(
    had: Mapping[str, RegisterRow], now: Mapping[str, RegisterRow], *, ours: str, answered: tuple[str, ...]
) -> tuple[str, ...]:
    """Say, a sentence for each reason, why a later register is likely a part of one; empty where it is not.

    It lacks over a fifth of a thousand codes or more, or over a fifth of our own municipality's codes with addresses,
    or a code that a branch answers for while it has no code at all of that municipality.

    :param had: the register that is here, by code; :param now: the later one
    :param ours: number of our own municipality, or empty; :param answered: codes that a branch answers for today
    """
    gone = had.keys() - now.keys()
    found = []
    if len(had) >= 1000 and len(gone) * 5 > len(had):
        found.append(_("Filen mangler %(gone)s av %(had)s postnumre.") % {"gone": len(gone), "had": len(had)})
    home = [code for code, row in had.items() if row.municipality == ours and row.has_addresses]
    lost = [code for code in home if code in gone or now[code].municipality != ours or not now[code].has_addresses]
    if len(lost) * 5 > len(home):
        message = _("Filen mangler %(gone)s av de %(had)s postnumrene med adresser i %(place)s: %(codes)s.")
        place = codes.display_place(had[lost[0]].municipality_name)
        values = {"gone": len(lost), "had": len(home), "place": place, "codes": codes.compact(lost)}
        found.append(message % values)
    places = {row.municipality for row in now.values()}
    for number in sorted({had[code].municipality for code in answered if code in gone} - places):
        if number == ours and lost:
            continue
        held = [code for code in answered if code in gone and had[code].municipality == number]
        message = _("Filen har ingen postnumre i %(place)s, der avdelinger svarer for %(codes)s.")
        place = codes.display_place(had[held[0]].municipality_name)
        found.append(message % {"place": place, "codes": codes.compact(held)})
    return tuple(found)


@dataclass(frozen=True, slots=True)
class MunicipalityCount:
    """How many codes a municipality has, and how many of them have street addresses."""

    codes: int
    with_addresses: int


def count_by_municipality(rows: Iterable[RegisterRow]) -> Mapping[str, MunicipalityCount]:
    """Return the counts per municipality number, sorted by number."""
    rows = list(rows)
    every = Counter(row.municipality for row in rows)
    addressed = Counter(row.municipality for row in rows if row.has_addresses)
    return {number: MunicipalityCount(every[number], addressed[number]) for number in sorted(every)}


def _separator(line: str) -> str:
    return max("\t;,", key=line.count)


def _cells(line: str, separator: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line], delimiter=separator))]


def _columns(first: list[str]) -> tuple[str, ...] | None:
    """The fields in the order of a header, or None where the first row is a code."""
    if codes.is_code(first[0]):
        return None
    fields = tuple(_HEADERS.get(names.fold(cell).replace(" ", ""), "") for cell in first)
    missing = [field for field in _FIELDS if field not in fields]
    if missing:
        raise Unreadable(
            _(
                "Dette ligner ikke på postnummerregisteret. Rad 1 må være et postnummer eller overskriftene "
                "postnummer, poststed, kommunenr, kommunenavn og kategori. Last ned filen hos Bring og prøv igjen."
            )
        )
    return fields


def _row(number: int, cells: list[str], columns: tuple[str, ...]) -> RegisterRow:
    if len(cells) < len(columns):
        message = _(
            "Rad %(row)s har %(found)s kolonner. Den skal ha %(wanted)s: postnummer, poststed, kommunenr, "
            "kommunenavn og kategori."
        )
        raise Unreadable(message % {"row": number, "found": len(cells), "wanted": len(columns)})
    values = dict(zip(columns, cells, strict=False))
    code = values["code"]
    municipality = values["municipality"]
    category = values["category"].upper()
    if code.isascii() and code.isdigit() and len(code) < 4:
        message = _(
            "Rad %(row)s: «%(code)s» har mistet nullen foran. Last ned filen på nytt uten å åpne den i et regneark."
        )
        raise Unreadable(message % {"row": number, "code": code})
    if not codes.is_code(code):
        message = _("Rad %(row)s: «%(code)s» er ikke et postnummer. Et postnummer har fire siffer.")
        raise Unreadable(message % {"row": number, "code": code})
    if not codes.is_code(municipality):
        message = _("Rad %(row)s: «%(text)s» er ikke et kommunenummer. Et kommunenummer har fire siffer.")
        raise Unreadable(message % {"row": number, "text": municipality})
    if category not in codes.CATEGORIES:
        message = _("Rad %(row)s: kategorien «%(text)s» er ukjent. Den skal være G, B, P, S, F eller K.")
        raise Unreadable(message % {"row": number, "text": values["category"]})
    if not values["place"] or not values["municipality_name"]:
        raise Unreadable(_("Rad %(row)s mangler poststed eller kommunenavn.") % {"row": number})
    return RegisterRow(code, values["place"], municipality, values["municipality_name"], category)
