"""The command ``lokallag``: who it comes as, what it answers, and how it says what went wrong."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lokallag import cli
from lokallag.core import database
from lokallag.core.database.roles import make_database
from tests.core.private import Installation
from tests.databases import IsolatedDatabase


def _run(environ: dict[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "lokallag", *words]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


WHOM = "from django.db import connection as c; k = c.cursor(); k.execute('SELECT current_user'); print(k.fetchone()[0])"


def test_commands_come_as_the_app_and_migrate_as_the_owner(isolated_database: IsolatedDatabase):
    with database.connect(database.Role.OWNER, isolated_database.environ) as owner:
        owner.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        owner.execute("DROP TABLE django_session")

    shell = _run(isolated_database.environ, "shell", "--no-imports", "--command", WHOM)
    migrated = _run(isolated_database.environ, "migrate", "--json")

    with database.connect(database.Role.OWNER, isolated_database.environ) as owner:
        tables = owner.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'django_session'").fetchone()
    assert shell.stdout == "lokallag_app\n", shell.stderr
    assert migrated.returncode == 0, migrated.stderr
    assert "  Applying sessions.0001_initial... OK" in json.loads(migrated.stdout)["output"]
    assert tables == ("lokallag_owner",)


def test_migrate_without_an_owner_says_what_to_set(isolated_database: IsolatedDatabase):
    del isolated_database.environ["DATABASE_OWNER_URL"]

    done = _run(isolated_database.environ, "migrate")

    assert done.returncode == 1
    assert done.stderr.startswith("Feil: Sett DATABASE_OWNER_URL")


def test_tables_that_are_not_made_are_explained(isolated_database: IsolatedDatabase):
    name = f"{isolated_database.name}_empty"
    environ = {key: value.replace(isolated_database.name, name) for key, value in isolated_database.environ.items()}
    with database.connect(database.Role.SUPERUSER, {**environ, "DATABASE_URL": ""}, dbname="postgres") as superuser:
        make_database(superuser, name)
        try:
            done = _run(environ, "shell", "--no-imports", "--json", "--command",
                        "from lokallag.core.models import Change; Change.objects.count()")  # fmt: skip
        finally:
            superuser.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]

    assert json.loads(done.stdout) == {"error": "Databasen mangler tabeller. Kjør lokallag migrate først."}
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["no_such_command"], "Det finnes ingen kommando som heter no_such_command. Se lokallag help."),
        (["database", "bakup"], "kan ikke være 'bakup'"),
        (["database", "backup"], "FIL"),
        (["database", "restore", "/no/such/file"], "/no/such/file finnes ikke."),
        (["check", "--no-such-option"], "Vi kjenner ikke --no-such-option"),
    ],
)
def test_error_is_one_json_object_and_status_1(capsys, words, told):
    status = cli.main([*words, "--json"])

    out = capsys.readouterr().out
    assert status == 1
    assert told in json.loads(out)["error"]
    assert out.count("\n") == 1


def test_error_without_json_is_one_line_on_standard_error(capsys):
    assert cli.main(["no_such_command"]) == 1

    caught = capsys.readouterr()
    assert caught.out == ""
    assert caught.err == "Feil: Det finnes ingen kommando som heter no_such_command. Se lokallag help.\n"


def test_command_that_knows_no_json_is_wrapped(capsys):
    assert cli.main(["check", "--json"]) == 0

    answer = json.loads(capsys.readouterr().out)
    assert answer["command"] == "check"
    assert answer["output"][-1].startswith("System check identified no issues")


def test_help_lists_our_commands_and_starts_nothing(tmp_path: Path):
    installed = Installation(tmp_path / "var")

    done = installed.run("help")

    assert done.returncode == 0, done.stderr
    assert "lokallag database backup FIL" in done.stdout
    assert "import" in done.stdout
    assert not (tmp_path / "var" / "postgres").exists()


def test_remove_asks_for_a_yes(installation: Installation):
    installation.asked("database", "start")

    assert "--yes" in installation.asked("database", "remove")["error"]
    assert len(installation.postmasters()) == 1
    head = installation.var / "audit-head.json"  # where the chain of the logs had come to
    head.write_text("{}")
    assert installation.asked("database", "remove", "--yes") == {"removed": True}
    assert not head.exists()
    assert installation.asked("database", "remove", "--yes") == {"removed": False}


@pytest.mark.parametrize("command", ["start", "remove"])
def test_database_of_others_is_not_ours_to_start_or_delete(isolated_database: IsolatedDatabase, command):
    words = ["--yes"] if command == "remove" else []

    done = _run(isolated_database.environ, "database", command, *words, "--json")

    assert json.loads(done.stdout)["error"].startswith("DATABASE_URL er satt.")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["import_branches", "ark.csv"], "Oppgi også --municipality."),
        (["demo", "--members", "mange"], "--members kan ikke være 'mange'."),
        (["demo", "--ukjent"], "Vi kjenner ikke --ukjent."),
    ],
)
def test_what_is_wrong_with_options_is_said_in_norwegian(shared, words, says):
    assert says in shared.asked(*words)["error"]
