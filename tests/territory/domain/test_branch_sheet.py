"""The board's sheet in the shapes people write it."""

import pytest

from lokallag.territory.domain.branch_sheet import read_sheet
from lokallag.territory.domain.files import Unreadable
from lokallag.territory.domain.tables import read_text

PLACES = {"1344": "HASLUM", "1346": "GJETTUM", "1356": "BEKKESTUA", "1358": "JAR"}


def claims(text: str) -> list[tuple[str, list[str]]]:
    """Return (branch, codes) per row of a sheet given as text."""
    sheet = read_sheet(read_text(text), places=PLACES)
    assert sheet.problems == ()
    return [(row.branch, [code.code for code in row.codes]) for row in sheet.rows]


ONE_PER_ROW = [("Haslum", ["1344"]), ("Haslum", ["1346"]), ("Øst", ["1358"])]
LISTS = [("Haslum", ["1344", "1346"]), ("Øst", ["1358"])]


@pytest.mark.parametrize(
    "code", ["postnr", "Postnummer", "POSTNR.", "Post nr", "postnummer(e)", "Postnumre", "postkode"]
)
@pytest.mark.parametrize(
    "branch",
    ["lag", "Lokallag", "partiavdeling", "Avdeling", "Avdelingens navn", "Partilag", "Kommuneforening", "Navn"],
)
def test_headers_are_recognised_as_people_write_them(code, branch):
    assert claims(f"{code};{branch}\n1344;Haslum\n1346;Haslum\n1358;Øst") == ONE_PER_ROW


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lag;Postnr\nHaslum;1344, 1346\nØst;1358", LISTS),
        ("Lag;Postnr\nHaslum;1344;1346\nØst;1358", LISTS),
        ("Haslum;1344, 1346\nØst;1358", LISTS),
        ("Haslum: 1344, 1346\nØst: 1358", LISTS),
        ("1344;Haslum\n1346;Haslum\n1358;Øst", ONE_PER_ROW),
        ("Postnr;Poststed;Lag\n1344;Haslum;Haslum\n1346;Gjettum;Haslum\n1358;Jar;Øst", ONE_PER_ROW),
        ("1344;Haslum;Haslum\n1346;Gjettum;Haslum\n1358;Jar;Øst", ONE_PER_ROW),
        ("Haslum;1344;Haslum\nHaslum;1346;Gjettum\nØst;1358;Jar", ONE_PER_ROW),
        ("Avdelinger i Bærum\n\nLag;Leder;Postnr\nHaslum;Kari;1344, 1346\nØst;Per;1358\nSum;;3000", LISTS),
        ("Avdeling;Antall medlemmer;Område\nHaslum;112;1344, 1346\nØst;1000;1358", LISTS),
        ("Haslum;Øst\n1344;1358\n1346;", [("Haslum", ["1344"]), ("Haslum", ["1346"]), ("Øst", ["1358"])]),
    ],
)
def test_every_shape_of_sheet_gives_its_claims(text, expected):
    assert claims(text) == expected


def test_what_cannot_be_read_is_named_by_row():
    sheet = read_sheet(read_text("Lag;Postnr\nHaslum;1344, 13466\nØst;ukjent"), places={})

    assert [(problem.row, problem.message) for problem in sheet.problems] == [
        (2, "«13466» har fem siffer. Et postnummer har fire. Se etter om et siffer er for mye eller mangler."),
        (3, "Fant ingen postnummer i «ukjent»."),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Postnr;Poststed\n1344;Haslum", ("Fant ingen kolonne med avdeling. Overskriftene er «Postnr», «Poststed». "
         "Kall kolonnen «Avdeling».")),
        ("Lag;Leder\nHaslum;Kari", ("Fant ingen kolonne med postnummer. Overskriftene er «Lag», «Leder». "
         "Kall kolonnen «Postnummer».")),
        ("Kari;Nordmann\nOla;Hansen", "Fant ingen kolonne med postnummer. Skriv «Postnummer» øverst i kolonnen."),
        ("Lag;Postnr", "Arket har bare overskrifter. Skriv avdelingene og postnumrene under dem."),
        ("Lag;Postnr\n;1344", "Fant ingen avdelinger i arket. Skriv navnet på avdelingen i hver rad."),
        ("Lag;Postnr\nHaslum;", "Fant ingen postnumre i arket. Skriv dem som 1344 eller 1336–1341."),
    ],
)  # fmt: skip
def test_a_sheet_without_what_is_needed_says_what_to_write(text, message):
    with pytest.raises(Unreadable) as refused:
        read_sheet(read_text(text), places=PLACES)

    assert str(refused.value) == message
