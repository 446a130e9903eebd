"""What differs from the register as a file for it, as CSV or XLSX. Pure. No cell is run as a formula."""

import io
from collections.abc import Iterable, Sequence

from lokallag.territory.domain.export import export_csv
from lokallag.territory.domain.names import safe_cell

Table = Iterable[tuple[str, ...]]


def as_csv(header: tuple[str, ...], rows: Table) -> bytes:
    """Return a table as CSV that a Norwegian spreadsheet opens."""
    return export_csv(rows, header).encode()


def as_xlsx(header: Sequence[str], rows: Table) -> bytes:
    """Return a table as a workbook in which each cell is text: ``+47…`` and ``0951`` stay what they are."""
    from openpyxl import Workbook  # 4 MB: only for processes that write a workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (header, *rows):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, safe_cell(value))
            cell.data_type, cell.number_format = "s", "@"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
