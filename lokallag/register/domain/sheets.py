"""The rows of the register's file, one at a time, and what is refused before it can hurt. Pure: a file in, cells out.

A spreadsheet is a packed file that can unfold to more than the machine has. What it says of its own size is checked
first, then its XML is unpacked piece by piece with a limit of our own, and only then is it opened.
"""

import codecs
import csv
import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from lokallag.register.domain.national_id import holds_national_id, is_header_of_national_ids
from lokallag.territory.domain.files import MEGABYTE, Unreadable, is_picture, kind_of

LIMIT = 60 * MEGABYTE
ROWS = 300_000
COLUMNS = 100
CELL = 4_000
EMPTY_ROWS = 5_000
UNPACKED = 200 * MEGABYTE
ENTRIES = 500
TIMES_LARGER = 200
PIECE = 256 * 1024

Numbered = tuple[int, list[str]]


def too_many_rows() -> Unreadable:
    """Return what is said of a file with too many rows."""
    return Unreadable(_("Filen har over 300 000 rader. Ta bort det som ikke er medlemmer, og prøv igjen."))


def too_many_columns() -> Unreadable:
    """Return what is said of a file with too many columns."""
    return Unreadable(_("Filen har over 100 kolonner. Ta bort kolonnene som ikke trengs, og prøv igjen."))


def too_large_cell() -> Unreadable:
    """Return what is said of a file with a cell that no register has."""
    return Unreadable(
        _("Filen har en celle med over 4000 tegn. Ofte mangler et anførselstegn. Lagre filen på nytt og prøv igjen.")
    )


def too_many_empty() -> Unreadable:
    """Return what is said of a file that is mostly empty rows."""
    return Unreadable(_("Filen har tusenvis av tomme rader. Slett dem i regnearket, lagre på nytt og prøv igjen."))


def too_much_unpacked() -> Unreadable:
    """Return what is said of a packed file that unfolds to too much."""
    return Unreadable(_("Regnearket er for stort når det pakkes ut. Lagre bare arket med medlemmene, og prøv igjen."))


