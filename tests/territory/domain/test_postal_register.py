"""Reading Bring's register, and what a later one changes."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.territory.domain.files import Unreadable
from lokallag.territory.domain.postal_register import (
    Changed,
    MunicipalityCount,
    RegisterRow,
    count_by_municipality,
    diff_registers,
    parse_register,
    what_is_missing,
)
from tests.territory.sources import REGISTER_CSV, REGISTER_RAW, needs_data

HASLUM = RegisterRow("1344", "HASLUM", "3201", "BÆRUM", "G")
RAW = "1344\tHASLUM\t3201\tBÆRUM\tG\r\n1305\tHASLUM\t3201\tBÆRUM\tP\r\n".encode("latin-1")


@needs_data
def test_whole_register_is_the_same_in_both_shapes():
    raw, csv = parse_register(REGISTER_RAW.read_bytes()), parse_register(REGISTER_CSV.read_bytes())

    assert len(raw) == 5122
    assert raw == csv
    assert count_by_municipality(raw)["3201"] == MunicipalityCount(codes=63, with_addresses=30)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_csv_is_read_with_any_separator_order_and_encoding(encoding, separator):
    text = "Kategori,Postnummer,Poststed,Kommunenr,Kommunenavn\nG,1344,HASLUM,3201,BÆRUM\n".replace(",", separator)

    assert parse_register(text.encode(encoding)) == (HASLUM,)


@pytest.mark.parametrize(
    ("data", "begins"),
    [
        (b"", "Filen er tom."),
        (b" \r\n", "Filen er tom."),
        (b"%PDF-1.7 ...", "Dette er en PDF."),
        (b"PK\x03\x04....", "Dette er et regneark eller en pakket fil"),
        (b"<!DOCTYPE html><html>", "Dette er en nettside"),
        (b'{"type": "FeatureCollection"}', "Dette er en JSON-fil."),
        (b"\x00\x01\x02\x03" * 50, "Dette er ikke en tekstfil."),
        (b"navn,lag\nKari,Haslum\n", "Dette ligner ikke på postnummerregisteret."),
        (b"postnummer,poststed,kommunenr,kommunenavn,kategori\n", "Filen har bare overskrifter"),
        (RAW + b"1346\tGJETTUM\r\n", "Rad 3 har 2 kolonner."),
        (RAW + b"951\tOSLO\t0301\tOSLO\tG\r\n", "Rad 3: «951» har mistet nullen foran."),
        (RAW + b"13466\tGJETTUM\t3201\tB\tG\r\n", "Rad 3: «13466» er ikke et postnummer."),
        (RAW + b"1346\tGJETTUM\t32\tB\tG\r\n", "Rad 3: «32» er ikke et kommunenummer."),
        (RAW + b"1346\tGJETTUM\t3201\tB\tX\r\n", "Rad 3: kategorien «X» er ukjent."),
        (RAW + b"1346\t\t3201\tB\tG\r\n", "Rad 3 mangler poststed"),
        (RAW + b"1344\tGJETTUM\t3201\tB\tG\r\n", "Rad 3: postnummer 1344 står to ganger"),
    ],
)
def test_wrong_files_say_what_is_wrong_and_where(data, begins):
    with pytest.raises(Unreadable) as refused:
        parse_register(data)

    assert str(refused.value)[: len(begins)] == begins


def test_later_register_shows_each_kind_of_change():
    gone, moved = dataclasses.replace(HASLUM, code="1345"), dataclasses.replace(HASLUM, code="1346")
    old = (HASLUM, gone, moved)
    new = (
        dataclasses.replace(HASLUM, place="HASLUM ØST", category="B"),
        dataclasses.replace(moved, municipality="3203", municipality_name="ASKER"),
        dataclasses.replace(HASLUM, code="1347"),
    )

    diff = diff_registers(old, new)

    assert [row.code for row in diff.new] == ["1347"]
    assert [row.code for row in diff.gone] == ["1345"]
    assert diff.renamed == (Changed("1344", "HASLUM", "HASLUM ØST"),)
    assert diff.moved == (Changed("1346", "3201", "3203"),)
    assert diff.recategorised == (Changed("1344", "G", "B"),)
    assert diff.changed == 4


rows = st.builds(
    RegisterRow,
    code=st.integers(0, 40).map(lambda number: f"{number:04}"),
    place=st.sampled_from(["A", "B"]),
    municipality=st.sampled_from(["0301", "3201"]),
    municipality_name=st.just("X"),
    category=st.sampled_from("GPB"),
)
registers = st.lists(rows, max_size=20, unique_by=lambda row: row.code)


@given(registers, registers)
def test_a_register_changed_by_its_diff_is_the_later_one(old, new):
    diff = diff_registers(old, new)
    after = {row.code: row for row in old}
    for row in diff.gone:
        del after[row.code]
    after |= {row.code: row for row in diff.new}
    for field, changes in (("place", diff.renamed), ("municipality", diff.moved), ("category", diff.recategorised)):
        for change in changes:
            after[change.code] = dataclasses.replace(after[change.code], **{field: change.after})

    assert after == {row.code: row for row in new}
    assert diff_registers(new, new).changed == 0


@pytest.mark.parametrize(("had", "gone", "cut"), [(5122, 4000, True), (5122, 200, False), (60, 60, False)])
def test_a_register_that_lacks_a_fifth_is_likely_cut_off(had, gone, cut):
    rows = [RegisterRow(f"{number:04}", "STED", "0301", "OSLO", "G") for number in range(had)]
    before, after = {row.code: row for row in rows}, {row.code: row for row in rows[gone:]}

    assert bool(what_is_missing(before, after, ours="", answered=())) is cut
