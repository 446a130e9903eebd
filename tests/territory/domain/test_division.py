"""What a sheet does to a municipality's codes."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.territory.domain import names
from lokallag.territory.domain.branch_sheet import Sheet, SheetRow, read_sheet
from lokallag.territory.domain.codes import ReadCode
from lokallag.territory.domain.division import Kind, Overlap, Standing, divide
from lokallag.territory.domain.export import export_csv, export_rows
from lokallag.territory.domain.postal_register import RegisterRow
from lokallag.territory.domain.tables import read_file, read_text


def row(code: str, place: str, category: str = "G", municipality: str = "3201") -> RegisterRow:
    name = "BÆRUM" if municipality == "3201" else "ASKER"
    return RegisterRow(code, place, municipality, name, category)


REGISTER = {
    each.code: each
    for each in (
        row("1305", "HASLUM", "P"),
        row("1336", "SANDVIKA"),
        row("1337", "SANDVIKA"),
        row("1344", "HASLUM"),
        row("1346", "GJETTUM"),
        row("1358", "JAR"),
        row("1383", "ASKER", municipality="3203"),
        row("0951", "OSLO", municipality="3201"),
    )
}
CODES = sorted(code for code, each in REGISTER.items() if each.municipality == "3201" and each.has_addresses)


def preview(text: str, **more):
    sheet = read_sheet(read_text(text), places={code: each.place for code, each in REGISTER.items()})
    more.setdefault("standing", Standing())
    return divide(sheet, register=REGISTER, municipality="3201", **more)


def messages(found, kind: Kind) -> list[str]:
    return [problem.message for problem in found.problems if problem.kind == kind]


FULL = "Lag;Postnr\nHaslum;1344, 1346\nØst;1358;0951\nSandvika;1336-1337"


def test_a_clean_sheet_divides_all_codes_without_problems():
    found = preview(FULL)

    assert found.problems == ()
    assert found.is_ready
    assert found.division == {
        "0951": "Øst", "1336": "Sandvika", "1337": "Sandvika", "1344": "Haslum", "1346": "Haslum", "1358": "Øst",
    }  # fmt: skip
    assert [(change.name, change.is_new, change.adds) for change in found.changes] == [
        ("Haslum", True, ("1344", "1346")),
        ("Sandvika", True, ("1336", "1337")),
        ("Øst", True, ("0951", "1358")),
    ]


@pytest.mark.parametrize(
    ("line", "kind", "message"),
    [
        ("Haslum;1344", Kind.UNANSWERED, "Ingen svarer for 0951 Oslo."),
        ("Haslum;1383", Kind.OTHER_MUNICIPALITY, "Rad 2: 1383 Asker ligger i Asker, og er hoppet over."),
        ("Haslum;1345", Kind.UNKNOWN_CODE, "Rad 2: 1345 finnes ikke i postnummerregisteret, og er hoppet over."),
        ("Haslum;1399", Kind.GONE_CODE, "Rad 2: 1399 er ikke lenger i bruk, og er hoppet over."),
        ("Haslum;1305", Kind.NO_AREA, "Rad 2: 1305 er postbokser uten eget område. De følger stedet Haslum."),
        ("Haslum;951", Kind.LOST_ZERO, "Rad 2: 951 er lest som 0951. Regneark mister ofte nullen foran."),
        (";1344\nØst;1358", Kind.NO_BRANCH, "Rad 2: 1344 står uten avdeling, og gis ikke til noen."),
        ("Haslum;\nØst;1358", Kind.NO_CODES, "Rad 2: «Haslum» står uten postnummer."),
        ("Haslum;1344\nHaslum lag;1346", Kind.TWO_SPELLINGS, "«Haslum lag» er lest som «Haslum»."),
        ("Haslum;1344\nHaslm;1346", Kind.ONE_LETTER_APART,
         "«Haslum» ligner på «Haslm». Er det samme avdeling, så skriv navnet likt."),
        ("Haslum;1344,1336\nØst;1358\nHaslum;1346", Kind.NAME_TWICE,
         "«Haslum» står på rad 2 og 4 og er lest som én avdeling. Er det to, må de ha hvert sitt navn."),
    ],
)  # fmt: skip
def test_each_problem_is_named_and_does_not_block(line, kind, message):
    found = preview(f"Lag;Postnr\n{line}", standing=Standing(gone=frozenset({"1399"})))

    assert messages(found, kind)[:1] == [message]
    assert found.is_ready


def test_a_place_that_is_not_the_codes_own_is_named():
    found = preview("Postnr;Poststed;Lag\n1344;Jar;Haslum")

    assert messages(found, Kind.OTHER_PLACE) == ["Rad 2: 1344 heter Haslum i postnummerregisteret, ikke Jar."]


def test_a_range_passes_over_what_does_not_exist_and_what_has_no_area():
    found = preview("Lag;Postnr\nHaslum;1305-1346")

    assert messages(found, Kind.UNKNOWN_CODE) + messages(found, Kind.NO_AREA) == []
    assert found.division == dict.fromkeys(["1336", "1337", "1344", "1346"], "Haslum")


def test_a_code_claimed_twice_waits_for_a_decision():
    text = "Lag;Postnr\nHaslum;1344, 1346\nØst;1344, 1358"
    standing = Standing(branches=("Øst",), holds={"1344": "Øst"})

    open_one = preview(text, standing=standing)
    decided = preview(text, standing=standing, decisions={"1344": "haslum"})

    assert open_one.overlaps == (Overlap("1344", "Haslum", ("Haslum", "Øst"), "Øst", ""),)
    assert messages(open_one, Kind.CLAIMED_TWICE) == ["1344 Haslum står på Haslum og Øst. Velg hvem som skal ha den."]
    assert not open_one.is_ready
    assert "1344" not in open_one.division
    assert [change.loses for change in open_one.changes if change.name == "Øst"] == [()]
    assert decided.is_ready
    assert decided.division["1344"] == "Haslum"
    assert [change.loses for change in decided.changes if change.name == "Øst"] == [("1344",)]


@pytest.mark.parametrize(
    ("decisions", "message"),
    [
        ({"1344": "Vest"}, "Valget for 1344 er «Vest», som verken står i arket eller finnes fra før."),
        ({"1383": "Haslum"},
         "Du har valgt en avdeling for 1383, men det er ikke et postnummer med adresser i kommunen."),
    ],
)  # fmt: skip
def test_a_choice_that_cannot_be_followed_blocks(decisions, message):
    found = preview(FULL, decisions=decisions)

    assert messages(found, Kind.UNKNOWN_CHOICE) == [message]
    assert not found.is_ready


def test_a_choice_gives_away_a_code_that_nobody_claims():
    found = preview("Lag;Postnr\nHaslum;1344", decisions={"1346": "Haslum"})

    assert found.division == {"1344": "Haslum", "1346": "Haslum"}


def test_a_branch_that_the_sheet_leaves_out_loses_its_codes_by_name():
    standing = Standing(branches=("Haslum", "Øst"), holds={"1344": "Haslum", "1358": "Øst"})

    found = preview("Lag;Postnr\nHaslum;1344", standing=standing)

    assert messages(found, Kind.LEFT_OUT) == ["1358 Jar står ikke i arket. I dag svarer Øst; etter dette svarer ingen."]
    assert [(change.name, change.loses) for change in found.changes if change.changes] == [("Øst", ("1358",))]


def test_a_new_branch_that_takes_over_anothers_codes_may_be_the_same_renamed():
    standing = Standing(branches=("Haslum",), holds={"1344": "Haslum", "1346": "Haslum"})
    text = "Lag;Postnr\nHaslum og Gjettum;1344, 1346"

    asked = preview(text, standing=standing)
    renamed = preview(text, standing=standing, renames={"Haslum": "Haslum og Gjettum"})

    assert [(change.name, change.is_new, change.maybe_was) for change in asked.changes] == [
        ("Haslum", False, ""),
        ("Haslum og Gjettum", True, "Haslum"),
    ]
    assert [(change.name, change.is_new, change.was, change.adds, change.loses) for change in renamed.changes] == [
        ("Haslum og Gjettum", False, "Haslum", (), ())
    ]


@pytest.mark.parametrize(
    ("renames", "message"),
    [
        ({}, "Navnet «Bærum Arbeiderparti» er i bruk av kommunepartiet. Velg et annet navn på avdelingen."),
        ({"Haslum": "Øst"}, "Navnet «Øst» er i bruk av en annen avdeling. Velg et annet navn på avdelingen."),
    ],
)
def test_a_name_in_use_blocks(renames, message):
    standing = Standing(branches=("Haslum", "Øst"), other_names={"Bærum Arbeiderparti": "kommunepartiet"})
    name = "Haslum" if renames else "bærum arbeiderparti"

    found = preview(f"Lag;Postnr\n{name};1344\nØst;1358", standing=standing, renames=renames)

    assert [text.casefold() for text in messages(found, Kind.NAME_TAKEN)] == [message.casefold()]
    assert not found.is_ready


def test_spellings_of_a_branch_that_exists_get_its_name():
    standing = Standing(branches=("Lommedalen–Bærums Verk",), holds={"1344": "Lommedalen–Bærums Verk"})

    found = preview("Lag;Postnr\nlommedalen-bærums verk;1344", standing=standing)

    assert found.division == {"1344": "Lommedalen–Bærums Verk"}
    assert found.changes_nothing


branch_names = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=20
).map(lambda text: names.tidy_name(names.tidy_name(text))).filter(
    lambda name: any(char.isalpha() for char in name) and names.fold(name) not in {"sum", "total", "totalt", "i alt"}
    and "@" not in name
)  # fmt: skip
divisions = st.lists(branch_names, min_size=1, max_size=4, unique=True).flatmap(
    lambda bearers: st.dictionaries(st.sampled_from(CODES), st.sampled_from(bearers), min_size=1)
)


@given(divisions)
def test_an_export_read_in_again_changes_nothing(division: Mapping[str, str]):
    standing = Standing(branches=tuple(sorted(set(division.values()))), holds=division)
    data = export_csv(export_rows(division, REGISTER)).encode()
    places = {code: each.place for code, each in REGISTER.items()}

    found = divide(
        read_sheet(read_file(data), places=places), register=REGISTER, municipality="3201", standing=standing
    )

    assert found.division == division
    assert found.is_ready
    assert found.changes_nothing


any_code = st.sampled_from([*sorted(REGISTER), "1399", "9999"])
sheets = st.lists(
    st.builds(
        SheetRow,
        number=st.integers(1, 99),
        branch=st.sampled_from(["", "Haslum", "haslum lag", "Øst", "Sandvika"]),
        codes=st.lists(st.builds(ReadCode, any_code, st.booleans()), max_size=4).map(tuple),
    ),
    max_size=8,
).map(lambda rows: Sheet(tuple(rows)))
choices = st.dictionaries(st.sampled_from(CODES), st.sampled_from(["Haslum", "Øst"]))


@given(sheets, choices)
def test_codes_are_divided_at_most_once_and_none_is_forgotten(sheet, decisions):
    found = divide(
        sheet, register=REGISTER, municipality="3201", standing=Standing(("Øst", "Haslum")), decisions=decisions
    )
    unanswered = {problem.code for problem in found.problems if problem.kind == Kind.UNANSWERED}
    waiting = {overlap.code for overlap in found.undecided}
    given_out = [code for change in found.changes for code in change.gets]

    assert sorted(given_out) == sorted(found.division)
    assert sorted([*found.division, *unanswered, *waiting]) == CODES
    assert found.is_ready is (not waiting)


@given(sheets)
def test_deciding_every_overlap_makes_a_sheet_ready(sheet):
    found = divide(sheet, register=REGISTER, municipality="3201", standing=Standing())
    decisions = {overlap.code: overlap.claimants[-1] for overlap in found.overlaps}

    again = divide(sheet, register=REGISTER, municipality="3201", standing=Standing(), decisions=decisions)

    assert again.is_ready
    assert {code: again.division[code] for code in decisions} == decisions
