"""Dividing a municipality: the command, the page and the service, with history."""

import io
import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction

from lokallag.core.errors import RuleViolation
from lokallag.core.models import Change
from lokallag.organisation.models import Kind, Unit, UnitName
from lokallag.territory.domain.branch_sheet import Sheet
from lokallag.territory.domain.tables import read_text
from lokallag.territory.models import PostalCode, Responsibility
from lokallag.territory.queries import division_as_csv, held_codes, preview_sheet, read_rows, responsible_unit
from tests.cast import EVERYONE, cast
from tests.factories import UnitFactory
from tests.territory.sources import xlsx
from tests.territory.world import CODES, JANUARY, JUNE, MARCH, SHEET, divide, load_register

pytestmark = pytest.mark.django_db
EVE_OF_MARCH = MARCH - timedelta(days=1)


def who_answers(code: str, on: date) -> str:
    unit = responsible_unit(code, on)
    return unit.name if unit else ""


def read_rows_of(text: str) -> Sheet:
    return read_rows(read_text(text))


# the service


def test_a_sheet_creates_branches_that_answer_from_the_day():
    load_register()
    divide(on=MARCH)

    assert [who_answers("1344", day) for day in (EVE_OF_MARCH, MARCH, JUNE)] == ["", "Haslum", "Haslum"]
    branches = Unit.objects.branches(MARCH)
    assert [(branch.name, branch.opened_on) for branch in branches] == [("Haslum", MARCH), ("Sandvika", MARCH)]
    row = Responsibility.objects.filter(code="1344").get()
    assert (row.decision, row.valid_until) == ("Årsmøtet, sak 6", None)


def test_who_answered_in_the_past_stays_true():
    load_register()
    divide(on=JANUARY)

    divide(SHEET.replace("1356", "1337").replace("1336-1337,1357", "1336,1356,1357"), on=MARCH, decision="Sak 7")

    assert [who_answers("1356", day) for day in (JANUARY, EVE_OF_MARCH, MARCH)] == ["Haslum", "Haslum", "Sandvika"]
    assert [who_answers("1337", day) for day in (EVE_OF_MARCH, MARCH)] == ["Sandvika", "Haslum"]
    assert list(Responsibility.objects.filter(code="1344").values_list("valid_from", "valid_until", "decision")) == [
        (JANUARY, None, "Årsmøtet, sak 6")
    ]


def test_post_office_boxes_follow_their_place():
    load_register()
    divide(on=JANUARY)

    assert who_answers("1305", MARCH) == "Haslum"
    assert who_answers("1300", MARCH) == "Sandvika"
    assert responsible_unit("1318", MARCH) is None  # Bekkestua has two branches


def test_export_read_in_again_changes_nothing():
    load_register()
    divide(on=JANUARY)
    before = list(Responsibility.objects.order_by("pk").values())

    divide(division_as_csv("3201", MARCH), on=MARCH)

    assert list(Responsibility.objects.order_by("pk").values()) == before
    header, first = division_as_csv("3201", MARCH).splitlines()[:2]
    assert (header, first) == ("\ufeffpostnummer;poststed;avdeling", "1336;Sandvika;Sandvika")


def test_a_branch_renamed_in_the_sheet_keeps_its_codes_and_its_past_name():
    load_register()
    divide(on=JANUARY)

    divide(SHEET.replace("Haslum;", "Haslum og Gjettum;"), on=MARCH, renames={"Haslum": "Haslum og Gjettum"})

    assert [who_answers("1344", day) for day in (EVE_OF_MARCH, MARCH)] == ["Haslum", "Haslum og Gjettum"]
    assert Unit.objects.filter(kind=Kind.BRANCH).count() == 2
    assert UnitName.objects.get(name="Haslum og Gjettum").decision == "Årsmøtet, sak 6"


