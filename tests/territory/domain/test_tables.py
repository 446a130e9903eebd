"""Cells out of files and pasted text."""

import io
import zipfile

import pytest

from lokallag.territory.domain.files import Unreadable
from lokallag.territory.domain.tables import is_edit_address, read_file, read_text
from tests.territory.sources import ods, xlsx

ROWS = [["Postnr", "Lag"], [1344, "Haslum"], ["0951", "Østre"]]
READ = [("Postnr", "Lag"), ("1344", "Haslum"), ("0951", "Østre")]


@pytest.mark.parametrize(
    "data",
    [
        xlsx(ROWS),
        ods(ROWS),
        "Postnr;Lag\r\n1344;Haslum\r\n0951;Østre\r\n".encode("latin-1"),
        "\ufeffPostnr;Lag\n1344;Haslum\n0951;Østre\n".encode(),
        "sep=;\nPostnr;Lag\n1344;Haslum\n0951;Østre\n".encode("cp1252"),
        "Postnr,Lag\n1344,Haslum\n\n0951,Østre\n".encode(),
        "Postnr\tLag\n1344\tHaslum\n0951\tØstre\n".encode("utf-16"),
        'Postnr,"Lag"\n1344,"Haslum"\n0951,Østre'.encode(),
    ],
    ids=["xlsx", "ods", "latin-1", "bom", "sep", "comma", "utf-16", "quotes"],
)
def test_every_kind_of_sheet_gives_the_same_cells(data):
    assert [row.cells for row in read_file(data)] == READ


def test_rows_keep_the_numbers_of_the_spreadsheet():
    assert [row.number for row in read_file(xlsx([[None], ["Lag"], [None], ["Haslum"]]))] == [2, 4]
    assert [row.number for row in read_text("Lag;Nr\n\nHaslum;1344")] == [1, 3]


def test_text_from_an_email_is_read_by_its_colons():
    assert [row.cells for row in read_text("Haslum: 1344, 1346\nØstre Bærum: 1358")] == [
        ("Haslum", "1344, 1346"),
        ("Østre Bærum", "1358"),
    ]


def packed(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr(name, content)
    return out.getvalue()


def far_out() -> bytes:
    return xlsx([["Lag"], *([None] for _ in range(30)), [None] * 120 + ["x"]])


def with_doctype() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        pack.writestr("xl/workbook.xml", b"<workbook/>")
        pack.writestr("xl/worksheets/sheet1.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>')
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "begins"),
    [
        (b"", "Filen er tom."),
        (b"\xef\xbb\xbf\n", "Filen er tom."),
        (b"x" * (5 * 1024 * 1024 + 1), "Filen er større enn 5 MB."),
        (b"%PDF-1.4", "Dette er en PDF."),
        (b"\xd0\xcf\x11\xe0old", "Dette er et eldre regneark (.xls)."),
        (packed("word/document.xml", b"<w/>"), "Dette er ikke et regneark."),
        (b"PK\x03\x04 broken", "Filen lar seg ikke åpne som regneark."),
        (with_doctype(), "Filen lar seg ikke åpne som regneark."),
        (packed("xl/workbook.xml", b" " * (61 * 1024 * 1024)), "Regnearket er for stort når det pakkes ut."),
        (far_out(), "Arket har over 100 kolonner."),
        (ods([["Lag"], ["Haslum"]], repeat_last=1_000_000), "Arket har over 20 000 rader."),
        (b"a;b\n" * 20_001, "Arket har over 20 000 rader."),
        (xlsx([]), "Arket er tomt."),
        (b'{"a": 1}', "Dette er en JSON-fil."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_files_are_refused_in_words(data, begins):
    with pytest.raises(Unreadable) as refused:
        read_file(data)

    assert str(refused.value)[: len(begins)] == begins


def test_empty_rows_below_a_sheet_do_not_count():
    assert len(read_file(ods([["Lag"], [None]], repeat_last=1_000_000))) == 1


@pytest.mark.parametrize(
    ("address", "advice"),
    [
        ("https://docs.google.com/spreadsheets/d/abc/edit#gid=0", "velg Fil → Last ned"),
        ("https://parti.sharepoint.com/:x:/s/styret/abc", "velg Fil → Lagre som"),
        ("https://eksempel.no/lag", "Last ned regnearket som CSV"),
    ],
)
def test_a_pasted_address_says_how_to_get_a_file(address, advice):
    with pytest.raises(Unreadable) as refused:
        read_text(f" {address}\n")

    assert advice in str(refused.value)


@pytest.mark.parametrize(
    ("address", "edits"),
    [
        ("https://docs.google.com/spreadsheets/d/abc/edit", True),
        ("https://docs.google.com/spreadsheets/d/abc/export?format=csv", False),
        ("https://eksempel.no/lag.csv", False),
    ],
)
def test_only_addresses_for_editing_are_turned_away(address, edits):
    assert is_edit_address(address) is edits
