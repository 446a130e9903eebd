"""The command ``lokallag``: Django's commands and our own, on a database that is running.

Each command starts the private database and makes its roles. ``lokallag migrate`` comes as the database's owner, all
others as the app. With ``--json`` standard output is one JSON object and nothing else, also when it goes wrong.
"""

import argparse
import contextlib
import io
import json
import os
import re
import sys
from collections.abc import Iterator, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from lokallag import restoring, server
from lokallag.core import database
from lokallag.core.database import backups, dump, keys
from lokallag.core.database.connection import ROLE_VARIABLE

OWNER_COMMANDS = {"migrate", "demo"}
NEEDS_NO_DATABASE = {"help", "version", "--help", "-h", "--version", "compilemessages", "makemessages"}
OWN_COMMANDS = """Lokallags egne kommandoer:
  lokallag serve [--port 8000] [--host 127.0.0.1]   kjør nettsted og bakgrunnsjobber
  lokallag migrate                                  lag eller endre tabellene (som databasens eier)
  lokallag start                                    gi lederen og sekretæren de første vervene, og vis hva som gjenstår
  lokallag start --code                             vis koden som åpner det samme på nettsiden
  lokallag start --break-glass                      nødåpning, når for få er igjen som kan godkjenne
  lokallag verify_audit [--head TALL:HODE]          si om loggene er slik de ble skrevet
  lokallag database start | stop                    start eller stopp den private databasen
  lokallag database key FIL                         lag en nøkkel til sikkerhetskopier: FIL (privat) og FIL.pub
  lokallag database backup FIL --key NØKKEL.pub     lagre alt i en kryptert fil (eller --plain, uten kryptering)
  lokallag database restore FIL --key NØKKEL        bytt alt ut med det som er i filen
  lokallag database prune MAPPE --days 35           slett sikkerhetskopier som er for gamle
  lokallag database remove --yes                    slett den private databasen for godt
Med --json er svaret ett JSON-objekt. Resten er kommandoer fra Django og rommene:
"""