def test_a_branch_can_take_the_name_that_another_leaves():
    load_register()
    divide(on=JANUARY)
    haslum = responsible_unit("1344", JANUARY)

    divide(
        "Lag;Postnr\nSandvika;1344,1346,1356\nFornebu;1336-1337,1357\n",
        on=MARCH,
        renames={"Haslum": "Sandvika", "Sandvika": "Fornebu"},
    )

    assert [who_answers(code, MARCH) for code in ("1344", "1336")] == ["Sandvika", "Fornebu"]
    assert responsible_unit("1344", MARCH) == haslum


def test_the_same_day_can_be_corrected_and_an_earlier_one_not():
    load_register()
    divide(on=MARCH)
    divide(SHEET.replace(",1356", "").replace("1357", "1356,1357"), on=MARCH)

    assert who_answers("1356", MARCH) == "Sandvika"
    with pytest.raises(RuleViolation, match=re.escape("begynte 11. mars. Velg den dagen eller en senere.")):
        divide("Lag;Postnr\nØst;1344", on=JANUARY)
    assert not UnitName.objects.filter(name="Øst").exists()


def test_codes_left_out_are_answered_for_by_nobody_from_the_day():
    load_register()
    divide(on=JANUARY)

    divide("Lag;Postnr\nHaslum;1344,1346,1356\n", on=MARCH)

    assert [who_answers("1336", day) for day in (EVE_OF_MARCH, MARCH)] == ["Sandvika", ""]


@pytest.mark.parametrize(
    ("text", "more", "message"),
    [
        (SHEET, {"decision": " "}, "Skriv hvilket vedtak inndelingen bygger på, for eksempel «Årsmøtet 2027, sak 6»."),
        (SHEET + "Øst;1344", {}, "1344 Haslum står på Haslum og Øst. Velg hvem som skal ha den."),
        (SHEET, {"seen": "noe annet"},
         "Noen har endret inndelingen mens du så på den. Se over forhåndsvisningen og lagre en gang til."),
        ("Lag;Postnr\nBærum Arbeiderparti;1344", {},
         "Navnet «Bærum Arbeiderparti» er i bruk av kommuneparti. Velg et annet navn på avdelingen."),
    ],
)  # fmt: skip
def test_nothing_is_saved_before_all_is_settled(text: str, more: dict, message: str):
    load_register()
    UnitFactory(kind=Kind.MUNICIPAL, name="Bærum Arbeiderparti")

    with pytest.raises(RuleViolation) as refused:
        divide(text, **more)

    assert str(refused.value) == message
    assert not Responsibility.objects.exists()
    assert not Unit.objects.filter(kind=Kind.BRANCH).exists()


def test_a_municipality_that_is_not_in_the_register_is_refused():
    load_register()
    with pytest.raises(RuleViolation, match="Kommunen 9999 finnes ikke i postnummerregisteret"):
        preview_sheet(read_rows_of(SHEET), municipality="9999", on=JANUARY)


def test_two_units_can_never_answer_for_a_code_at_once():
    load_register()
    divide(on=JANUARY)
    other = UnitFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Responsibility.objects.create(code_id="1344", unit=other, valid_from=JUNE, decision="x")

    constraint = next(
        each for each in Responsibility._meta.constraints if each.name == "responsibility_one_unit_per_code"
    )
    assert str(constraint.violation_error_message) == "En annen avdeling svarer for postnummeret i denne perioden."


def test_a_division_is_logged_with_day_and_number_of_codes():
    load_register()
    divide(on=JANUARY)

    change = Change.objects.filter(act="territory.manage_areas").get()

    assert (change.target_id, change.details) == ("3201", {"valid_from": "2026-01-01", "codes": 6})


def test_a_code_that_the_register_dropped_is_left_alone():
    load_register()
    divide(on=JANUARY)
    load_register(CODES.replace("1346;GJETTUM;3201;BÆRUM;G\n", ""))

    divide(division_as_csv("3201", MARCH), on=MARCH)

    assert Responsibility.objects.get(code="1346").valid_until is None


# the command


