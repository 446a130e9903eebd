"""Where the tests find the open data, and the sheets they make."""

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
REGISTER_RAW = SHARED / "postnummer" / "postnummerregister-ansi.txt"
REGISTER_CSV = SHARED / "postnummer" / "postnummerregister.csv"
BAERUM_AREAS = SHARED / "geo" / "baerum_postnummeromrader_TILNAERMET_voronoi.geojson"
OSTFOLD_AREAS = SHARED / "geo" / "ostfold_postnummeromrader_kartverket_utdrag_2018.geojson"

needs_data = pytest.mark.skipif(not SHARED.is_dir(), reason="the open data of ../shared/data is not here")

Cell = str | int | float | None


def xlsx(rows: Sequence[Sequence[Cell]]) -> bytes:
    """Return an Excel file with these rows in its first sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(rows: Sequence[Sequence[Cell]], *, repeat_last: int = 1) -> bytes:
    """Return an OpenDocument file with these rows; the last is said to stand ``repeat_last`` times."""
    document = OpenDocumentSpreadsheet()
    table = Table(name="Ark1")
    for at, row in enumerate(rows):
        line = TableRow(numberrowsrepeated=repeat_last) if at == len(rows) - 1 and repeat_last > 1 else TableRow()
        for value in row:
            if isinstance(value, int | float):
                cell = TableCell(valuetype="float", value=str(value))
            elif value:
                cell = TableCell(valuetype="string")
            else:
                cell = TableCell()
            if value is not None:
                cell.addElement(P(text=str(value)))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
