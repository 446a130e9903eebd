"""Save the whole database in a file, and put it back: all of it, or nothing.

The file is PostgreSQL's custom format with one line more at its end: the SHA-256 of all before it. PostgreSQL's own
programs do not mind the line, and do not mind a file that was cut short either; we do.
"""

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from lokallag.core.database.connection import Role, connect, head_file, parameters
from lokallag.core.database.errors import DatabaseError
from lokallag.core.database.programs import client_program

MAGIC = b"PGDMP"  # the first bytes of PostgreSQL's custom format
SEAL = b"\nlokallag-sha256:"  # followed by 64 hexadecimal digits and a newline
SEAL_LENGTH = len(SEAL) + 64 + 1
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


def backup(file: Path, environ: Mapping[str, str]) -> int:
    """Save everything in ``file`` (PostgreSQL's custom format), whole or not at all. Returns its size in bytes.

    :raises DatabaseError: it cannot be read or written, or ``file`` is something else than an earlier backup
    """
    if file.exists() and not (file.is_file() and _starts_as_backup(file)):
        raise DatabaseError(f"{file} finnes fra før og er ikke en sikkerhetskopi. Velg et annet filnavn.")
    if not file.parent.is_dir():
        raise DatabaseError(f"Mappen {file.parent} finnes ikke. Lag den først.")
    program = client_program("pg_dump", server_version=_server_version(environ), environ=environ)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    except OSError as error:
        raise DatabaseError(f"Vi får ikke skrive i {file.parent}: {error.strerror}.") from error
    fresh = Path(name)
    try:
        with os.fdopen(handle, "w+b") as out:
            _ran([program, "--format=custom", "--no-password"], environ, stdout=out)
            out.seek(0)
            digest = hashlib.file_digest(out, "sha256").hexdigest()
            out.write(SEAL + digest.encode() + b"\n")
            out.flush()
            os.fsync(out.fileno())
        size = fresh.stat().st_size
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
    return size


def restore(file: Path, environ: Mapping[str, str]) -> None:
    """Replace everything in the database by what ``file`` holds, in one transaction.

    :raises DatabaseError: ``file`` is no backup of ours or is damaged, or the database is in use; nothing is changed
    """
    if not file.is_file():
        raise DatabaseError(f"{file} finnes ikke.")
    if not _starts_as_backup(file):
        raise DatabaseError(f"{file} er ikke en sikkerhetskopi laget av lokallag database backup.")
    if not _is_whole(file):
        raise DatabaseError(f"{file} er skadet eller ikke hel. Bruk en annen sikkerhetskopi. Ingenting er endret.")
    version = _server_version(environ)
    pg_restore = client_program("pg_restore", server_version=version, environ=environ)
    psql = client_program("psql", server_version=version, environ=environ)
    listed = _ran([pg_restore, "--list", file], environ)
    if b" django_migrations " not in listed:
        raise DatabaseError(f"{file} er en sikkerhetskopi av noe annet enn Lokallag.")
    with tempfile.TemporaryDirectory(prefix="lokallag-restore-") as folder:
        script = Path(folder) / "restore.sql"
        with script.open("wb") as out:
            # What is there is dropped and what was there comes back in the same transaction. The owner's grants of
            # tables to come go with the rest, and come back with the rest.
            # So does the schema, where it is the owner's own and not the database owner's (PostgreSQL's default).
            out.write(b"SET lock_timeout = '5s';\nDROP OWNED BY CURRENT_USER CASCADE;\n")
            out.write(b"CREATE SCHEMA IF NOT EXISTS public;\n")
            out.flush()
            _ran([pg_restore, "--no-owner", "--no-comments", "--exit-on-error", "--file=-", file], environ, stdout=out)
        command: list[str | Path] = [psql, "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1"]
        _ran([*command, "--single-transaction", "--output=/dev/null", f"--file={script}"], environ)
    head = head_file(environ)
    if head.exists():  # the chain of the logs goes on from where the backup left it; what it had come to is kept
        head.replace(head.with_name(f"{head.name}.before-restore"))


def _starts_as_backup(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(MAGIC)) == MAGIC


def _is_whole(file: Path) -> bool:
    """Say whether the seal at the end agrees with all before it."""
    left = file.stat().st_size - SEAL_LENGTH
    if left <= 0:
        return False
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while left and (block := opened.read(min(left, 1 << 20))):
            digest.update(block)
            left -= len(block)
        return opened.read() == SEAL + digest.hexdigest().encode() + b"\n"


def _server_version(environ: Mapping[str, str]) -> int:
    with connect(Role.OWNER, environ) as connection:
        return connection.info.server_version // 10000


def _ran(command: list[str | Path], environ: Mapping[str, str], *, stdout: object = None) -> bytes:
    """Run a client program as the database's owner, and return what it wrote where ``stdout`` is not given.

    :raises DatabaseError: it failed; the text ends with its own last words
    """
    given = parameters(Role.OWNER, environ)
    surroundings = {key: value for key, value in environ.items() if not key.startswith("PG")}
    surroundings |= {ENVIRONMENT[key]: value for key, value in given.items() if key in ENVIRONMENT}
    done = subprocess.run(
        [str(word) for word in command],
        env={**surroundings, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if stdout is None else stdout,  # type: ignore[call-overload]
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode != 0:
        if b"lock timeout" in done.stderr:
            raise DatabaseError("Noen bruker databasen. Stopp lokallag serve, og prøv igjen. Ingenting er endret.")
        words = done.stderr.decode(errors="replace").strip().splitlines()[-3:]
        raise DatabaseError(f"{Path(command[0]).name} klarte det ikke, og ingenting er endret: {' '.join(words)}")
    return done.stdout or b""