def run(path: Path, *more: str) -> dict:
    out = io.StringIO()
    call_command("import_branches", str(path), "--municipality", "3201", *more, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    load_register()
    path = tmp_path / "lag.csv"
    path.write_text(SHEET, encoding="latin-1")
    return path


def test_command_divides_from_a_day_with_a_decision(sheet: Path):
    answer = run(sheet, "--from", "2026-03-11", "--decision", "Årsmøtet 2026, sak 6", "--decided-on", "10.03.2026")
    again = run(sheet, "--from", "2026-03-11", "--decision", "Sak 7")

    assert (answer["saved"], answer["changed"], answer["problems"]) == (True, 8, [])
    assert (again["saved"], again["changed"]) == (False, 0)
    row = Responsibility.objects.get(code="1344")
    assert (row.valid_from, row.decision, row.decided_on) == (MARCH, "Årsmøtet 2026, sak 6", date(2026, 3, 10))


def test_command_tries_dry(sheet: Path):
    assert run(sheet, "--dry-run")["saved"] is False
    assert not Responsibility.objects.exists()


def test_command_wants_a_choice_for_each_overlap(sheet: Path):
    sheet.write_text(SHEET + "Øst;1344\n")

    assert run(sheet, "--dry-run")["overlaps"][0]["claimants"] == ["Haslum", "Øst"]
    with pytest.raises(CommandError, match="1344 Haslum står på Haslum og Øst"):
        run(sheet, "--decision", "Sak 6")
    assert not Responsibility.objects.exists()

    assert run(sheet, "--decide", "1344=Øst", "--from", "2026-03-11", "--decision", "Sak 6")["saved"] is True
    assert who_answers("1344", MARCH) == "Øst"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--from", "i går"], "«i går» er ingen dato. Skriv den som 2027-03-11 eller 11.03.2027."),
        (["--decide", "1344"], "Skriv «1344» med likhetstegn, for eksempel 1344=Haslum."),
    ],
)
def test_command_says_how_to_write_its_options(sheet: Path, more: list[str], message: str):
    with pytest.raises(CommandError, match=re.escape(message)):
        run(sheet, *more)


def test_command_turns_the_address_of_an_online_sheet_away():
    with pytest.raises(CommandError, match="velg Fil → Last ned"):
        call_command("import_branches", "https://docs.google.com/spreadsheets/d/x/edit", "--municipality", "3201")


# the page

PAGE = "/omrader/import/"
TODAY = {"valid_from": "11.03.2026"}


def mark_in(answer) -> str:
    found = re.search(r'name="sett" value="(\w+)"', answer.content.decode())
    assert found
    return found.group(1)


def key_in(answer) -> str:
    found = re.search(r'name="engangsnokkel" value="([\w-]+)"', answer.content.decode())
    assert found
    return found.group(1)


@pytest.fixture
def board(client):
    load_register()
    cast(today=date(2026, 6, 1)).sign_in(client, "board leader")
    return client


def test_page_shows_what_changes_and_saves_nothing(board):
    answer = board.post(PAGE, {"text": SHEET + "Øst;1344\nVest;1383,1305,9999,951", **TODAY, "steg": "se"})
    text = answer.content.decode()

    assert answer.status_code == 200
    assert "1 postnummer står på flere avdelinger" in text
    assert "Ta inndelingen i bruk" not in text
    for part in (
        "Hvem skal ha 1344 Haslum?",
        "Rad 5: 1383 Asker ligger i Asker, og er hoppet over.",
        "Rad 5: 1305 er postbokser uten eget område. De følger stedet Haslum.",
        "Rad 5: 9999 finnes ikke i postnummerregisteret, og er hoppet over.",
        "Rad 5: 951 er lest som 0951.",
    ):
        assert part in text
    assert not Responsibility.objects.exists()


def test_page_saves_after_the_choice_and_only_once(board):
    sheet = {"text": SHEET + "Øst;1344\n", "decision": "Årsmøtet 2026, sak 6", **TODAY}
    first = board.post(PAGE, {**sheet, "steg": "se"})
    chosen = {**sheet, "valg-1344": "Øst", "steg": "bruk", "sett": mark_in(first), "engangsnokkel": key_in(first)}

    saved, again = board.post(PAGE, chosen), board.post(PAGE, chosen)

    assert (saved.status_code, saved["Location"]) == (302, "/omrader/")
    assert (again.status_code, again["Location"]) == (302, "/omrader/")
    assert who_answers("1344", MARCH) == "Øst"
    assert Responsibility.objects.filter(code="1344").count() == 1


