"""Cells of a file that a spreadsheet opens: text stays text, in CSV and in XLSX. Pure: no Django, no clock.

A spreadsheet takes a cell of CSV that begins with ``= + - @`` for a formula, so such a cell gets ``'`` in front (ASVS
1.2.10); ``+47…`` therefore stays a telephone number. In XLSX a cell says itself that it is text, and nothing is put in
front. Lines are those of RFC 4180, parted by semicolons, with the byte order mark that a Norwegian Excel looks for.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape

BOM = "\ufeff"
PART = ";"
DANGEROUS = frozenset("=+-@\t\r\n\0＝＋－＠|%")
_UNWRITABLE = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}
_SURROGATES = range(0xD800, 0xE000)

Row = Sequence[str]


def safe(cell: str) -> str:
    """Return the cell so that no spreadsheet takes it for a formula."""
    if not cell or cell[0] not in DANGEROUS:
        return cell.replace("\0", "") if "\0" in cell else cell
    return "'" + cell.replace("\0", "")


def csv_text(rows: Sequence[Row]) -> str:
    """Return lines of CSV. Each cell is made safe, and quoted where RFC 4180 asks for it.

    :param rows: all of one length
    """
    safe_rows = list(zip(*[_safe_column(column) for column in zip(*rows, strict=True)], strict=True))
    width, many = len(rows[0]) if rows else 0, len(rows)
    text = "\r\n".join([PART.join(row) for row in safe_rows])
    if (
        width > 1
        and '"' not in text
        and text.count(PART) == (width - 1) * many
        and text.count("\n") == text.count("\r") == many - 1
    ):
        return text + "\r\n"  # nothing between the cells but what was put there: none is to be quoted
    out = io.StringIO()
    csv.writer(out, delimiter=PART, lineterminator="\r\n").writerows(safe_rows)
    return out.getvalue()


def _safe_column(column: Sequence[str]) -> Sequence[str]:
    """Return the cells of a column, each made safe. In most columns of most files, none has to be."""
    firsts = {cell[:1] for cell in column}
    return column if DANGEROUS.isdisjoint(firsts) and not _holds_nul(column) else [safe(cell) for cell in column]


def _holds_nul(column: Sequence[str]) -> bool:
    return "\0" in "".join(column)


def csv_stream(head: Row, chunks: Iterable[Sequence[Row]]) -> Iterator[bytes]:
    """Yield a file of CSV, one piece per chunk of rows."""
    yield (BOM + csv_text([head])).encode()
    for chunk in chunks:
        yield csv_text(chunk).encode()


class _Pipe(io.RawIOBase):
    """Takes what a zip file writes, and gives it on: nothing is kept."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._waiting.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken = b"".join(self._waiting)
        self._waiting.clear()
        return taken


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACK = "http://schemas.openxmlformats.org/package/2006"
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACK}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACK}/relationships">'
    f'<Relationship Id="rId1" Type="{_DOC}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACK}/relationships">'
    f'<Relationship Id="rId1" Type="{_DOC}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def _xml(text: str) -> str:
    kept = text.translate(_UNWRITABLE)
    if any(ord(sign) in _SURROGATES for sign in kept):
        kept = "".join(sign for sign in kept if ord(sign) not in _SURROGATES)
    return escape(kept)


def _lines(rows: Iterable[Row]) -> bytes:
    begin, end = '<c t="inlineStr"><is><t xml:space="preserve">', "</t></is></c>"
    found = []
    for row in rows:
        cells = "".join(f"{begin}{_xml(cell)}{end}" if cell else "<c/>" for cell in row)
        found.append(f"<row>{cells}</row>")
    return "".join(found).encode()


def xlsx_stream(sheet: str, head: Row, chunks: Iterable[Sequence[Row]]) -> Iterator[bytes]:
    """Yield a workbook of one sheet, a piece at a time, each cell marked as text.

    Nothing but the piece under way is in memory: a zip file can be written without going back (its sizes follow after).
    """
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, _HEAD + text)
        archive.writestr(
            "xl/workbook.xml",
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_DOC}"><sheets>'
            f'<sheet name="{escape(sheet, {chr(34): "&quot;"})}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            part.write(_lines([head]))
            yield pipe.take()
            for chunk in chunks:
                part.write(_lines(chunk))
                yield pipe.take()
            part.write(b"</sheetData></worksheet>")
    yield pipe.take()
