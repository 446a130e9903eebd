"""A row of the file as a line of ``COPY``: the ways round what is odd in a row say the same as looking at each cell."""

from datetime import date

import pytest

from lokallag.register.domain.fields import Field
from lokallag.register.domain.records import COPIED, DIVIDER, Recorder

NAMES = (Field.NUMBER, Field.GIVEN_NAME, Field.FAMILY_NAME, Field.BIRTH, Field.JOINED_ON, Field.EMAIL, Field.BRANCH)
PLAIN = ("7", "Kari", "Li", "1980", "1.5.2001", "kari@example.org", "Haslum")


def recorder(*fields: Field) -> Recorder:
    """Return a recorder of a file with a column for each field, headed by its name."""
    headers = [str(field) for field in fields]
    mapping = dict(zip(fields, headers, strict=True))
    return Recorder(headers, mapping, today=date(2026, 6, 1), import_id="i", branches={"haslum": 3})


def said(line: str) -> dict[str, str]:
    """Return what a line says, by column."""
    return dict(zip(COPIED, line.removesuffix("\n").split("\t"), strict=True))


def line_of(**cells: str) -> dict[str, str]:
    """Return what the line of a plain row says in which some cells are otherwise."""
    row = [cells.get(name, cell) for name, cell in zip(NAMES, PLAIN, strict=True)]
    return said(recorder(*NAMES).line(2, row))


def test_a_plain_row():
    line = line_of()

    assert (line["number"], line["sort_key"], line["birth_year"], line["joined_on"], line["unit_id"]) == (
        "7",
        "li kari",
        "1980",
        "2001-05-01",
        "3",
    )
    assert (line["fault"], line["hints"], line["verdict"], line["phone"]) == ("", "{}", "new", r"\N")


@pytest.mark.parametrize(
    ("name", "written", "kept"),
    [
        ("given_name", " Kari ", "Kari"),
        ("given_name", "'Kari", "Kari"),
        ("given_name", "Kari\x00\tAnn", "Kari Ann"),
        ("given_name", "Ka|ri", "Ka|ri"),
        ("given_name", "Ka\\ri", r"Ka\\ri"),
        ("given_name", "Åse\u00a0Marie", "Åse Marie"),
        ("family_name", "Li ", "Li"),
        ("number", " 7", "7"),
        ("branch", "Haslum ", "Haslum"),
        ("branch", "Has\\lum", r"Has\\lum"),
    ],
)
def test_what_is_odd_in_one_cell_is_tidied(name, written, kept):
    assert line_of(**{name: written})[name] == kept


def test_each_fault_of_a_row_is_told_and_its_number_kept():
    line = line_of(birth="1990", joined_on="1985-01-01", branch="#REF!")

    assert (line["fault"], line["verdict"], line["number"]) == ("several", "rejected", "7")
    assert set(line["fault_value"].split(DIVIDER)) == {"born_later=1990", "formula=#REF!"}


def test_a_broken_number_is_no_number():
    line = line_of(number="#REF!")

    assert (line["fault"], line["fault_value"], line["number"]) == ("formula", "#REF!", r"\N")


def test_where_there_is_a_whole_name_its_halves_are_not_read():
    of = recorder(Field.NUMBER, Field.NAME, Field.FAMILY_NAME)

    line = said(of.line(2, ["7", "Li, Kari", "#REF!"]))

    assert (line["fault"], line["given_name"], line["family_name"]) == ("", "Kari", "Li")


def test_a_faulty_row_is_counted_once_in_its_columns():
    of = recorder(*NAMES)
    for number in range(5):
        of.line(number, [str(number), "", "Li", "x", "y", "z", ""])

    assert (of.summary.rows, of.summary.faulty) == (5, 5)
    assert {name: (tally.there, tally.wrong) for name, tally in of.summary.tallies.items()} == {
        Field.NUMBER: (5, 0),
        Field.EMAIL: (0, 0),
        Field.BIRTH: (0, 0),
        Field.JOINED_ON: (0, 0),
    }


def test_each_line_has_a_key_of_its_own():
    of = recorder(*NAMES)

    keys = {said(of.line(number, PLAIN))["key"] for number in range(3000)}

    assert (len(keys), {len(key) for key in keys}) == (3000, {32})