def test_page_keeps_text_and_choices_where_something_is_wrong(board):
    sheet = {"text": SHEET + "Øst;1344\n", **TODAY}
    first = board.post(PAGE, {**sheet, "steg": "se"})

    answer = board.post(PAGE, {**sheet, "valg-1344": "Øst", "steg": "bruk", "sett": mark_in(first)})
    text = answer.content.decode()

    assert answer.status_code == 422
    assert "Skriv hvilket vedtak inndelingen bygger på" in text
    assert "Øst;1344" in text
    assert re.search(r'value="Øst" checked', text)
    assert not Responsibility.objects.exists()


def test_a_stale_page_is_refused_and_shows_how_things_are_now(board):
    sheet = {"text": SHEET, "decision": "Sak 6", **TODAY}
    first = board.post(PAGE, {**sheet, "steg": "se"})
    divide("Lag;Postnr\nSandvika;1336\n", on=MARCH)

    answer = board.post(PAGE, {**sheet, "steg": "bruk", "sett": mark_in(first)})

    assert answer.status_code == 422
    assert "Noen har endret inndelingen mens du så på den." in answer.content.decode()
    assert mark_in(answer) != mark_in(first)
    assert who_answers("1344", MARCH) == ""


def test_a_file_becomes_text_that_can_be_changed(board):
    upload = SimpleUploadedFile("lag.xlsx", xlsx([["Postnr", "Lag"], [1344, "Haslum"], [None], [951, "Øst"]]))

    answer = board.post(PAGE, {"file": upload, **TODAY, "steg": "bruk"})
    text = answer.content.decode()

    assert answer.status_code == 200
    assert "1344\tHaslum" in text
    assert "Rad 4: 951 er lest som 0951" in text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"text": ""}, "Det er ikke limt inn noe ennå."),
        ({"text": "https://docs.google.com/spreadsheets/d/x/edit"}, "velg Fil → Last ned"),
        ({"text": "Navn;Leder\nHaslum;Kari"}, "Fant ingen kolonne med postnummer."),
        ({"text": SHEET, "valid_from": "31.02.2026"}, "Skriv datoen som dag, måned og år"),
        ({"file": SimpleUploadedFile("lag.csv", b"")}, "Filen er tom."),
        ({"file": SimpleUploadedFile("lag.pdf", b"%PDF-1.7")}, "Dette er en PDF."),
    ],
    ids=["empty", "address", "columns", "day", "empty file", "pdf"],
)
def test_page_says_what_is_wrong_with_the_sheet(board, data: dict, message: str):
    answer = board.post(PAGE, {**TODAY, **data, "steg": "se"})

    assert answer.status_code == 422
    assert message in answer.content.decode()


def test_a_new_name_is_offered_and_taken(board):
    divide(on=JANUARY)
    sheet = {"text": "Lag;Postnr\nGjettum;1344,1346,1356\nSandvika;1336-1337,1357", "decision": "Sak 6", **TODAY}
    first = board.post(PAGE, {**sheet, "steg": "se"})
    assert "Er «Gjettum» det samme som Haslum?" in first.content.decode()

    renamed = {**sheet, "omdop": '["Haslum", "Gjettum"]', "steg": "bruk", "sett": mark_in(first)}
    answer = board.post(PAGE, renamed)

    assert answer.status_code == 302
    assert [who_answers("1344", day) for day in (EVE_OF_MARCH, MARCH)] == ["Haslum", "Gjettum"]


def test_page_begins_with_the_division_of_today(board):
    divide(on=JANUARY)

    text = board.get(f"{PAGE}?fra=dagens").content.decode()

    assert "Haslum\t1344, 1346, 1356" in text


