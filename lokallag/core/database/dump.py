"""Save the whole database in a file, and put it back: all of it, or nothing.

The file is PostgreSQL's custom format with one line more at its end: the SHA-256 of all before it. PostgreSQL's own
programs do not mind the line, and do not mind a file that was cut short either; we do. With a key the whole of that is
encrypted on its way to the disk (ADR 0016). What is encrypted is never written out in the clear: it goes through
pipes, both ways.
"""

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from io import BufferedIOBase
from pathlib import Path
from typing import IO, cast

import pyrage

from lokallag.core.database.connection import UNFINISHED, Role, connect, head_file, parameters
from lokallag.core.database.errors import DatabaseError
from lokallag.core.database.keys import private_keys, public_keys
from lokallag.core.database.programs import client_program
from lokallag.core.database.streams import (
    BLOCK,
    Checked,
    SealedReader,
    Unwilling,
    is_encrypted,
    poured,
    starts_as_backup,
)

ENVIRONMENT = {  # libpq's parameter: its environment variable, so that no password stands in a process list
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "channel_binding": "PGCHANNELBINDING",
}
# What is there is dropped and what was there comes back in the same transaction. The owner's grants of tables to come
# go with the rest, and come back with the rest. So does the schema, where it is the owner's own and not the database
# owner's (PostgreSQL's default).
BEFORE = b"BEGIN;\nSET lock_timeout = '5s';\nDROP OWNED BY CURRENT_USER CASCADE;\nCREATE SCHEMA IF NOT EXISTS public;\n"
AFTER = f"""
CREATE TABLE IF NOT EXISTS public.{UNFINISHED} (restored_at timestamptz NOT NULL DEFAULT now());
COMMIT;
""".encode()


def backup(file: Path, environ: Mapping[str, str], *, keys: Sequence[Path] = ()) -> int:
    """Save everything in ``file``, whole or not at all. Returns its size in bytes.

    :param keys: files of public keys; the owner of any of them can open it. Without one the file is in the clear
    :raises DatabaseError: it cannot be read or written, a key is none, or ``file`` is something else than an earlier
        backup in the clear
    """
    recipients = public_keys(keys)
    if file.exists() and not (file.is_file() and starts_as_backup(file) and not is_encrypted(file)):
        raise DatabaseError(f"{file} finnes fra før. Velg et annet filnavn.")
    if not file.parent.is_dir():
        raise DatabaseError(f"Mappen {file.parent} finnes ikke. Lag den først.")
    program = client_program("pg_dump", server_version=_server_version(environ), environ=environ)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    except OSError as error:
        raise DatabaseError(f"Vi får ikke skrive i {file.parent}: {error.strerror}.") from error
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            _dump([program, "--format=custom", "--no-password"], environ, recipients, out)
            out.flush()
            os.fsync(out.fileno())
        size = fresh.stat().st_size
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
    return size


def restore(file: Path, environ: Mapping[str, str], *, keys: Sequence[Path] = ()) -> None:
    """Replace everything in the database by what ``file`` holds, in one transaction, and mark it as unfinished.

    The mark stays until ``mark_finished``: a database that holds persons again who were erased must not be served.

    :param keys: files of private keys, for an encrypted file
    :raises DatabaseError: ``file`` is no backup of ours, is damaged or opens with none of ``keys``, or the database is
        in use; nothing is changed
    """
    identities = private_keys(keys)
    if not file.is_file():
        raise DatabaseError(f"{file} finnes ikke.")
    if not starts_as_backup(file):
        raise DatabaseError(f"{file} er ikke en sikkerhetskopi laget av lokallag database backup.")
    if is_encrypted(file) and not identities:
        raise DatabaseError(f"{file} er kryptert. Oppgi den private nøkkelen: --key FIL.")
    version = _server_version(environ)
    pg_restore = client_program("pg_restore", server_version=version, environ=environ)
    psql = client_program("psql", server_version=version, environ=environ)
    _check(file, identities, pg_restore, environ)
    _pour_into_database(file, identities, pg_restore, psql, environ)
    head = head_file(environ)
    if head.exists():  # the chain of the logs goes on from where the backup left it; what it had come to is kept
        head.replace(head.with_name(f"{head.name}.before-restore"))


def is_unfinished(environ: Mapping[str, str], *, role: Role = Role.OWNER) -> bool:
    """Say whether the database was restored and the erasures since are not done again yet."""
    with connect(role, environ) as connection:
        found = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [f"public.{UNFINISHED}"]).fetchone()
    return bool(found and found[0])


def mark_finished(environ: Mapping[str, str]) -> None:
    """Take the mark of an unfinished restore away."""
    with connect(Role.OWNER, environ) as connection:
        connection.execute(f"DROP TABLE IF EXISTS public.{UNFINISHED}")


