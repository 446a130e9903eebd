"""A division as a file that can be read in again without changing anything. Pure."""

import csv
import io
from collections.abc import Iterable, Mapping

from lokallag.territory.domain import codes, names
from lokallag.territory.domain.postal_register import RegisterRow

HEADER = ("postnummer", "poststed", "avdeling")


def export_rows(division: Mapping[str, str], register: Mapping[str, RegisterRow]) -> tuple[tuple[str, str, str], ...]:
    """Return (code, place, branch) sorted by code. Read in again as a sheet, they change nothing.

    Codes that the register no longer has with addresses are left out: no sheet divides them.
    """
    return tuple(
        (code, codes.display_place(register[code].place), name)
        for code, name in sorted(division.items())
        if code in register and register[code].has_addresses
    )


def export_csv(rows: Iterable[tuple[str, ...]], header: tuple[str, ...] = HEADER) -> str:
    """Return rows as CSV that a Norwegian spreadsheet opens: semicolons, CRLF, a mark of UTF-8 first.

    A cell that a spreadsheet would run as a formula gets an apostrophe; reading takes it away again.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([names.safe_cell(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()
