"""From a backup to a database that may be used: those who were erased since are erased again first (ADR 0016).

The program may be newer than the backup. Then the tables are changed first, by ``lokallag migrate``, and the erasing
comes after. Until it is done, a mark in the database keeps ``lokallag serve`` away.
"""

import secrets
import shutil
import sys
from collections.abc import MutableMapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lokallag.core import database
from lokallag.core.database import dump

LEDGER_TABLE = "public.privacy_erasure"


def restore(
    file: Path, environ: MutableMapping[str, str], *, keys: Sequence[Path], ledgers: Sequence[Path]
) -> tuple[dict[str, Any], str]:
    """Replace everything by what ``file`` holds, and erase again whom it brings back. Returns data and a sentence.

    What the database knows of erasures is written to the ledger in ``LOKALLAG_VAR`` before it is replaced.

    :param ledgers: further files of erasures, as of another machine; they are copied beside the ledger
    :raises DatabaseError: a ledger is not there, or as ``core.database.dump.restore``
    """
    for ledger in ledgers:
        if not ledger.is_file():
            raise database.DatabaseError(f"Slettelisten {ledger} finnes ikke. Ingenting er endret.")
    database.ensure_started(environ)
    _save_ledger(environ)
    copies = _copied(ledgers, environ)
    try:
        dump.restore(file, environ, keys=keys)
    except database.DatabaseError:
        for copy in copies:
            copy.unlink()
        raise
    answer: dict[str, Any] = {"file": str(file), "restored": True}
    finished = _finish(environ, _copies(environ))
    if finished is None:
        return {**answer, "finished": False}, (
            f"Alt er gjenopprettet fra {file}. Programmet er nyere enn kopien. Kjør lokallag migrate nå: den sletter"
            " også på nytt dem som er slettet siden. Før det starter ikke lokallag serve."
        )
    return {**answer, "finished": True, **finished}, (
        f"Alt er gjenopprettet fra {file}. {finished['erased_again']} som var slettet siden, er slettet på nytt."
        f" {finished['sign_ins_ended']} innlogginger er avsluttet, og {finished['letters_held_back']} meldinger som"
        " kanskje er sendt, sendes ikke en gang til."
    )


def finish_after_migrate(environ: MutableMapping[str, str]) -> None:
    """Erase again after the tables were changed, where a restore waits for it. Says so on standard error."""
    if not dump.is_unfinished(environ):
        return
    finished = _finish(environ, _copies(environ))
    if finished is not None:
        print(f"Gjenopprettingen er fullført. {finished['erased_again']} er slettet på nytt.", file=sys.stderr)


def _save_ledger(environ: MutableMapping[str, str]) -> None:
    """Write what the table knows of erasures to the file, where there is a table in the shape of this program."""
    with database.connect(database.Role.OWNER, environ) as connection:
        found = connection.execute("SELECT to_regclass(%s)", [LEDGER_TABLE]).fetchone()
    if found is None or found[0] is None:
        return
    _set_up()
    from django.db import connection as django_connection

    from lokallag.privacy.services import complete_file

    try:
        complete_file()
    finally:
        django_connection.close()  # it must not stand in the way of what replaces the database


def _finish(environ: MutableMapping[str, str], ledgers: Sequence[Path]) -> dict[str, int] | None:
    """Do what a restored database needs; ``None`` while migrations are missing."""
    _set_up()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from lokallag.privacy.services import finish_restore

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return None
    finished = finish_restore(at=datetime.now(UTC), extra_files=ledgers)
    connection.close()
    dump.mark_finished(environ)
    for ledger in ledgers:
        ledger.unlink()
    return {
        "erased_again": finished.erased,
        "sign_ins_ended": finished.sign_ins,
        "letters_held_back": finished.letters,
    }


def _copied(ledgers: Sequence[Path], environ: MutableMapping[str, str]) -> list[Path]:
    """Keep copies of further ledgers until they are used: that may be after another command."""
    folder = database.var_folder(environ)
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for ledger in ledgers:
        copy = folder / f"restore-{secrets.token_hex(8)}.ledger"
        shutil.copyfile(ledger, copy)
        copy.chmod(0o600)
        made.append(copy)
    return made


def _copies(environ: MutableMapping[str, str]) -> list[Path]:
    return sorted(database.var_folder(environ).glob("restore-*.ledger"))


def _set_up() -> None:
    import django

    django.setup()