def test_the_text_is_still_there_after_sign_out(board):
    board.logout()

    answer = board.post(PAGE, {"text": SHEET, **TODAY, "steg": "se"})

    assert answer.status_code == 403
    assert "Haslum;1344,1346,1356" in answer.content.decode()


def test_page_sends_you_to_the_register_first(client):
    cast().sign_in(client, "board leader")

    assert client.get(PAGE)["Location"] == "/omrader/postnummer/"


@pytest.mark.parametrize("who", EVERYONE)
def test_only_leader_and_secretary_of_the_board_divide(client, who: str):
    load_register()
    cast(today=date(2026, 6, 1)).sign_in(client, who)
    form = {"text": SHEET, "decision": "Sak 6", **TODAY}
    mark = preview_sheet(read_rows_of(SHEET), municipality="3201", on=MARCH).mark

    answer = client.post(PAGE, {**form, "steg": "bruk", "sett": mark})

    allowed = who in {"board leader", "secretary"}
    assert answer.status_code == (302 if allowed else 403)
    assert bool(held_codes("3201", MARCH)) is allowed
    assert PostalCode.objects.count() == 12


def test_a_name_that_a_branch_bears_later_is_refused_in_words():
    load_register()
    divide(on=date(2026, 12, 1))

    with pytest.raises(RuleViolation) as refused:
        divide(on=JUNE)

    assert str(refused.value) == (
        "Navnet «Haslum» er i bruk av en avdeling fra 1. desember. Velg et annet navn på avdelingen."
    )


# what must be settled first

GJETTUM = SHEET.replace("Haslum;", "Gjettum;")


def test_command_wants_a_decision_unless_it_is_tried_dry(sheet: Path, capsys: pytest.CaptureFixture[str]):
    message = 'Skriv hvilket vedtak inndelingen bygger på: --decision "Årsmøtet 2027, sak 6".'

    with pytest.raises(CommandError) as refused:
        call_command("import_branches", str(sheet), "--municipality", "3201", "--json")

    assert str(refused.value) == message
    assert json.loads(capsys.readouterr().out) == {"error": message}
    assert not Responsibility.objects.exists()


def test_command_wants_a_yes_to_gaps_and_names_them(sheet: Path):
    run(sheet, "--from", "2026-03-11", "--decision", "Sak 6")
    sheet.write_text("Lag;Postnr\nHaslum;1344,1346,1356\nSandvika;1336\n")

    assert run(sheet, "--dry-run")["ready"] is False
    with pytest.raises(CommandError, match="1337 Sandvika står ikke i arket") as refused:
        run(sheet, "--decision", "Sak 7")
    assert "--accept-gaps" in str(refused.value)
    assert held_codes("3201", JUNE).keys() >= {"1337", "1357"}
    assert run(sheet, "--decision", "Sak 7", "--accept-gaps")["saved"] is True


def test_command_asks_whether_a_former_name_is_the_same_branch(sheet: Path):
    divide(on=JANUARY)
    divide(GJETTUM, on=MARCH, renames={"Haslum": "Gjettum"})
    facts = ("--decision", "Sak 8", "--accept-gaps")

    with pytest.raises(CommandError, match="«Haslum» er et tidligere navn på Gjettum") as refused:
        run(sheet, *facts)
    assert '--rename "Gjettum=Haslum" eller --new "Haslum"' in str(refused.value)
    assert Unit.objects.filter(kind=Kind.BRANCH).count() == 2

    assert run(sheet, *facts, "--dry-run", "--new", "haslum")["ready"] is True
    assert run(sheet, *facts, "--rename", "Gjettum=Haslum")["saved"] is True
    assert Unit.objects.filter(kind=Kind.BRANCH).count() == 2


def test_a_new_branch_with_a_former_name_is_created_when_somebody_says_so():
    load_register()
    divide(on=JANUARY)
    divide(GJETTUM, on=MARCH, renames={"Haslum": "Gjettum"})

    divide(GJETTUM.replace("1346,", "") + "Haslum;1346\n", on=JUNE, fresh=["Haslum"])

    assert [who_answers(code, JUNE) for code in ("1344", "1346")] == ["Gjettum", "Haslum"]
    assert Unit.objects.filter(kind=Kind.BRANCH).count() == 3