def _dump(
    command: list[str | Path],
    environ: Mapping[str, str],
    recipients: Sequence[pyrage.x25519.Recipient],
    out: BufferedIOBase,
) -> None:
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [str(word) for word in command],
            env=_surroundings(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
        )
        assert process.stdout is not None
        reader = SealedReader(process.stdout)
        try:
            if recipients:
                pyrage.encrypt_io(cast(BufferedIOBase, reader), out, list(recipients))
            else:
                while block := reader.read(BLOCK):
                    out.write(block)
        finally:
            process.stdout.close()
            failed = process.wait() != 0
        if failed:
            raise _failure(command[0], said)


def _check(
    file: Path, identities: Sequence[pyrage.x25519.Identity], pg_restore: Path, environ: Mapping[str, str]
) -> None:
    """Read the file to its end before anything is touched: it opens, it is whole, and it is of Lokallag."""
    with tempfile.TemporaryFile() as listed:
        process = subprocess.Popen(
            [str(pg_restore), "--list"],
            env=_surroundings(environ),
            stdin=subprocess.PIPE,
            stdout=listed,
            stderr=subprocess.DEVNULL,
        )
        assert process.stdin is not None
        seal = Checked(Unwilling(process.stdin))
        try:
            poured(file, identities, seal)
        finally:
            seal.close()
            failed = process.wait() != 0
        if not seal.holds():
            raise DatabaseError(f"{file} er skadet eller ikke hel. Bruk en annen sikkerhetskopi. Ingenting er endret.")
        listed.seek(0)
        if failed or b" django_migrations " not in listed.read():
            raise DatabaseError(f"{file} er en sikkerhetskopi av noe annet enn Lokallag. Ingenting er endret.")


def _pour_into_database(
    file: Path,
    identities: Sequence[pyrage.x25519.Identity],
    pg_restore: Path,
    psql: Path,
    environ: Mapping[str, str],
) -> None:
    """Let ``pg_restore`` write statements straight to ``psql``. The last is ours: COMMIT, once all before it is there.

    Whatever ends early, one of the programs or we ourselves, COMMIT is never said, and the server undoes all.
    """
    reading, writing = os.pipe()
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as said_before:
        psql_command = [psql, "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--file=-"]
        receiver = subprocess.Popen(
            [*map(str, psql_command), "--set=VERBOSITY=terse", "--output=/dev/null"],
            env=_surroundings(environ) | {"PGOPTIONS": "-c client_min_messages=warning"},
            stdin=reading,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        os.close(reading)
        is_done = False
        try:
            os.write(writing, BEFORE)
            if _given(file, identities, pg_restore, environ, writing, said_before):
                os.write(writing, AFTER)
                is_done = True
        except BrokenPipeError:
            pass  # psql gave up, and has said why
        finally:
            if not is_done:
                receiver.kill()
            os.close(writing)
            status = receiver.wait()
        if not is_done or status != 0:
            raise _failure(psql, said) if _words(said) else _failure(pg_restore, said_before)


def _given(
    file: Path,
    identities: Sequence[pyrage.x25519.Identity],
    pg_restore: Path,
    environ: Mapping[str, str],
    writing: int,
    said: IO[bytes],
) -> bool:
    """Let ``pg_restore`` write the whole file as statements. Returns whether it came to its end."""
    giver = subprocess.Popen(
        [str(pg_restore), "--no-owner", "--no-comments", "--exit-on-error", "--file=-"],
        env=_surroundings(environ),
        stdin=subprocess.PIPE,
        stdout=writing,
        stderr=said,
    )
    assert giver.stdin is not None
    pipe = Unwilling(giver.stdin)
    try:
        poured(file, identities, pipe)
    finally:
        pipe.close()
        status = giver.wait()
    return status == 0


def _server_version(environ: Mapping[str, str]) -> int:
    with connect(Role.OWNER, environ) as connection:
        return connection.info.server_version // 10000


def _surroundings(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment in which PostgreSQL's programs come as the database's owner."""
    given = parameters(Role.OWNER, environ)
    surroundings = {key: value for key, value in environ.items() if not key.startswith("PG")}
    surroundings |= {ENVIRONMENT[key]: value for key, value in given.items() if key in ENVIRONMENT}
    return {**surroundings, "LC_ALL": "C"}


def _words(said: IO[bytes]) -> list[str]:
    said.seek(0)
    return said.read().decode(errors="replace").strip().splitlines()


def _failure(program: str | Path, said: IO[bytes]) -> DatabaseError:
    words = _words(said)
    if any("lock timeout" in line for line in words):
        return DatabaseError("Noen bruker databasen. Stopp lokallag serve, og prøv igjen. Ingenting er endret.")
    return DatabaseError(f"{Path(program).name} klarte det ikke, og ingenting er endret: {' '.join(words[-3:])}")
