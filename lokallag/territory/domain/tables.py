"""The cells of a sheet, whatever it came as: CSV, XLSX, ODS, or cells pasted from a spreadsheet. Pure.

A spreadsheet is a packed file that can unfold to more than the machine has, so its true size is counted before it is
opened: by streaming through its XML, not by trusting what it says of itself.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from xml.parsers import expat

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from lokallag.territory.domain.files import MEGABYTE, Unreadable, check_size, text_of

LIMIT = 5 * MEGABYTE
ROWS = 20_000
COLUMNS = 100
UNPACKED = 60 * MEGABYTE

_ADDRESS = re.compile(r"^\s*https?://\S+\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of cells as text; ``number`` is what a spreadsheet would call it, from 1."""

    number: int
    cells: tuple[str, ...]


def read_file(data: bytes) -> tuple[Row, ...]:
    """Return the rows of a CSV, XLSX or ODS file (its first sheet with something in it), empty rows left out.

    :raises Unreadable: empty, too large (5 MB, 20,000 rows, 100 columns), or another kind of file
    """
    check_size(data, limit=LIMIT)
    if data.startswith(b"PK"):
        return _read_workbook(data)
    return read_text(text_of(data, limit=LIMIT))


def read_text(text: str) -> tuple[Row, ...]:
    """Return the rows of CSV text or pasted cells, empty rows left out.

    Between the cells: tabs, else semicolons, else commas, else a colon after the first (``Haslum: 1344, 1346``).

    :raises Unreadable: empty, too large, JSON, or only the address of an online sheet
    """
    if not text.strip():
        raise Unreadable(_("Det er ikke limt inn noe ennå. Kopier cellene i regnearket og lim dem inn."))
    if len(text) > LIMIT:
        raise Unreadable(_("Teksten er for lang. Ta bort det som ikke trengs, og prøv igjen."))
    if _ADDRESS.match(text):
        raise Unreadable(advice_on_address(text.strip()))
    if text.lstrip()[:1] in "{[":
        raise Unreadable(_("Dette er en JSON-fil. Lagre regnearket som CSV, Excel (.xlsx) eller OpenDocument (.ods)."))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = 1 if re.match(r"^\ufeff?sep=.$", lines[0].strip()) else 0
    body = "\n".join(lines[start:]).lstrip("\ufeff")
    delimiter = _delimiter([line for line in body.split("\n") if line.strip()])
    if delimiter == ":":
        split = [re.split(r":\s*", line, maxsplit=1) for line in body.split("\n")]
        return _rows([(number, cells) for number, cells in enumerate(split, start=1)])
    reader = csv.reader(io.StringIO(body), delimiter=delimiter, strict=False)
    try:
        return _rows([(reader.line_num + start, cells) for cells in reader])
    except csv.Error as error:
        raise Unreadable(
            _("Filen lar seg ikke lese som en tabell. Lagre den som CSV på nytt og prøv igjen.")
        ) from error


def advice_on_address(address: str) -> str:
    """Return how to get a file out of what stands at ``address``, an online sheet or something else."""
    if re.search(r"docs\.google\.|sheets\.google\.", address):
        return _(
            "Dette er adressen til et regneark på nett. Åpne det, velg Fil → Last ned → Kommadelte verdier (.csv), "
            "og last opp filen. Eller merk cellene, kopier dem og lim dem inn her."
        )
    if re.search(r"sharepoint\.|onedrive\.|1drv\.ms|office\.com|officeapps\.|live\.com", address):
        return _(
            "Dette er adressen til et regneark på nett. Åpne det, velg Fil → Lagre som → Last ned en kopi, "
            "og last opp filen. Eller merk cellene, kopier dem og lim dem inn her."
        )
    return _(
        "Dette er en nettadresse, ikke et regneark. Last ned regnearket som CSV, Excel (.xlsx) eller "
        "OpenDocument (.ods) og last opp filen. Eller merk cellene, kopier dem og lim dem inn her."
    )


def is_edit_address(address: str) -> bool:
    """Tell whether ``address`` shows an online sheet for editing, so that fetching it gives a web page."""
    online = re.search(r"docs\.google\.com/spreadsheets|sharepoint\.|onedrive\.|1drv\.ms|officeapps\.", address)
    return bool(online) and not re.search(r"[?&](format|output)=|/export\b|download=1", address)


def _delimiter(lines: list[str]) -> str:
    for candidate in "\t;":
        with_it = sum(candidate in line for line in lines)
        if with_it * 2 > len(lines) or (with_it and candidate in lines[0]):
            return candidate
    if lines and all(re.match(r"^[^:,]+:\s*'?\d", line) for line in lines):
        return ":"
    return ","


