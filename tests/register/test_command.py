"""``lokallag import_members``: the same as the pages, from the server's command line."""

import contextlib
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.timezone import now

from lokallag.membership.models import Membership
from lokallag.people.models import Person
from lokallag.register import services
from lokallag.register.models import ImportRow, RegisterImport
from tests.register.stage import HEADERS, MONA, bring_in, csv, many, row, set_up

pytestmark = pytest.mark.django_db
COLUMNS = {
    "number": "Medlemsnr", "given_name": "Fornavn", "family_name": "Etternavn", "email": "E-post", "birth": "Fødselsår",
    "branch": "Avdeling",
}  # fmt: skip


@pytest.fixture
def mapping(tmp_path):
    set_up()
    path = tmp_path / "oppsett.json"
    path.write_text(json.dumps(COLUMNS))
    return str(path)


@pytest.fixture
def run(tmp_path, capsys):
    """Give what runs the command on a file and returns its JSON."""

    def run(data: bytes, mapping: str, *options: str) -> dict[str, object]:
        path = tmp_path / "medlemmer.csv"
        path.write_bytes(data)
        with contextlib.suppress(SystemExit):  # status 1 where ``error`` says why
            call_command("import_members", str(path), "--mapping", mapping, "--json", *options)
        return json.loads(capsys.readouterr().out)

    return run


def test_a_file_is_brought_in(run, mapping):
    told = run(csv(MONA, row("2", "Ola", "Li", year="1875"), row("3", "Eva", "Li")), mapping)

    assert {key: told[key] for key in ("applied", "new", "same", "gone", "rejected", "error")} == {
        "applied": True, "new": 1, "same": 1, "gone": 0, "rejected": 1, "error": "",
    }  # fmt: skip
    assert told["rejected_rows"] == ["Rad 3: Fødselsåret 1875 kan ikke stemme."]
    assert Membership.objects.filter(number="3").exists()


def test_a_dry_run_says_what_a_real_one_does_and_keeps_nothing(run, mapping):
    file = csv(MONA, *many(range(10, 20)))

    told = run(file, mapping, "--dry-run")

    assert (told["applied"], told["new"], Person.objects.filter(family_name="Mange").count()) == (False, 10, 0)
    assert (RegisterImport.objects.count(), ImportRow.objects.count()) == (0, 0)
    real = run(file, mapping)
    assert {**told, "dry_run": False, "applied": True} == real


def test_a_mapping_saved_on_the_page_is_found_by_its_name(run, mapping):
    services.save_mapping(name="Sentralt", mapping=COLUMNS, at=now())  # type: ignore[arg-type]

    assert run(csv(MONA), "Sentralt")["same"] == 1


def test_an_unknown_mapping_is_told_with_those_there_are(run, mapping):
    services.save_mapping(name="Sentralt", mapping=COLUMNS, at=now())  # type: ignore[arg-type]

    with pytest.raises(CommandError, match="Lagret: Sentralt"):
        run(csv(MONA), "Annet")


@pytest.mark.parametrize("written", ["[1]", "{", '{"number": 1}', '{"hvem": "Navn"}'])
def test_a_mapping_that_is_none_is_told(run, mapping, tmp_path, written):
    path = tmp_path / "galt.json"
    path.write_text(written)

    with pytest.raises(CommandError):
        run(csv(MONA), str(path))


def test_those_gone_need_a_reason(run, mapping):
    bring_in(csv(MONA, *many(range(10, 60))))

    told = run(csv(MONA, *many(range(10, 59))), mapping)
    assert (told["applied"], Membership.objects.exclude(ended_on=None).count()) == (False, 0)
    assert "--end-reason" in str(told["error"])

    assert run(csv(MONA, *many(range(10, 59))), mapping, "--end-reason", "died")["applied"]
    assert Membership.objects.get(number="59").end_reason == "died"


def test_many_gone_are_left_to_two_officers_on_the_page(run, mapping):
    bring_in(csv(MONA, *many(range(100, 200))))

    told = run(csv(MONA, *many(range(130, 200))), mapping, "--end-reason", "unpaid")

    waiting = RegisterImport.objects.get(state="ready")
    assert f"/medlemsregister/{waiting.pk}/" in str(told["error"])
    assert Membership.objects.exclude(ended_on=None).count() == 0


def test_answers_are_given_as_options(run, mapping):
    assert run(csv(row("100001", "Mona", "Berg")), mapping)["renamed"] == 1
    assert Person.objects.filter(family_name="Berg").count() == 0

    run(csv(row("100001", "Mona", "Berg")), mapping, "--accept-name", "100001")

    assert Membership.objects.get(number="100001").person.name == "Mona Berg"


def test_without_json_the_counts_stand_in_words(mapping, tmp_path, capsys):
    path = tmp_path / "medlemmer.csv"
    path.write_bytes(csv(MONA, row("3", "Eva", "Li")))

    call_command("import_members", str(path), "--mapping", mapping)

    assert capsys.readouterr().out.splitlines() == ["Nye medlemmer: 1", "Uendrede: 1", "Filen er ført inn."]


def test_headers_of_both_languages_are_guessed():
    from lokallag.register.domain.fields import guess

    assert len(guess(HEADERS.split(";"))) == 12
    nynorsk = (
        "Medlemsnummer;Førenamn;Fornamn;Etternamn;E-postadresse;Mobiltelefon;Fødd;Kjønn;Postnr.;Medlem sidan;Lokallag"
    )
    found = guess(nynorsk.split(";"))
    assert {field.value for field in found} == {
        *("number", "given_name", "family_name", "email", "phone"),
        *("birth", "gender", "postal_code", "joined_on", "branch"),
    }
