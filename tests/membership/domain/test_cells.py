"""Cells of a file that a spreadsheet opens: text stays text (ASVS 1.2.10, RFC 4180)."""

import csv
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.membership.domain.cells import BOM, csv_stream, csv_text, safe, xlsx_stream

CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), max_size=20)
ROWS = st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5)


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\0"])
def test_what_a_spreadsheet_would_calculate_gets_a_mark_in_front(first):
    assert safe(f"{first}1+1") == f"'{first}1+1".replace("\0", "")


@pytest.mark.parametrize("cell", ["", "Åse", "1344", "kari@example.org", "O'Hara", "a=b"])
def test_plain_cells_are_as_they_were(cell):
    assert safe(cell) == cell


def test_a_telephone_with_a_country_code_stays_text():
    assert csv_text([["+4791234567"]]) == "'+4791234567\r\n"


@given(ROWS)
def test_no_cell_of_csv_begins_as_a_formula_and_each_comes_back(rows):
    read = list(csv.reader(io.StringIO(csv_text(rows), newline=""), delimiter=";"))

    assert [cell for row in read for cell in row if cell[:1] in set("=+-@\t\r\0")] == []
    assert [[cell.removeprefix("'") if cell[1:] == old else cell for cell, old in zip(row, was, strict=True)]
            for row, was in zip(read, rows, strict=True)] == rows  # fmt: skip


def test_csv_has_the_mark_and_line_ends_that_a_norwegian_excel_reads():
    sent = b"".join(csv_stream(["Navn", "Sted"], [[["Ås; Kari", 'si "hei"']], [["Øst", ""]]])).decode()

    assert sent == f'{BOM}Navn;Sted\r\n"Ås; Kari";"si ""hei"""\r\nØst;\r\n'


def read_xlsx(pieces):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(pieces)))
    return book.active


@given(ROWS)
def test_every_cell_of_xlsx_is_text_and_comes_back(rows):
    sheet = read_xlsx(xlsx_stream("Medlemmer", ["A", "B", "C"], [rows]))
    found = [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=2)]
    kept = [["".join(sign for sign in cell if sign >= " " or sign in "\t\n") for cell in row] for row in rows]

    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}  # n: empty
    assert [[cell.replace("\ufffe", "").replace("\uffff", "") for cell in row] for row in kept] == found


def test_xlsx_marks_formulas_and_numbers_as_text():
    sheet = read_xlsx(xlsx_stream("A & B", ["Navn"], [[["=1+1"], ["+4791234567"], ["0951"], ["@SUM(A1)"]]]))

    assert sheet.title == "A & B"
    assert [(cell.value, cell.data_type == "f") for (cell,) in sheet.iter_rows(min_row=2)] == [
        ("=1+1", False),
        ("+4791234567", False),
        ("0951", False),
        ("@SUM(A1)", False),
    ]


def test_xlsx_comes_in_pieces_and_is_a_whole_zip_file():
    pieces = list(xlsx_stream("Medlemmer", ["Navn"], ([[f"{n}"] for n in range(100)] for _ in range(10))))

    assert len(pieces) == 12
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