def _rows(numbered: list[tuple[int, list[str]]]) -> tuple[Row, ...]:
    rows = tuple(
        Row(number, tuple(cell.strip() for cell in cells)) for number, cells in numbered if any(map(str.strip, cells))
    )
    if len(rows) > ROWS:
        raise Unreadable(_("Arket har over 20 000 rader. Ta bort det som ikke trengs, og prøv igjen."))
    if any(len(row.cells) > COLUMNS for row in rows):
        raise Unreadable(_("Arket har over 100 kolonner. Ta bort det som ikke trengs, og prøv igjen."))
    if not rows:
        raise Unreadable(_("Arket er tomt. Se etter at du valgte riktig fil."))
    return rows


def _read_workbook(data: bytes) -> tuple[Row, ...]:
    wrong = _("Filen lar seg ikke åpne som regneark. Lagre den på nytt som .xlsx, .ods eller CSV.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            _check_pack(pack)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            first = (sheet.start or (0, 0))[0]
            values = sheet.to_python(skip_empty_area=True)
            rows = [(first + at, [_cell(value) for value in row]) for at, row in enumerate(values, start=1)]
            if any(any(cells) for _number, cells in rows):
                return _rows(rows)
    except (
        zipfile.BadZipFile,
        CalamineError,
        expat.ExpatError,
        KeyError,
        OSError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise Unreadable(wrong) from error
    raise Unreadable(_("Arket er tomt. Se etter at du valgte riktig fil."))


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return _("ja") if value else _("nei")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _check_pack(pack: zipfile.ZipFile) -> None:
    """Refuse what is no spreadsheet, unfolds to too much, or has too many rows or columns.

    :raises Unreadable: so it is
    """
    members = {info.filename: info for info in pack.infolist()}
    if sum(info.file_size for info in members.values()) > UNPACKED or len(members) > 2000:
        raise Unreadable(
            _("Regnearket er for stort når det pakkes ut. Lagre bare arket med avdelingene, og prøv igjen.")
        )
    if any(info.flag_bits & 1 for info in members.values()):
        raise Unreadable(_("Regnearket er låst med passord. Lagre det uten passord og prøv igjen."))
    if pack.testzip() is not None:  # reads each member, so that a false size in the directory is found
        raise zipfile.BadZipFile
    if "xl/workbook.xml" in members:
        for name in members:
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                _count(pack.read(name), _XlsxExtent())
    elif "content.xml" in members and b"spreadsheet" in pack.read("mimetype")[:100]:
        _count(pack.read("content.xml"), _OdsExtent())
    else:
        message = _("Dette er ikke et regneark. Lagre det som CSV, Excel (.xlsx) eller OpenDocument (.ods).")
        raise Unreadable(message)


class _Extent:
    """How far down and right the filled cells of one sheet reach."""

    def __init__(self) -> None:
        self.row = 0
        self.column = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Count what an element adds."""
        raise NotImplementedError

    def reach(self, row: int, column: int) -> None:
        """Note a filled cell, counted from 1.

        :raises Unreadable: it lies beyond what is read
        """
        if row > ROWS:
            raise Unreadable(_("Arket har over 20 000 rader. Ta bort det som ikke trengs, og prøv igjen."))
        if column > COLUMNS:
            raise Unreadable(_("Arket har over 100 kolonner. Ta bort det som ikke trengs, og prøv igjen."))


class _XlsxExtent(_Extent):
    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Count ``row`` and ``c``; their ``r`` says where, and where it is missing they follow each other."""
        local = tag.rpartition(":")[2]
        if local == "row":
            self.row = _whole(attributes.get("r"), self.row + 1)
            self.column = 0
        elif local == "c":
            match = re.fullmatch(r"([A-Z]{1,7})(\d{1,9})", attributes.get("r", ""))
            row = int(match.group(2)) if match else self.row
            self.column = _column(match.group(1)) if match else self.column + 1
            self.reach(row, self.column)


class _OdsExtent(_Extent):
    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Count rows and cells with their repeats; a cell without a value reaches nowhere."""
        local = tag.rpartition(":")[2]
        if local == "table":
            self.row = 0
            self._rows = 0
        elif local == "table-row":
            self.row += self._rows
            self._rows = _whole(_local(attributes, "number-rows-repeated"), 1)
            self.column = 0
        elif local in {"table-cell", "covered-table-cell"}:
            self.column += _whole(_local(attributes, "number-columns-repeated"), 1)
            if _local(attributes, "value-type"):
                self.reach(self.row + self._rows, self.column)

    _rows = 0


def _count(xml: bytes, extent: _Extent) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = extent.start
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.Parse(xml, True)


def _no_doctype(*_declaration: object) -> None:
    raise zipfile.BadZipFile


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default


def _local(attributes: dict[str, str], name: str) -> str | None:
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), None)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
