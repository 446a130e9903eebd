"""``lokallag serve``: the site, its background jobs and the sealing of the logs, started together and stopped together.

A web server runs no checks, so we run them all before it starts, and refuse to serve as a role that owns tables, on
tables that are not ours yet, or on a database that may lose what it has promised to keep (security.md).
"""

import argparse
import contextlib
import hashlib
import http.client
import ipaddress
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lokallag.core.database.keeper import end_with_parent

if TYPE_CHECKING:
    from django.core.checks import CheckMessage

PATIENCE = 15.0  # seconds for a child to end by itself
WEB_PATIENCE = 10  # seconds for requests under way when the web server stops
LONGEST_START = 60.0  # seconds until the site must answer
LONGEST_PAUSE = 60.0  # seconds between two starts of a helper that keeps failing
# What runs beside the site: background jobs, and the one that seals the logs, which no long job may keep waiting.
HELPERS = [
    (
        ["work"],
        "bakgrunnsjobbene stoppet, og startes igjen.",
    ),
    (["seal_audit", "--forever"], "forseglingen av loggene stoppet, og startes igjen."),
]


class Refused(Exception):
    """We will not serve. The text says why, and what to do."""


def main(given: list[str]) -> int:
    """Serve until SIGTERM, SIGINT or SIGHUP. Returns 0 when asked to stop, 1 when the site stopped by itself.

    :raises Refused: a check failed, or the address is taken
    """
    parser = argparse.ArgumentParser(prog="lokallag serve", description="Kjør nettsted og bakgrunnsjobber.")
    parser.add_argument("--host", default="127.0.0.1", help="adressen vi lytter på")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000), help="porten vi lytter på")
    parser.add_argument("--workers", type=int, default=0, help="antall prosesser for nettstedet")
    parser.add_argument("--json", action="store_true", help="skriv adressen som ett JSON-objekt")
    chosen = parser.parse_args(given)
    shown = "localhost" if is_loopback(chosen.host) else chosen.host
    address = f"http://{shown}:{chosen.port}"
    os.environ.setdefault("LOKALLAG_URL", address)
    os.environ["LOKALLAG_LISTEN"] = chosen.host  # the demo's doors ask for loopback
    if os.environ.get("LOKALLAG_END_WITH_PARENT"):
        end_with_parent(signal.SIGTERM)
    if not is_loopback(chosen.host) and os.environ.pop("LOKALLAG_DEMO", ""):
        print("Advarsel: andre maskiner når oss, så demoens innlogging er av.", file=sys.stderr)
    stop = _Stop()
    prepare()
    code = _set_up_code()
    _check_free(chosen.host, chosen.port)
    with _Children() as children:
        web = children.start(_web_command(chosen.host, chosen.port, chosen.workers))
        if not _answers(chosen.host, chosen.port, web, stop):
            return 0 if stop.asked else 1
        helpers = [_Helper(children, *each) for each in HELPERS]
        if chosen.json:
            print(json.dumps({"url": address, "pid": os.getpid()}), flush=True)
        else:
            print(f"Lokallag svarer på {address}", flush=True)
            if code:
                print(f"Organisasjonen er ikke satt opp. Gå til {address}/start/, oppsettskode {code}", flush=True)
        while not stop.asked:
            if web.poll() is not None:
                print("Feil: nettstedet stoppet av seg selv. Vi stopper alt.", file=sys.stderr)
                return 1
            for helper in helpers:
                helper.look_after()
            time.sleep(0.1)
    return 0


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach what listens on ``host``."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# --- Before we serve ----------------------------------------------------------------------------------------------


def prepare() -> None:
    """Run all checks on settings, role, database and tables, and gather the static files.

    :raises Refused: one of them failed
    """
    import django

    django.setup()
    from django.db import connection

    from lokallag.core.database.roles import faults

    with connection.cursor() as cursor:
        found = faults(cursor)
    if found:
        raise Refused(" ".join(found))
    _check_system()
    _check_migrations()
    _gather_static_files()
    connection.close()


def _check_system() -> None:
    from django.conf import settings
    from django.core import checks

    # Without HTTPS this is a demo or a try-out at home, where the advice for the open net would only be noise.
    found: list[CheckMessage] = checks.run_checks(include_deployment_checks=settings.HTTPS, databases=["default"])
    heard = [message for message in found if not message.is_silenced()]
    for message in heard:
        if not message.is_serious():
            print(f"Advarsel: {message}", file=sys.stderr)
    serious = [str(message) for message in heard if message.is_serious()]
    if serious:
        raise Refused("Rett dette først:\n" + "\n".join(serious))