def rows_of(file: BinaryIO) -> Iterator[Numbered]:
    """Yield the rows with something in them, numbered as a spreadsheet numbers them; cells are text.

    :raises Unreadable: empty, too large, another kind of file, or with a national identity number in it
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if not size:
        raise Unreadable(_("Filen er tom. Se etter at du valgte riktig fil."))
    if size > LIMIT:
        raise Unreadable(_("Filen er større enn 60 MB. Ta bort det som ikke trengs, og prøv igjen."))
    head = file.read(2048)
    file.seek(0)
    if head.startswith(b"PK"):
        yield from _limited(_workbook(file))
        return
    if is_picture(head):
        raise Unreadable(_("Dette er et bilde. Last opp filen med medlemmene, som CSV eller Excel (.xlsx)."))
    if kind := kind_of(head):
        raise Unreadable(kind)
    yield from _limited(_text(file, head))


def _limited(rows: Iterator[Numbered]) -> Iterator[Numbered]:
    empty = found = 0
    for number, cells in rows:
        if len(cells) > COLUMNS and any(cells[COLUMNS:]):
            raise too_many_columns()
        text = "\t".join(cells)
        if not text or text.isspace():
            empty += 1
            if empty > EMPTY_ROWS:
                raise too_many_empty()
            continue
        empty = 0
        found += 1
        refuse_national_id(number, cells, text, is_first=found == 1)
        if found > ROWS:
            raise too_many_rows()
        yield number, cells
    if not found:
        raise Unreadable(_("Filen er tom. Se etter at du valgte riktig fil."))


class RefusedAt(Unreadable):
    """A file that is refused for something in one place of it: a text with names for the place, and the place."""

    def __init__(self, message: str, **place: str) -> None:
        super().__init__(message % place)
        self.message, self.place = message, place


def letters_of(column: int) -> str:
    """Return how a spreadsheet names a column, the first being 0: ``A``, ``B``, … ``AA``."""
    before, at = divmod(column, 26)
    return (letters_of(before - 1) if before else "") + chr(65 + at)


def refuse_national_id(number: int, cells: list[str], text: str, *, is_first: bool) -> None:
    """Refuse a row that holds a national identity number, or whose headers promise some.

    :param text: all cells, with a tab between

    :raises RefusedAt: it does; the place is said, the number itself is not
    """
    if holds_national_id(text):
        at = next((at for at, cell in enumerate(cells) if holds_national_id(cell)), 0)
        message = _(
            "Rad %(row)s i kolonne %(column)s ser ut som et fødselsnummer. Det tar vi aldri imot, og ingenting av "
            "filen er lagret. Slett kolonnen, og bruk fødselsår i stedet."
        )
        raise RefusedAt(message, row=str(number), column=letters_of(at))
    if is_first:
        for at, cell in enumerate(cells):
            if is_header_of_national_ids(cell):
                message = _(
                    "Kolonne %(column)s har overskriften «%(header)s». Vi tar aldri imot fødselsnummer, og ingenting "
                    "av filen er lagret. Slett kolonnen, og bruk fødselsår i stedet."
                )
                raise RefusedAt(message, column=letters_of(at), header=cell.strip()[:80])


# --- Text ---------------------------------------------------------------------------------------------------------


def _encoding(file: BinaryIO) -> str:
    """Return how a text is written down; the file stands where its first letter is."""
    file.seek(0)
    head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        file.seek(0)
        return "utf-16"
    start = 3 if head.startswith(codecs.BOM_UTF8) else 0  # some write this mark before Latin-1 too
    file.seek(start)
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding = "utf-8"
    try:
        while piece := file.read(PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        encoding = "cp1252"
    file.seek(start)
    return encoding


def _text(file: BinaryIO, head: bytes) -> Iterator[Numbered]:
    encoding = _encoding(file)
    if encoding != "utf-16" and b"\x00" in head:
        raise Unreadable(_("Dette er ikke en tekstfil. Lagre den som CSV og prøv igjen."))
    # A letter that neither encoding has becomes a sign for the unknown rather than the end of the import.
    lines = _lines(io.TextIOWrapper(file, encoding=encoding, errors="replace", newline=""))
    first = next(lines, "")
    skipped = 0
    if re.match(r"^\s*sep=.\s*$", first):
        first, skipped = next(lines, ""), 1
    if first.lstrip()[:1] in {"{", "["}:
        raise Unreadable(_("Dette er en JSON-fil. Lagre medlemslisten som CSV eller Excel (.xlsx)."))
    csv.field_size_limit(CELL)
    bare = re.sub(r'"[^"]*"', "", first)
    delimiter = max("\t;,", key=bare.count)
    reader = csv.reader(itertools.chain((first,), lines), delimiter=delimiter, strict=False)
    try:
        for cells in reader:
            yield reader.line_num + skipped, cells
    except csv.Error as error:
        raise too_large_cell() from error


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Yield lines of which none is too long."""
    most = CELL * COLUMNS
    for line in iter(lambda: text.readline(most), ""):
        if len(line) >= most:
            raise too_large_cell()
        yield line


def ends_openly(file: BinaryIO) -> bool:
    """Tell whether a file of text ends in the middle of a line, as one that was cut off does."""
    file.seek(-1, io.SEEK_END)
    return file.read(1) not in {b"\n", b"\r", b"\x00", b"\x1a"}


# --- Workbooks ----------------------------------------------------------------------------------------------------


