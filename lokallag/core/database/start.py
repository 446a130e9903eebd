"""Start, share and stop the private PostgreSQL.

Several processes may use it at once. Each holds a shared lock on ``LOKALLAG_VAR/postgres/users``; the keeper stops the
server when all are gone (``keeper.py``). All that starts or stops happens under ``start.lock``.
"""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg

from lokallag.core.database import keeper
from lokallag.core.database.connection import head_file, is_private, var_folder
from lokallag.core.database.errors import DatabaseError
from lokallag.core.database.private import Account, Place, PrivateServer, run_as
from lokallag.core.database.roles import ensure_roles

LONGEST_START = 120  # seconds; recovery after a power cut may take a while
LOG_KEPT = 5_000_000  # bytes of log before a start begins a new one

# Personal data stay out of the server's log: no statement, no values, no "Key (email)=(…) already exists".
SERVER_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "idle_in_transaction_session_timeout": "60s",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "jit": "off",
}

_held: dict[Path, int] = {}


def ensure_started(environ: Mapping[str, str]) -> None:
    """Start the private PostgreSQL if it is not running, make its roles, and use it until this process ends.

    Does nothing where ``DATABASE_URL`` names a database.

    :raises DatabaseError: it cannot start; the text says why
    """
    if not is_private(environ):
        return
    server = PrivateServer(var_folder(environ))
    with _starting(server):
        if server.folder not in _held:
            users = os.open(server.folder / "users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(users, fcntl.LOCK_SH)
            _held[server.folder] = users
        try:
            _run(server, environ)
        except BaseException:
            release(environ)
            raise


def release(environ: Mapping[str, str]) -> None:
    """Use the private PostgreSQL no longer; if nobody else does, it stops shortly after."""
    users = _held.pop(PrivateServer(var_folder(environ)).folder, None)
    if users is not None:
        os.close(users)


def start(environ: Mapping[str, str]) -> None:
    """Start the private PostgreSQL and let it run until ``stop``, whoever else comes and goes.

    :raises DatabaseError: it cannot start, or the database is not ours to start
    """
    if not is_private(environ):
        raise DatabaseError("DATABASE_URL er satt. Den databasen startes og stoppes av den som drifter den.")
    server = PrivateServer(var_folder(environ))
    with _starting(server):
        (server.folder / "pinned").touch()
    ensure_started(environ)


def stop(environ: Mapping[str, str]) -> bool:
    """Stop the private PostgreSQL, also where others use it. Returns whether one was running.

    :raises DatabaseError: it is another account's, or does not stop
    """
    server = PrivateServer(var_folder(environ))
    release(environ)
    if not server.folder.exists():
        return False
    with contextlib.suppress(FileNotFoundError):
        (server.folder / "pinned").unlink()
    found = False
    patience = time.monotonic() + 3 * keeper.PATIENCE
    while (pid := _keeper(server)) is not None:
        if pid and not found:
            found = True
            _end(pid, server)
        if time.monotonic() > patience:
            raise DatabaseError(f"Databasen stoppet ikke. Se {server.log}.")
        time.sleep(0.02)
    return found


def _end(pid: int, server: PrivateServer) -> None:
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        pass
    except PermissionError as error:
        raise DatabaseError(f"Databasen kjøres av en annen konto. Kjør som den som eier {server.folder}.") from error


def remove(environ: Mapping[str, str]) -> bool:
    """Stop the private PostgreSQL and delete all its data for good. Returns whether there was any.

    :raises DatabaseError: the database is not ours to delete, or does not stop
    """
    if not is_private(environ):
        raise DatabaseError("DATABASE_URL er satt. Vi sletter bare vår egen private database.")
    server = PrivateServer(var_folder(environ))
    if not server.folder.exists():
        return False
    stop(environ)
    with _starting(server):
        server.delete()
    head_file(environ).unlink(missing_ok=True)  # a new database begins a new chain
    return True


@contextlib.contextmanager
def _starting(server: PrivateServer) -> Iterator[None]:
    """Hold the lock under which the server is started and stopped."""
    path = server.folder / "start.lock"
    while True:
        try:
            server.folder.mkdir(parents=True, exist_ok=True)
            lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise DatabaseError(
                f"Vi får ikke skrive i {server.folder}: {error.strerror}. Velg en annen LOKALLAG_VAR."
            ) from error
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path.exists() and os.path.samestat(os.fstat(lock), path.stat()):
            break
        os.close(lock)  # the folder was deleted while we waited
    try:
        yield
    finally:
        os.close(lock)


def _keeper(server: PrivateServer) -> int | None:
    """Return the process id of the keeper at work, 0 where it is only just starting, or ``None``."""
    try:
        alive = os.open(server.folder / "keeper", os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise DatabaseError(f"Du har ikke tilgang til {server.folder}. Kjør som den som eier mappen.") from error
    try:
        fcntl.flock(alive, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return int(os.pread(alive, 32, 0).decode().strip() or 0)
    finally:
        os.close(alive)
    return None


def _run(server: PrivateServer, environ: Mapping[str, str]) -> None:
    """Make sure that a keeper is at work and its server answers. The caller holds the lock on starting."""
    give_up = time.monotonic() + LONGEST_START
    launched = False
    while True:
        if _keeper(server) is None:
            if launched:
                raise DatabaseError(
                    f"PostgreSQL startet ikke. Loggen i {server.log} slutter slik:\n{_tail(server.log)}"
                )
            _launch(server)
            launched = True
        try:
            ensure_roles(environ)
            return
        except psycopg.OperationalError as error:
            if time.monotonic() > give_up:
                raise DatabaseError(f"PostgreSQL svarer ikke: {error}. Se {server.log}.") from error
        time.sleep(0.03)


def _launch(server: PrivateServer) -> None:
    """Put a new keeper to work."""
    place, programs, account = server.prepare()
    _end_stray(place, programs, account)
    if server.log.exists() and server.log.stat().st_size > LOG_KEPT:
        server.log.replace(server.log.with_name("log.old"))
    settings = {**SERVER_SETTINGS, "unix_socket_directories": '"' + str(place.sockets).replace('"', '""') + '"'}
    command = [str(programs / "postgres"), "-D", str(place.data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    specification = {
        "folder": str(server.folder),
        "command": command,
        "uid": account.uid if account else None,
        "gid": account.gid if account else None,
    }
    with server.log.open("ab") as log:
        done = subprocess.run(
            [sys.executable, "-I", keeper.__file__, json.dumps(specification)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            check=False,
            cwd="/",
        )
    if done.returncode not in {0, keeper.ALREADY_KEPT}:
        raise DatabaseError(f"PostgreSQL startet ikke. Se {server.log}.")


def _end_stray(place: Place, programs: Path, account: Account | None) -> None:
    """End a server on our data whose keeper is gone, as may happen where the kernel sends no parent's death."""
    if (place.data / "postmaster.pid").exists():
        run_as(account, [str(programs / "pg_ctl"), "stop", "-D", str(place.data), "-m", "fast", "-w", "-t", "30"])


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-8:]) if log.exists() else ""