def _check_migrations() -> None:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _backwards in plan[:5])
        raise Refused(f"Databasen mangler {len(plan)} endringer ({names} …). Kjør lokallag migrate først.")


def _gather_static_files() -> None:
    """Collect static files into ``STATIC_ROOT``, where any of them changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.contrib.staticfiles.storage import staticfiles_storage
    from django.core.management import call_command

    digest = hashlib.sha256(type(staticfiles_storage).__name__.encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda pair: pair[0]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    root = Path(settings.STATIC_ROOT)
    mark = root / ".gathered"
    if mark.exists() and mark.read_text() == digest.hexdigest():
        return
    root.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    mark.write_text(digest.hexdigest())


def _set_up_code() -> str:
    """Return the code that opens the page on which an organisation begins; empty once it has begun."""
    from django.db import connection

    from lokallag.start import queries

    try:
        return queries.set_up_code() if queries.is_open() else ""
    finally:
        connection.close()


def _check_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError as error:
            raise Refused(
                f"Vi kan ikke lytte på {host}, port {port}: {error.strerror}."
                " Velg en annen port med --port eller PORT=."
            ) from error


# --- While we serve -----------------------------------------------------------------------------------------------


class _Stop:
    """Hears the signals that ask us to stop."""

    def __init__(self) -> None:
        self.asked = False
        for sent in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(sent, self._heard)

    def _heard(self, _sent: int, _frame: FrameType | None) -> None:
        self.asked = True


class _Children:
    """Processes that live no longer than we do: stopped when the block ends, and by the kernel if we are killed."""

    def __init__(self) -> None:
        self.running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "_Children":
        return self

    def __exit__(self, *_: object) -> None:
        for child in self.running:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        give_up = time.monotonic() + PATIENCE
        for child in self.running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, give_up - time.monotonic()))
            self.end_group(child)

    def start(self, command: list[str]) -> "subprocess.Popen[bytes]":
        """Start a process in a group of its own, so that Ctrl-C reaches it through us and in order."""
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr.fileno(),
            start_new_session=True,
            preexec_fn=_live_no_longer(os.getpid()),  # noqa: PLW1509 - we have no threads
        )
        self.running.append(child)
        return child

    def end_group(self, child: "subprocess.Popen[bytes]") -> None:
        """End all that is left of a child and of the processes it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        self.running = [other for other in self.running if other is not child]


def _live_no_longer(parent: int) -> Callable[[], None]:
    def ask() -> None:
        end_with_parent(signal.SIGTERM)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask


class _Helper:
    """A process beside the site. It is started anew when it ends, at longer and longer intervals."""

    def __init__(self, children: _Children, command: list[str], warning: str) -> None:
        self.children = children
        self.command = [sys.executable, "-m", "django", *command]
        self.warning = warning
        self.pause = 1.0
        self.begin()

    def begin(self) -> None:
        """Start the process."""
        self.started = time.monotonic()
        self.worker = self.children.start(self.command)

    def look_after(self) -> None:
        """Start the process again, if it has ended and the pause is over."""
        if self.worker.poll() is None:
            return
        lived = time.monotonic() - self.started
        if lived < self.pause:
            return
        self.pause = 1.0 if lived > LONGEST_PAUSE else min(2 * self.pause, LONGEST_PAUSE)
        print(f"Advarsel: {self.warning}", file=sys.stderr)
        self.children.end_group(self.worker)
        self.begin()


def _web_command(host: str, port: int, workers: int) -> list[str]:
    from django.conf import settings

    count = workers or (1 if settings.DEMO else 2)
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(count),
        "--blocking-threads": "4",
        "--workers-kill-timeout": str(WEB_PATIENCE),
        "--log-level": "warning",
    }
    flat = [word for pair in options.items() for word in pair]
    return [sys.executable, "-m", "granian", *flat, "--no-ws", "--respawn-failed-workers", "lokallag.wsgi:application"]


def _answers(host: str, port: int, web: "subprocess.Popen[bytes]", stop: _Stop) -> bool:
    """Wait until the site answers. Returns whether it did before the web server ended or we must stop."""
    from django.conf import settings

    there = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - read, not bound
    name = urlsplit(settings.SITE_URL).netloc
    give_up = time.monotonic() + LONGEST_START
    while not stop.asked and web.poll() is None and time.monotonic() < give_up:
        attempt = http.client.HTTPConnection(there, port, timeout=LONGEST_START)
        try:
            attempt.request("HEAD", "/", headers={"Host": name})
            attempt.getresponse()
        except OSError:
            time.sleep(0.05)
        except http.client.HTTPException:
            return True  # whatever it says, it answers
        else:
            return True
        finally:
            attempt.close()
    return False
