"""The board's sheet of branches and postal codes, in the shapes people write it. Pure.

One branch per row with a list of codes, one code per row, or one column per branch; with a header in any of many words,
or none. What a column holds is told by its header, else by its content.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lokallag.territory.domain import codes, names
from lokallag.territory.domain.files import Unreadable
from lokallag.territory.domain.tables import Row

_HEADER_WITHIN = 15
_BRANCH_WORDS = (
    "partiavdeling",
    "avdeling",
    "lokallag",
    "partilag",
    "bydelslag",
    "lagsnavn",
    "forening",
    "grunnorganisasjon",
)
_BRANCH_EXACT = {"lag", "laget", "lagnavn", "navn pa lag", "lagets navn", "krets", "lag avdeling"}
_BRANCH_WEAK = {"navn", "namn", "enhet", "eining", "branch", "name"}
_CODE_EXACT = {"pnr", "post nr", "post nummer", "postal code", "postal codes", "postcode", "zip", "zip code", "koder"}
_PLACE = {"sted", "stad", "stedsnavn", "place", "city"}
_OTHER = (
    "leder",
    "leiar",
    "kontakt",
    "epost",
    "e post",
    "mail",
    "telefon",
    "tlf",
    "mobil",
    "antall",
    "medlem",
    "merknad",
)
_TOTALS = {"sum", "total", "totalt", "i alt", "sum totalt", "til sammen"}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as read: ``branch`` as written (tidied), its codes in the order written, ``place`` or empty."""

    number: int
    branch: str
    codes: tuple[codes.ReadCode, ...]
    place: str = ""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What could not be read on one row, in words; ``code`` is a guess at what was meant, or empty."""

    row: int
    message: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole sheet as read. ``read_as`` says in words which columns were used."""

    rows: tuple[SheetRow, ...]
    problems: tuple[RowProblem, ...] = ()
    read_as: str = ""


@dataclass(frozen=True, slots=True)
class _Columns:
    code: int
    branch: int
    place: int | None
    width: int | None
    """Cells from here on have no header."""
    unnamed: frozenset[int]
    read_as: str


def read_sheet(rows: Iterable[Row], *, places: Mapping[str, str]) -> Sheet:
    """Read the rows of a table into claims.

    :param places: place per code, from the register; tells a column of places from one of branches
    :raises Unreadable: no column of codes or none of branches
    """
    table = list(rows)
    if wide := _one_column_per_branch(table):
        return wide
    header_at = _find_header(table)
    body = table[header_at + 1 :] if header_at is not None else table
    header = table[header_at].cells if header_at is not None else ()
    if not body:
        raise Unreadable(_("Arket har bare overskrifter. Skriv avdelingene og postnumrene under dem."))
    columns = _find_columns(header, body, places)
    found: list[SheetRow] = []
    problems: list[RowProblem] = []
    for row in body:
        branch = names.tidy_name(_at(row, columns.branch))
        if names.fold(branch) in _TOTALS:
            continue
        read = codes.read_codes(_code_text(row, columns))
        problems += [RowProblem(row.number, problem.message) for problem in read.problems]
        if branch or read.codes:
            place = _at(row, columns.place) if columns.place is not None else ""
            found.append(SheetRow(row.number, branch, read.codes, place))
    if not any(row.branch for row in found):
        raise Unreadable(_("Fant ingen avdelinger i arket. Skriv navnet på avdelingen i hver rad."))
    if not any(row.codes for row in found):
        raise Unreadable(_("Fant ingen postnumre i arket. Skriv dem som 1344 eller 1336–1341."))
    return Sheet(tuple(found), tuple(problems), columns.read_as)


def _kind(cell: str) -> str:
    """What a header says its column holds: code, place, branch, weak (may be a branch), other, or nothing known."""
    word = names.fold(cell)
    close = word.replace(" ", "")
    if not word or len(word) > 60:
        return ""
    if close.startswith(("postnr", "postnum", "postkod")) or word in _CODE_EXACT:
        return "code"
    if close.startswith(("poststed", "poststad")) or word in _PLACE:
        return "place"
    if any(other in word for other in _OTHER) or close.startswith(("kommunen", "kommunenum")) or word == "kommune":
        return "other"
    if word in _BRANCH_EXACT or any(branch in close for branch in _BRANCH_WORDS):
        return "branch"
    return "weak" if word in _BRANCH_WEAK else ""


def _find_header(table: list[Row]) -> int | None:
    best: tuple[int, int] | None = None
    for at, row in enumerate(table[:_HEADER_WITHIN]):
        if any(codes.looks_like_codes(cell) for cell in row.cells):
            break
        kinds = {_kind(cell) for cell in row.cells if cell}
        score = ("code" in kinds) * 2 + ("branch" in kinds or "weak" in kinds) * 2 + ("place" in kinds)
        filled = sum(bool(cell) for cell in row.cells)
        if score >= 2 and filled >= 2 and (best is None or score > best[0]):
            best = (score, at)
    return best[1] if best else None


