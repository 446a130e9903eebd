"""Files that are wrong in some way: each refused quickly in words, or read with the wrong rows named."""

import io
import time
import zipfile
from datetime import date

import openpyxl
import pytest
from django.utils.timezone import localdate

from lokallag.core.errors import RuleViolation
from lokallag.membership.models import Membership
from lokallag.people.models import Person
from lokallag.register.models import ImportFile, ImportRow, RegisterImport
from lokallag.register.queries.words import rejected_lines
from lokallag.register.services.reading import in_memory, look
from tests.register.stage import HEADERS, MONA, bring_in, csv, many, read, row, set_up

pytestmark = pytest.mark.django_db
SECONDS = 6  # about one on a machine that does nothing else


@pytest.fixture(autouse=True)
def people():
    return set_up()


def refused(data: bytes) -> str:
    """Return why a file is refused, and hold it against the clock."""
    begun = time.monotonic()
    with pytest.raises(RuleViolation) as refusal, in_memory(data) as file:
        look(file)
    assert time.monotonic() - begun < SECONDS
    assert (RegisterImport.objects.count(), ImportRow.objects.count()) == (0, 0)
    return str(refusal.value)


def workbook(*rows: list[object]) -> bytes:
    """Return a workbook with these rows."""
    book = openpyxl.Workbook()
    for cells in rows:
        book.active.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(sheet: bytes | None = None, **more: bytes) -> bytes:
    """Return a workbook with another sheet, or with more parts."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["Medlemsnr", "Navn"], ["1", "Li, Ola"]))) as plain,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack,
    ):
        for name in plain.namelist():
            pack.writestr(name, sheet if sheet and name == "xl/worksheets/sheet1.xml" else plain.read(name))
        for name, data in more.items():
            pack.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


def sheet(inside: str) -> bytes:
    """Return the XML of a sheet."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{main}"><sheetData>{inside}</sheetData></worksheet>'.encode()


def test_an_archive_bomb_is_refused_by_what_it_says_of_itself():
    assert "for stort når det pakkes ut" in refused(repacked(xl__bomb_xml=b"0" * 230_000_000))


def test_an_archive_bomb_that_lies_about_its_size_is_refused_too():
    bomb = bytearray(repacked(xl__bomb_xml=b"<a>" + b" " * 150_000_000 + b"</a>"))
    size = (150_000_007).to_bytes(4, "little")
    at = bomb.find(size)
    while at >= 0:
        bomb[at : at + 4] = (1000).to_bytes(4, "little")
        at = bomb.find(size)

    assert "regneark" in refused(bytes(bomb))


def test_too_many_parts_are_refused():
    assert "for stort" in refused(repacked(**{f"xl__part{number}_xml": b"<a/>" for number in range(600)}))


def test_a_million_empty_rows_are_refused():
    rows = "".join(f'<row r="{number}"/>' for number in range(1, 1_000_001))

    assert "tomme rader" in refused(repacked(sheet(rows)))


def test_a_million_empty_lines_are_refused():
    assert "tomme rader" in refused(csv(MONA) + b";;;;;;;;;;;\r\n" * 1_000_000)


def test_a_sheet_as_wide_as_sheets_can_be_is_refused():
    assert "over 100 kolonner" in refused(repacked(sheet('<row r="1"><c r="XFD1" t="str"><v>a</v></c></row>')))


def test_a_text_as_wide_as_sheets_can_be_is_refused():
    assert "over 100 kolonner" in refused(";".join(f"k{number}" for number in range(16_384)).encode() + b"\r\n")


def test_a_cell_of_ten_megabytes_is_refused():
    assert "over 4000 tegn" in refused(csv(MONA, row("2", "a" * 10_000_000)))


def test_a_cell_of_ten_megabytes_in_a_workbook_is_refused():
    cell = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"a" * 10_000_000}</t></is></c></row>'

    assert "over 4000 tegn" in refused(repacked(sheet(cell)))


def test_a_quote_that_never_closes_is_refused():
    assert "anførselstegn" in refused(csv(MONA, '2;"Kari;Prøve', *many(range(3, 900))))


def test_a_document_type_of_its_own_is_refused():
    doctype = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><worksheet/>'

    assert "DTD" in refused(repacked(doctype))