class Failed(Exception):
    """A command that could not be done. The text is for the one who ran it."""


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 failed, 2 not understood."""
    given = sys.argv[1:] if argv is None else argv
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lokallag.settings")
    as_json = "--json" in given and given[:1] != ["serve"]
    try:
        with _only_json() if as_json else contextlib.nullcontext():
            return _run(given)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 1
    except Exception as error:
        message = _explained(error)
        if message is None:
            if not as_json:
                raise
            message = f"{type(error).__name__}: {error}"
        if as_json:
            print(json.dumps({"error": message}, ensure_ascii=False))
        else:
            print(f"Feil: {message}", file=sys.stderr)
        return 1


def _run(given: list[str]) -> int:
    name = given[0] if given else "help"
    if name == "database":
        return _database(given[1:])
    if name in OWNER_COMMANDS:
        os.environ[ROLE_VARIABLE] = database.Role.OWNER
        database.parameters(database.Role.OWNER, os.environ)
    if name not in NEEDS_NO_DATABASE:
        database.ensure_started(os.environ)
    if name == "serve":
        return server.main(given[1:])
    status = _django(name, given)
    if name == "migrate" and status == 0:
        restoring.finish_after_migrate(os.environ)
    return status


# --- lokallag database -------------------------------------------------------------------------------------------


def _database(given: list[str]) -> int:
    parser = _Parser(prog="lokallag database")
    shared = _Parser(add_help=False)
    shared.add_argument("--json", action="store_true", help="svar med ett JSON-objekt")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    commands.add_parser("start", parents=[shared], help="start den private databasen, og la den gå")
    commands.add_parser("stop", parents=[shared], help="stopp den private databasen")
    key = commands.add_parser("key", parents=[shared], help="lag en nøkkel til sikkerhetskopier")
    key.add_argument("file", type=Path, metavar="FIL")
    backup = commands.add_parser("backup", parents=[shared], help="lagre alt i en fil")
    backup.add_argument("file", type=Path, metavar="FIL")
    backup.add_argument("--key", type=Path, action="append", default=[], metavar="NØKKEL.pub", help="kan gjentas")
    backup.add_argument("--plain", action="store_true", help="uten kryptering")
    restore = commands.add_parser("restore", parents=[shared], help="bytt alt ut med det som er i en fil")
    restore.add_argument("file", type=Path, metavar="FIL")
    restore.add_argument("--key", type=Path, action="append", default=[], metavar="NØKKEL", help="den private nøkkelen")
    restore.add_argument("--ledger", type=Path, action="append", default=[], metavar="FIL", help="sletteliste til")
    prune = commands.add_parser("prune", parents=[shared], help="slett sikkerhetskopier som er for gamle")
    prune.add_argument("folder", type=Path, metavar="MAPPE")
    prune.add_argument("--days", type=int, default=35, metavar="DAGER")
    remove = commands.add_parser("remove", parents=[shared], help="slett den private databasen for godt")
    remove.add_argument("--yes", action="store_true", required=True, help="ja, slett alt")
    chosen = parser.parse_args(given)
    answer, words = _database_done(chosen)
    print(json.dumps(answer, ensure_ascii=False) if chosen.json else words)
    return 0


def _database_done(chosen: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Do one subcommand. Returns its answer as data and as a sentence."""
    environ = os.environ
    match chosen.command:
        case "start":
            database.start(environ)
            host = database.parameters(database.Role.APP, environ)["host"]
            return {"running": True, "host": host}, f"Databasen går. Den svarer i {host}."
        case "stop":
            found = database.is_private(environ) and database.stop(environ)
            return {"running": False, "stopped": found}, "Databasen er stoppet." if found else "Ingen database gikk."
        case "remove":
            found = database.remove(environ)
            return {"removed": found}, "Databasen er slettet." if found else "Det var ingen database å slette."
        case "key":
            public = keys.make_key(chosen.file, at=datetime.now(UTC))
            words = (
                f"Den private nøkkelen er {chosen.file}. Flytt den bort fra tjeneren, til noen i styret som tar vare på"
                f" den. Den offentlige er {public}. Lag en til for én til: uten en privat nøkkel er kopiene tapt."
            )
            return {"private": str(chosen.file), "public": str(public)}, words
        case "prune":
            gone, left = backups.prune(chosen.folder, days=chosen.days, at=datetime.now(UTC))
            names = [file.name for file in gone]
            words = f"{len(gone)} sikkerhetskopier eldre enn {chosen.days} dager er slettet. {left} er igjen."
            return {"removed": names, "left": left}, words
        case "backup":
            return _backed_up(chosen, environ)
        case _:
            return restoring.restore(chosen.file, environ, keys=chosen.key, ledgers=chosen.ledger)


def _backed_up(chosen: argparse.Namespace, environ: MutableMapping[str, str]) -> tuple[dict[str, Any], str]:
    if not chosen.key and not chosen.plain:
        raise Failed(
            "Oppgi en offentlig nøkkel, så bare den som har den private, kan åpne kopien: --key NØKKEL.pub."
            " Lag en med lokallag database key. Vil du ha kopien uten kryptering, skriv --plain."
        )
    if chosen.key and chosen.plain:
        raise Failed("Velg enten --key eller --plain.")
    keys.public_keys(chosen.key)
    database.ensure_started(environ)
    size = dump.backup(chosen.file, environ, keys=chosen.key)
    words = f"Alt er lagret i {chosen.file} ({size} byte), {'kryptert' if chosen.key else 'uten kryptering'}."
    return {"file": str(chosen.file), "bytes": size, "encrypted": bool(chosen.key)}, words


class _Parser(argparse.ArgumentParser):
    """A parser whose complaint becomes our error, so that ``--json`` holds for it too."""

    def error(self, message: str) -> NoReturn:
        raise Failed(f"{message}. {self.format_usage().strip()}")


# --- Django's commands and the rooms' -----------------------------------------------------------------------------


