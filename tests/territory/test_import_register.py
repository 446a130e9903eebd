"""The postal register: command, page and service."""

import io
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import ProgrammingError, connection, transaction
from django.utils.timezone import localdate

from lokallag.core.errors import RuleViolation
from lokallag.core.models import Change
from lokallag.territory.models import Municipality, PendingFile, PostalCode, RegisterLoad
from lokallag.territory.services import import_register
from tests.cast import EVERYONE, cast
from tests.territory.sources import REGISTER_CSV, REGISTER_RAW, needs_data
from tests.territory.world import AT, CODES, divide, load_register, register, settle

pytestmark = pytest.mark.django_db


def command(name: str, *args: object) -> dict:
    out = io.StringIO()
    call_command(name, *map(str, args), "--json", stdout=out)
    return json.loads(out.getvalue())


@needs_data
def test_whole_register_comes_in_once_and_changes_nothing_the_second_time():
    first = command("import_postal_register", REGISTER_RAW)
    second = command("import_postal_register", REGISTER_CSV)

    assert (first["codes"], first["changed"], len(first["municipalities"])) == (5122, 5122, 359)
    assert first["municipalities"]["3201"] == {"codes": 63, "with_addresses": 30}
    assert (second["codes"], second["changed"]) == (5122, 0)
    assert PostalCode.objects.with_addresses().filter(municipality="3201").count() == 30


def test_dry_run_says_and_changes_nothing(tmp_path: Path):
    path = tmp_path / "register.csv"
    path.write_bytes(register())

    answer = command("import_postal_register", path, "--dry-run")

    assert (answer["changed"], answer["dry_run"]) == (12, True)
    assert (PostalCode.objects.count(), RegisterLoad.objects.count()) == (0, 0)


def test_later_register_renames_moves_and_marks_as_gone(tmp_path: Path):
    load_register()
    later = CODES.replace("1346;GJETTUM;3201;BÆRUM;G\n", "1360;FORNEBU;3201;BÆRUM;G\n")
    later = later.replace("1383;ASKER;3203;ASKER;G", "1383;ASKER ØST;3201;BÆRUM;G")
    path = tmp_path / "register.csv"
    path.write_bytes(register(later))

    answer = command("import_postal_register", path)

    assert (answer["new"], answer["gone"]) == (["1360"], ["1346"])
    assert answer["renamed"] == [{"code": "1383", "before": "ASKER", "after": "ASKER ØST"}]
    assert answer["moved"] == [{"code": "1383", "before": "3203", "after": "3201"}]
    assert answer["changed"] == 3
    assert PostalCode.objects.get(code="1346").gone_on == localdate()
    assert PostalCode.objects.get(code="1383").place_key == "asker ost"


def test_a_code_that_comes_back_is_in_use_again():
    load_register()
    load_register(CODES.replace("1346;GJETTUM;3201;BÆRUM;G\n", ""))
    assert not PostalCode.objects.in_use().filter(code="1346").exists()

    load_register()

    assert PostalCode.objects.in_use().filter(code="1346").exists()


def test_a_register_cut_off_is_refused_unless_told():
    every = "".join(f"{number:04};STED;3201;BÆRUM;G\n" for number in range(1000))
    load_register(every)
    part = register("".join(every.splitlines(keepends=True)[:700]))

    with pytest.raises(RuleViolation, match="mangler 300 av 1000 postnumre"):
        import_register(data=part, source="del.csv", by=None, at=AT)
    assert PostalCode.objects.in_use().count() == 1000

    import_register(data=part, source="del.csv", by=None, at=AT, may_shrink=True)
    assert PostalCode.objects.in_use().count() == 700


OSLO_ONLY = "0951;OSLO;0301;OSLO;G\n0952;OSLO;0301;OSLO;G\n"


def test_a_short_file_without_our_municipality_is_refused_with_what_is_missing(tmp_path: Path):
    settle(cast())
    path = tmp_path / "oslo.csv"
    path.write_bytes(register(OSLO_ONLY))
    said = "Filen mangler 6 av de 6 postnumrene med adresser i Bærum: 1336, 1337, 1344, 1346, 1356, 1357."

    tried = command("import_postal_register", path, "--dry-run")
    with pytest.raises(CommandError) as refused:
        command("import_postal_register", path)

    assert (tried["cut_off"], tried["missing"]) == (True, [said])
    assert str(refused.value) == f"{said} Den ser ut til å være avkortet. Last den ned på nytt."
    assert PostalCode.objects.in_use().count() == 12
    assert command("import_postal_register", path, "--may-shrink")["changed"] == 10


@pytest.mark.parametrize(("left_out", "refused"), [(("1336",), False), (("1336", "1337"), True)])
def test_our_municipality_may_lose_a_fifth_of_its_codes_with_addresses(left_out: tuple[str, ...], refused: bool):
    cast()
    load_register()
    part = "".join(line for line in CODES.splitlines(keepends=True) if not line.startswith(left_out))

    found = import_register(data=register(part), source="del.csv", by=None, at=AT, dry_run=True)

    assert found.cut_off is refused