def test_macros_and_links_to_other_files_are_refused():
    assert "makroer" in refused(repacked(xl__vbaProject_bin=b"x"))
    assert "andre filer" in refused(repacked(xl__externalLinks__externalLink1_xml=b"<a/>"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "tom"),
        (b"%PDF-1.7 something", "PDF"),
        (b"\xd0\xcf\x11\xe0 old", ".xls"),
        (b"<!doctype html><html></html>", "nettside"),
        (b'{"a": 1}', "JSON"),
        (b"PK\x03\x04 broken", "åpne som regneark"),
        (b"a;b\x00;c\r\n", "ikke en tekstfil"),
    ],
)
def test_other_kinds_of_files_are_told_apart(data, words):
    assert words in refused(data)


def test_latin_1_with_the_mark_of_utf_8_is_read():
    bring_in(b"\xef\xbb\xbf" + csv(MONA, row("2", "Åse", "Sæther")).decode().encode("latin-1"))

    assert Membership.objects.get(number="2").person.name == "Åse Sæther"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_however_it_is_written_down(encoding):
    bring_in(csv(MONA, row("2", "Åse", "Sæther")).decode().encode(encoding))

    assert Membership.objects.get(number="2").person.name == "Åse Sæther"


def test_semicolons_inside_quotes_divide_nothing():
    bring_in(csv(MONA, row("2", "Ola", "Li", street='"Gata 1; bakgården"')))

    assert Membership.objects.get(number="2").person.street_address == "Gata 1; bakgården"


def test_a_workbook_is_read_with_dates_as_days_and_as_numbers():
    header = HEADERS.split(";")
    line = ["2", "Ola", "Li", "", 91234567, 1984, "M", "", 951, date(2019, 12, 31), "Haslum", "Betalt"]

    bring_in(workbook(header, MONA.split(";"), line, ["3", "Eva", "Li", *[""] * 6, 43830]))

    ola, eva = (Membership.objects.get(number=number) for number in ("2", "3"))
    assert (ola.joined_on, eva.joined_on) == (date(2019, 12, 31), date(2019, 12, 31))
    assert (ola.person.postal_code, ola.person.phone, ola.person.birth_year) == ("0951", "91234567", 1984)


@pytest.mark.parametrize(
    "written", ["31.12.2019", "2019-12-31", "43830", "31/12/2019", "31.12.19", "20191231", "31. desember 2019"]
)
def test_dates_as_text_are_read(written):
    bring_in(csv(MONA, row("2", joined=written)))

    assert Membership.objects.get(number="2").joined_on == date(2019, 12, 31)


def test_rejected_rows_are_named_with_their_reason():
    of = read(
        csv(
            MONA,
            row("2", year="1875"),
            row("3", year="2031"),
            row("", "Uten", "Nummer"),
            row("4", "", "Li"),
            row("5", joined="31.13.2019"),
            row("6", street="#REF!"),
            row("7", "Sju", "En"),
            row("7", "Sju", "To"),
            row("8;ekstra;", *("a", "b"), fee="x"),
        )
    )

    assert rejected_lines(of) == [
        "Rad 3: Fødselsåret 1875 kan ikke stemme.",
        "Rad 4: Fødselsåret 2031 kan ikke stemme.",
        "Rad 5: Medlemsnummeret mangler.",
        "Rad 6: Fornavnet mangler: «Li».",
        "Rad 7: «31.13.2019» er ingen dato. Skriv den som 31.12.2019.",
        "Rad 8: En celle viser «#REF!»: formelen i regnearket har gått i stykker.",
        "Rad 9: Medlemsnummeret står flere ganger i filen, på rad 9, 10.",
        "Rad 10: Medlemsnummeret står flere ganger i filen, på rad 9, 10.",
        "Rad 11: Raden har flere celler enn overskriftene.",
    ]
    assert of.counts["gone"] == 0


def test_swapped_columns_are_found_and_named():
    swapped = [
        row(number, f"Per{chr(number % 20 + 97)}", "Li", code="Haslum", branch="1344") for number in range(2, 40)
    ]

    with pytest.raises(RuleViolation, match="kolonnen «Postnr»"):
        read(csv(*swapped))
    assert ImportRow.objects.count() == 0


def test_200_rows_cut_off_at_the_end_end_nobody_on_one_officers_word():
    whole = csv(MONA, *many(range(1000, 1600)))
    bring_in(whole)
    cut = csv(MONA, *many(range(1000, 1400)))[:-5]

    of = read(cut)

    assert of.counts["cut_off"]
    assert of.counts["gone"] == 200
    assert "kuttet av midt i" in rejected_lines(of)[-1]
    with pytest.raises(RuleViolation, match="En til i styret må bekrefte"):
        bring_in(cut)
    assert Membership.objects.filter(ended_on=None).count() == 601


NATIONAL_ID = "01010750160"  # invented by the rule of check digits, belongs to nobody