def _find_columns(header: tuple[str, ...], body: list[Row], places: Mapping[str, str]) -> _Columns:
    kinds = [_kind(cell) for cell in header]
    width = max(len(header), *(len(row.cells) for row in body))
    unnamed = frozenset(at for at in range(width) if at >= len(header) or not header[at])
    code = next((at for at, kind in enumerate(kinds) if kind == "code"), None)
    if code is None:
        code = _column_of_codes(body, [at for at in range(width) if at in unnamed or kinds[at] == ""])
    if code is None:
        raise Unreadable(_not_found(_("postnummer"), _("Postnummer"), header))
    place = next((at for at, kind in enumerate(kinds) if kind == "place"), None)
    branch = next((at for wanted in ("branch", "weak") for at, kind in enumerate(kinds) if kind == wanted), None)
    if branch is None:
        free = [at for at in range(width) if at not in (code, place) and (at in unnamed or kinds[at] == "")]
        branch, by_content = _column_of_branches(body, free, code, places)
        place = by_content if place is None else place
    if branch is None:
        raise Unreadable(_not_found(_("avdeling"), _("Avdeling"), header))
    if header:
        label = [header[at] if at < len(header) and header[at] else _letter(at) for at in (code, branch)]
        read_as = _("Leste postnumrene fra kolonnen «%(code)s» og avdelingene fra «%(branch)s».")
    else:
        label = [_letter(code), _letter(branch)]
        read_as = _(
            "Fant ingen overskrifter. Leste postnumrene fra kolonne %(code)s og avdelingene fra kolonne %(branch)s."
        )
    read_as %= {"code": label[0], "branch": label[1]}
    return _Columns(code, branch, place, len(header) or None, unnamed, read_as)


def _not_found(what: str, word: str, header: tuple[str, ...]) -> str:
    if header:
        message = _("Fant ingen kolonne med %(what)s. Overskriftene er %(header)s. Kall kolonnen «%(word)s».")
        listed = ", ".join(f"«{cell}»" for cell in header if cell)
        return message % {"what": what, "header": listed, "word": word}
    message = _("Fant ingen kolonne med %(what)s. Skriv «%(word)s» øverst i kolonnen.")
    return message % {"what": what, "word": word}


def _column_of_codes(body: list[Row], free: list[int]) -> int | None:
    def share(at: int) -> float:
        cells = [cell for row in body if (cell := _at(row, at))]
        return sum(map(codes.looks_like_codes, cells)) / len(cells) if cells else 0.0

    best = max(free, key=share, default=None)
    return best if best is not None and share(best) >= 0.5 else None


def _column_of_branches(
    body: list[Row], free: list[int], code: int, places: Mapping[str, str]
) -> tuple[int | None, int | None]:
    """The column of branch names and that of places, if any, told by content."""
    texts = [at for at in free if _is_text(body, at)]
    if len(texts) < 2:
        return (texts[0] if texts else None), None
    place = next((at for at in texts if _share_of_places(body, at, code, places) >= 0.6), None)
    rest = [at for at in texts if at != place] or texts
    filled = Counter({at: sum(bool(_at(row, at)) for row in body) for at in rest})
    distinct = {at: len({names.fold(_at(row, at)) for row in body}) for at in rest}
    return max(rest, key=lambda at: (filled[at], -distinct[at])), place


def _is_text(body: list[Row], at: int) -> bool:
    cells = [cell for row in body if (cell := _at(row, at))]
    words = [cell for cell in cells if any(char.isalpha() for char in cell) and "@" not in cell]
    return bool(words) and len(words) * 2 >= len(cells)


def _share_of_places(body: list[Row], at: int, code: int, places: Mapping[str, str]) -> float:
    known = [
        names.fold(place) == names.fold(_at(row, at))
        for row in body
        for read in codes.read_codes(_at(row, code)).codes[:1]
        if (place := places.get(read.code))
    ]
    return sum(known) / len(known) if known else 0.0


def _code_text(row: Row, columns: _Columns) -> str:
    """The codes' cell, and those beside it without a header where the list ran over into more cells."""
    more = [
        cell
        for at, cell in enumerate(row.cells)
        if at in columns.unnamed and at not in (columns.code, columns.branch) and codes.looks_like_codes(cell)
    ]
    return "; ".join(cell for cell in (_at(row, columns.code), *more) if cell)


def _one_column_per_branch(table: list[Row]) -> Sheet | None:
    """A sheet whose first row names the branches and whose columns list their codes, or None."""
    if len(table) < 2 or len([cell for cell in table[0].cells if cell]) < 2:
        return None
    head, *body = table
    if any(_kind(cell) in {"code", "place"} or codes.looks_like_codes(cell) for cell in head.cells):
        return None
    if not all(codes.looks_like_codes(cell) for row in body for cell in row.cells if cell):
        return None
    filled = {at for row in body for at, cell in enumerate(row.cells) if cell}
    if not all(_at(head, at) for at in filled) or len(filled) < 2:
        return None
    rows: list[SheetRow] = []
    problems: list[RowProblem] = []
    for at, name in enumerate(head.cells):
        for row in body:
            read = codes.read_codes(_at(row, at))
            problems += [RowProblem(row.number, problem.message) for problem in read.problems]
            if read.codes:
                rows.append(SheetRow(row.number, names.tidy_name(name), read.codes))
    return Sheet(tuple(rows), tuple(problems), _("Leste én kolonne for hver avdeling."))


def _at(row: Row, at: int) -> str:
    return row.cells[at] if at < len(row.cells) else ""


def _letter(at: int) -> str:
    return chr(65 + at) if at < 26 else f"{chr(64 + at // 26)}{chr(65 + at % 26)}"