def _workbook(file: BinaryIO) -> Iterator[Numbered]:
    wrong = Unreadable(_("Filen lar seg ikke åpne som regneark. Lagre den på nytt som .xlsx eller CSV."))
    try:
        with zipfile.ZipFile(file) as pack:
            broken = _checked(pack)
        file.seek(0)
        workbook = CalamineWorkbook.from_filelike(file)
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.start is None:
                continue
            top = sheet.start[0]
            for at, values in enumerate(sheet.iter_rows(), start=1):
                cells = [_cell(value) for value in values]
                if top + at in broken:
                    cells[0] = "#REF!"
                yield top + at, cells
            return
    except (
        zipfile.BadZipFile,
        CalamineError,
        expat.ExpatError,
        KeyError,
        OSError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise wrong from error


def _cell(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "ja" if value else "nei"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _checked(pack: zipfile.ZipFile) -> set[int]:
    """Refuse a pack that is no workbook of ours, unfolds to too much, or has too many rows, columns or letters.

    Returns the numbers of rows in which a formula has gone wrong.

    :raises Unreadable: so it is
    """
    entries = pack.infolist()
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if total > UNPACKED or len(entries) > ENTRIES or (total > 20 * MEGABYTE and total > packed * TIMES_LARGER):
        raise too_much_unpacked()
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(_("Regnearket er låst med passord. Lagre det uten passord og prøv igjen."))
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        raise Unreadable(_("Dette er ikke et regneark vi kan lese. Lagre det som Excel (.xlsx) eller CSV."))
    if any("vbaproject" in name.lower() for name in names):
        raise Unreadable(_("Regnearket har makroer i seg. Lagre det som vanlig Excel-arbeidsbok (.xlsx) eller CSV."))
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise Unreadable(_("Regnearket henter data fra andre filer. Lim inn verdiene, og lagre det på nytt."))
    watch = _Watch()
    for entry in entries:
        if entry.filename.endswith((".xml", ".rels")):
            watch.read(pack, entry)
    return watch.broken


class _Watch:
    """Reads XML piece by piece and stops at what no member list has. Counts what is really unpacked."""

    def __init__(self) -> None:
        self.unpacked = 0
        self.broken: set[int] = set()
        self.row = self.column = self.letters = self.empty = 0
        self.filled = False

    def read(self, pack: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        """Read one part.

        :raises Unreadable: it has too much of something, or a definition of its own document type
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        if entry.filename.startswith("xl/worksheets/"):
            self.row = 0
            parser.StartElementHandler = self._start
            parser.CharacterDataHandler = self._text
        elif entry.filename == "xl/sharedStrings.xml":
            parser.StartElementHandler = self._start_string
            parser.CharacterDataHandler = self._text
        with pack.open(entry) as part:
            while piece := part.read(PIECE):
                self.unpacked += len(piece)
                if self.unpacked > UNPACKED:
                    raise too_much_unpacked()
                parser.Parse(piece, False)
        parser.Parse(b"", True)

    def _doctype(self, *_declaration: object) -> None:
        raise Unreadable(_("Regnearket har en skjult definisjon i seg (DTD). Lagre det på nytt som .xlsx eller CSV."))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "c":
            self.letters = 0
            at = attributes.get("r", "").rstrip("0123456789")
            self.column = _column(at) if at and len(at) <= 3 else self.column + 1
            if self.column > COLUMNS:
                raise too_many_columns()
            if attributes.get("t") == "e":
                self.broken.add(self.row)
        elif local == "row":
            told = attributes.get("r", "")
            row = int(told) if told.isascii() and told.isdigit() and len(told) < 9 else self.row + 1
            self.empty += row - self.row - 1 + (0 if self.filled or not self.row else 1)
            self.row, self.column, self.filled = row, 0, False
            if self.empty > EMPTY_ROWS:
                raise too_many_empty()
        elif local in {"v", "t"}:
            self.filled = True
            self.empty = 0

    def _start_string(self, tag: str, _attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "si":
            self.letters = 0

    def _text(self, text: str) -> None:
        self.letters += len(text)
        if self.letters > CELL:
            raise too_large_cell()


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