def _django(name: str, given: list[str]) -> int:
    from django.core.management import ManagementUtility, get_commands, load_command_class
    from django.core.management.base import BaseCommand, handle_default_options

    if name in NEEDS_NO_DATABASE or given[1:2] in (["--help"], ["-h"]):
        if name in {"help", "--help", "-h"} and len(given) < 2:
            print(OWN_COMMANDS)
        ManagementUtility(["lokallag", *(given or ["help"])]).execute()
        return 0
    import django

    django.setup()
    found = get_commands().get(name)
    if found is None:
        raise Failed(f"Det finnes ingen kommando som heter {name}. Se lokallag help.")
    command = found if isinstance(found, BaseCommand) else load_command_class(found, name)
    parser = command.create_parser("lokallag", name)
    wants_json = "--json" in given
    knows_json = any("--json" in action.option_strings for action in parser._actions)
    options = vars(parser.parse_args([word for word in given[1:] if knows_json or word != "--json"]))
    arguments = options.pop("args", ())
    handle_default_options(argparse.Namespace(**options))
    if wants_json and not knows_json:
        written = io.StringIO()
        with contextlib.redirect_stdout(written):
            command.stdout = type(command.stdout)(written)
            command.execute(*arguments, **options)
        print(json.dumps({"command": name, "output": written.getvalue().splitlines()}, ensure_ascii=False))
    else:
        command.execute(*arguments, **options)
    return 0


# --- Errors and JSON -----------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _only_json() -> Iterator[None]:
    """Hold back standard output, and let it out only if it is one JSON object.

    A command that ends itself (``sys.exit``) after its answer keeps both its answer and its status.

    :raises Failed: it was something else
    """
    out = sys.stdout
    held = io.StringIO()
    status: object = None
    with contextlib.redirect_stdout(held):
        try:
            yield
        except SystemExit as stop:
            status = stop.code
    written = held.getvalue()
    try:
        answer = json.loads(written or "{}")
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise Failed(f"Kommandoen svarte ikke med ett JSON-objekt, men med: {written[:200]}")
    if status and not answer:
        answer = {"error": status if isinstance(status, str) else "Kommandoen ble ikke gjort. Se lokallag help."}
    print(json.dumps(answer, ensure_ascii=False), file=out)
    if status is not None:
        raise SystemExit(status if isinstance(status, int) else 1)


# What Python's own reader of options says, which has no translation to Norwegian.
OPTION_WORDS = (
    (r"^(?:Error: )?the following arguments are required: (.*)$", r"Oppgi også \1."),
    (r"^(?:Error: )?unrecognized arguments: (.*)$", r"Vi kjenner ikke \1."),
    (r"^(?:Error: )?argument (\S+): invalid choice: (\S+) .*$", r"\1 kan ikke være \2."),
    (r"^(?:Error: )?argument (\S+): invalid \S+ value: (.*)$", r"\1 kan ikke være \2."),
    (r"^(?:Error: )?argument (\S+): expected one argument$", r"Skriv noe etter \1."),
)


def _in_norwegian(message: str) -> str:
    """Return what is said about options in Norwegian, and every other message as it is."""
    first, newline, rest = message.partition("\n")
    for pattern, words in OPTION_WORDS:
        said = re.sub(pattern, words, first)
        if said != first:
            return f"{said}{newline}{rest}"
    return message


def _explained(error: Exception) -> str | None:
    """Return what to tell about an error that we know, or ``None``."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management.base import CommandError
    from django.db import Error as DjangoDatabaseError
    from django.db import InterfaceError, OperationalError

    from lokallag.core.errors import RuleViolation

    known = Failed | server.Refused | database.DatabaseError | CommandError | RuleViolation | ImproperlyConfigured
    if isinstance(error, known):
        return _in_norwegian(str(error))
    if isinstance(error, FileNotFoundError | IsADirectoryError | PermissionError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    if isinstance(error, DjangoDatabaseError):
        state: str = getattr(error.__cause__, "sqlstate", "") or ""
        if state == "42P01":  # undefined_table
            return "Databasen mangler tabeller. Kjør lokallag migrate først."
        if state == "42501":  # insufficient_privilege
            return f"Databaserollen har ikke lov til dette: {error.__cause__}"
        if state == "42704":  # undefined_object
            return f"{error.__cause__} Lag rollene først, se docs/operations.md."
        if isinstance(error, OperationalError | InterfaceError) and (state.startswith("08") or not state):
            return f"Databasen svarer ikke: {error}"
    return None