def test_a_file_without_a_municipality_where_a_branch_answers_is_refused():
    load_register()  # no profile: no municipality is our own
    divide()

    found = import_register(data=register(OSLO_ONLY), source="oslo.csv", by=None, at=AT, dry_run=True)

    assert found.missing == (
        "Filen har ingen postnumre i Bærum, der avdelinger svarer for 1336, 1337, 1344, 1346, 1356, 1357.",
    )


def test_page_wants_a_yes_before_a_short_file_is_taken_in(client):
    settle(cast()).sign_in(client, "secretary")
    address = send(client, "oslo.csv", register(OSLO_ONLY))["Location"]

    shown = client.get(address).content.decode()
    refused = client.post(address, {"steg": "bruk"})

    assert "Filen mangler 6 av de 6 postnumrene med adresser i Bærum" in shown
    assert 'name="kortere"' in shown
    assert refused.status_code == 422
    assert PostalCode.objects.in_use().count() == 12
    assert client.post(address, {"steg": "bruk", "kortere": "ja"}).status_code == 302
    assert PostalCode.objects.in_use().count() == 2


def test_each_import_is_logged_and_its_record_cannot_be_changed():
    load_register()

    load = RegisterLoad.objects.get()
    assert (load.kind, load.codes, load.changed, load.source) == ("register", 12, 12, "prøve.csv")
    assert Change.objects.filter(act="territory.import_register").get().details == {"codes": 12, "changed": 12}
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE territory_registerload SET codes = 1")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("/finnes/ikke.txt", "Fant ikke filen /finnes/ikke.txt. Sjekk navnet og mappa."),
        ("/", "/ er en mappe. Skriv navnet på filen."),
        ("ftp://eksempel.no/fil", "Adressen må begynne med https:// eller http://."),
        ("file:///etc/passwd", "Adressen må begynne med https:// eller http://."),
        ("http://localhost:9/fil", "Fikk ikke hentet filen fra localhost. Sjekk adressen og nettet, og prøv igjen."),
    ],
)
def test_command_says_what_is_wrong_with_the_source(source: str, message: str):
    with pytest.raises(CommandError) as refused:
        call_command("import_postal_register", source)

    assert str(refused.value) == message


def test_command_says_what_is_wrong_with_the_file(tmp_path: Path):
    path = tmp_path / "tom.txt"
    path.write_bytes(b"")

    with pytest.raises(CommandError, match="Filen er tom"):
        call_command("import_postal_register", str(path))


def test_command_reports_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "register.csv"
    path.write_bytes(register())

    call_command("import_postal_register", str(path))

    assert capsys.readouterr().out.splitlines()[:2] == ["12 postnumre i 3 kommuner. 12 endret.", "Nye (12):"]


# the page


def send(client, name: str, data: bytes, what: str = "register"):
    upload = SimpleUploadedFile(name, data)
    return client.post("/omrader/postnummer/", {"hva": what, f"{what}-file": upload})


def test_a_file_is_shown_before_it_is_taken_in(client):
    cast().sign_in(client, "secretary")

    sent = send(client, "register.csv", register())
    shown = client.get(sent["Location"])

    assert sent.status_code == 302
    assert "12 postnumre blir endret" in shown.content.decode()
    assert PostalCode.objects.count() == 0

    taken = client.post(sent["Location"], {"steg": "bruk"})

    assert (taken.status_code, taken["Location"]) == (302, "/omrader/")
    assert PostalCode.objects.count() == 12
    assert Municipality.objects.get(number="3201").display_name == "Bærum"
    assert not PendingFile.objects.exists()


def test_a_waiting_file_can_be_thrown_away(client):
    cast().sign_in(client, "board leader")
    address = send(client, "register.csv", register())["Location"]

    client.post(address, {"steg": "slett"})

    assert (PendingFile.objects.count(), PostalCode.objects.count()) == (0, 0)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "Filen er tom. Se etter at du valgte riktig fil."),
        (b"%PDF-1.7", "Dette er en PDF."),
        (b"navn,lag\nKari,Haslum\n", "Dette ligner ikke på postnummerregisteret."),
    ],
)
def test_page_says_what_is_wrong_with_the_file(client, data: bytes, message: str):
    cast().sign_in(client, "board leader")

    answer = send(client, "feil.txt", data)

    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not PendingFile.objects.exists()


ALLOWED = {"board leader", "secretary"}


@pytest.mark.parametrize("who", EVERYONE)
def test_only_leader_and_secretary_of_the_board_bring_in_registers(client, who: str):
    cast().sign_in(client, who)
    refused = 302 if who == "anonymous" else 403  # to the sign-in page

    assert client.get("/omrader/postnummer/").status_code == (200 if who in ALLOWED else refused)
    assert send(client, "register.csv", register()).status_code == (302 if who in ALLOWED else 403)
    assert PendingFile.objects.exists() is (who in ALLOWED)