def test_page_asks_about_a_name_and_about_gaps(board):
    divide(on=JANUARY)
    sheet = {"text": "Lag;Postnr\nGjettum;1344,1346\nSandvika;1336-1337,1357", "decision": "Sak 6", **TODAY}

    first = board.post(PAGE, {**sheet, "steg": "se"})
    text = first.content.decode()
    new = board.post(PAGE, {**sheet, "omdop-1": '["", "Gjettum"]', "hull": "ja", "steg": "se"}).content.decode()
    unsaid = board.post(PAGE, {**sheet, "omdop-1": '["", "Gjettum"]', "steg": "bruk", "sett": mark_in(first)})

    assert "Ingen avdeling skal svare for 1356 etter dette" in text
    assert "1356 Bekkestua står ikke i arket. I dag svarer Haslum; etter dette svarer ingen." in text
    assert "Ta inndelingen i bruk" not in text
    assert new.count("Ta inndelingen i bruk") == 2
    assert "<ins>1344, 1346</ins>" in new  # what a new branch gets
    assert unsaid.status_code == 422
    assert who_answers("1356", MARCH) == "Haslum"


def test_page_says_once_at_the_date_that_it_is_too_early(board):
    divide(on=MARCH)

    answer = board.post(PAGE, {"text": SHEET, "valid_from": "01.01.2026", "steg": "se"})
    text = answer.content.decode()

    assert answer.status_code == 422
    assert "Inndelingen som gjelder nå, begynte 11. mars" in text
    assert 'href="#id_valid_from"' in text
    assert "er i bruk av" not in text


def test_a_day_before_a_branch_was_opened_is_named():
    load_register()
    UnitFactory(kind=Kind.BRANCH, name="Haslum", opened_on=MARCH)

    with pytest.raises(RuleViolation, match=re.escape("Haslum ble opprettet 11. mars. Velg den dagen")) as refused:
        divide(on=JANUARY)

    assert refused.value.field == "valid_from"


def test_a_decision_of_a_day_to_come_is_refused(board):
    sheet = {"text": SHEET, "decision": "Sak 6", "decided_on": "01.01.2199", **TODAY}

    answer = board.post(PAGE, {**sheet, "steg": "se"})

    assert answer.status_code == 422
    assert "Vedtaket må være gjort i dag eller tidligere." in answer.content.decode()
    with pytest.raises(RuleViolation) as refused:
        divide(decided_on=date(2026, 6, 2))
    assert refused.value.field == "decided_on"


def test_page_lists_what_nobody_answers_for_in_one_line_and_wants_a_decision(board):
    text = board.post(PAGE, {"text": "Lag;Postnr\nHaslum;1356,1357", **TODAY, "steg": "se"}).content.decode()

    assert '<p class="small num">1336, 1337, 1344, 1346</p>' in text
    label = re.search(r"<label[^>]*for=\"id_decision\".*?</label>", text, re.DOTALL)
    assert label
    assert "kan stå tomt" not in label.group()


def test_an_empty_file_gives_one_message(board):
    text = board.post(PAGE, {"file": SimpleUploadedFile("lag.csv", b""), **TODAY, "steg": "se"}).content.decode()

    assert "Filen er tom." in text
    assert "Det er ikke limt inn noe ennå." not in text


def test_a_text_that_is_too_long_is_told_in_our_words(board):
    text = board.post(PAGE, {"text": SHEET, "title": "x" * 10_000, **TODAY, "steg": "se"}).content.decode()

    assert "Skriv høyst 120 tegn. Du har skrevet 10\u00a0000." in text


@pytest.mark.parametrize("number", ["9" * 5000, "x", "", "-1", "99999999999999999999"])
def test_a_draft_that_is_not_there_is_no_draft(board, number: str):
    assert board.get(f"{PAGE}?utkast={number}").status_code == 200