@pytest.mark.parametrize("written", [NATIONAL_ID, f"{NATIONAL_ID[:6]} {NATIONAL_ID[6:]}"])
def test_a_national_identity_number_is_refused_and_stands_nowhere(written):
    told = refused(csv(MONA, row("2", year=written)))

    assert told.startswith("Rad 3 i kolonne F ser ut som et fødselsnummer.")
    assert NATIONAL_ID not in told
    assert ImportFile.objects.count() == 0


def test_a_national_identity_number_in_a_workbook_is_refused():
    assert "Rad 2 i kolonne B" in refused(workbook(["Medlemsnr", "Navn"], ["2", NATIONAL_ID]))


@pytest.mark.parametrize("written", ["01010712345", "010107 12345", "410107.12345", "31129999999"])
def test_eleven_digits_that_begin_as_a_date_are_refused_without_right_check_digits(written):
    assert "Rad 3 i kolonne H" in refused(csv(MONA, row("2", street=f"Gata 1, {written}")))


@pytest.mark.parametrize("written", ["+46701234567", "46701234567", "+47 912 34 567", "99999912345", "101001-12345"])
def test_other_long_numbers_are_no_national_identity_numbers(written):
    assert read(csv(MONA, row("2", phone=written))).counts["new"] == 1


@pytest.mark.parametrize(
    "header", ["Fødselsnummer", "Personnummer", "FØDSELSNR.", "D-nummer", "Fødsels- og personnummer"]
)
def test_a_column_headed_as_national_identity_numbers_is_refused_though_empty(header):
    told = refused(csv(MONA + ";", headers=f"{HEADERS};{header}"))

    assert f"Kolonne M har overskriften «{header}»" in told


def test_a_long_number_is_masked_where_a_row_is_rejected():
    of = read(csv(MONA, row("2", year="99999912345")))

    assert rejected_lines(of) == [
        "Rad 3: «9••••••••••» er ikke et fødselsår eller en fødselsdato med fire siffer i året."
    ]


@pytest.mark.parametrize("rows", [[], [row("2", year="1875"), row("", "Uten", "Nummer")]])
def test_a_file_without_one_member_is_refused(rows):
    with pytest.raises(RuleViolation, match="Filen har ingen medlemmer"):
        read(csv(*rows))
    assert ImportRow.objects.count() == 0


def test_a_first_row_that_is_a_member_is_not_shown_as_headers():
    told = refused(csv(row("100", "Kari", "Nordmann", email="kari@example.org"), headers=MONA))

    assert "Første rad ser ikke ut som overskrifter" in told
    assert "Mona" not in told


def test_a_picture_is_told_from_a_list_of_members():
    told = refused(b"\x89PNG\r\n\x1a\n and so on")

    assert told == "Dette er et bilde. Last opp filen med medlemmene, som CSV eller Excel (.xlsx)."


def test_all_that_is_wrong_with_a_row_is_said_at_once():
    of = read(csv(MONA, row("1 2", "Kari", "", year="1875", joined="31.13.2019")))

    assert rejected_lines(of)[0].split(". ") == [
        "Rad 3: Medlemsnummeret «1 2» kan bare ha tall, bokstaver og bindestrek",
        "Etternavnet mangler: «Kari»",
        "Fødselsåret 1875 kan ikke stemme",
        "«31.13.2019» er ingen dato",
        "Skriv den som 31.12.2019.",
    ]


def test_short_rows_and_members_born_after_they_joined_are_rejected():
    of = read(csv(MONA, "2;Kari", row("3", year="1990", joined="1.1.1980"), row("4", joined="2.1.2099")))

    assert rejected_lines(of) == [
        "Rad 3: Raden har for få celler. Navnet eller nummeret mangler.",
        "Rad 4: Innmeldt før fødselsåret 1990.",
        "Rad 5: Innmeldt dato «2.1.2099» kan ikke stemme.",
    ]


def test_a_missing_column_is_named():
    with pytest.raises(RuleViolation, match="ingen kolonne «Nummer»"):
        read(csv(MONA), mapping={"number": "Nummer", "name": "Fornavn"})


def test_one_column_with_the_whole_name_is_read_both_ways():
    bring_in(csv("100001;Dahl, Mona", "2;Eva Marie Li", headers="Medlemsnummer;Navn"))

    assert Person.objects.get(family_name="Li").given_name == "Eva Marie"
    assert Membership.objects.get(number="100001").person.name == "Mona Dahl"


def test_todays_joiner_is_a_member_today():
    bring_in(csv(MONA, row("2", joined=localdate().strftime("%d.%m.%Y"))))

    assert Membership.objects.live(localdate()).filter(number="2").exists()
