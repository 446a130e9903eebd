"""A private server for one test, run by real processes."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psutil

from lokallag.core import database
from lokallag.core.database.connection import DATABASE_NAME
from lokallag.core.database.private import PrivateServer
from lokallag.core.database.programs import program_folder
from tests.databases import clone, migrated_template

HOLD = """
import os, sys
from lokallag.core import database
database.ensure_started(os.environ)
print("up", flush=True)
sys.stdin.read()
"""


class Installation:
    """One folder of private data, and processes that use it."""

    def __init__(self, var: Path) -> None:
        self.var = var
        hidden = {"DATABASE_URL", "DATABASE_OWNER_URL", "DJANGO_SETTINGS_MODULE", "LOKALLAG_TEST_VAR", "LOKALLAG_URL"}
        self.environ = {key: value for key, value in os.environ.items() if key not in hidden}
        self.environ["LOKALLAG_VAR"] = str(var)
        self.started: list[subprocess.Popen[str]] = []

    def run(self, *words: object, **environ: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of ours to its end."""
        return subprocess.run(
            [sys.executable, "-m", "lokallag", *map(str, words)],
            env={**self.environ, **environ},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=90,
        )

    def asked(self, *words: object, **environ: str) -> dict[str, Any]:
        """Run a command with ``--json`` and return its answer."""
        done = self.run(*words, "--json", **environ)
        answer: dict[str, Any] = json.loads(done.stdout)
        assert done.returncode == ("error" in answer), done.stderr
        return answer

    def start(self, *command: str, wait_for: str, **environ: str) -> "subprocess.Popen[str]":
        """Start a process and wait for the beginning of its first line."""
        heard = self.var.parent / "stderr"
        with heard.open("ab") as stderr:
            process = subprocess.Popen(
                [sys.executable, *command],
                env={**self.environ, **environ},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )
        self.started.append(process)
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith(wait_for), (line, heard.read_text())
        return process

    def have_tables(self) -> None:
        """Have all tables as ``lokallag migrate`` makes them: what it made in the test server, brought over.

        Migrating takes half a minute on a slow machine. Needs ``django_db_setup``, and that the database is empty.
        """
        holding = self.hold()
        programs = program_folder(self.environ)
        with clone(migrated_template()) as name:
            said = subprocess.run(
                [programs / "pg_dump", *_found_by(os.environ), name], capture_output=True, check=True
            ).stdout
        to = [programs / "psql", *_found_by(self.environ), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]
        subprocess.run([*to, "--single-transaction", DATABASE_NAME], input=said, stdout=subprocess.DEVNULL, check=True)
        assert holding.stdin is not None
        holding.communicate()

    def hold(self) -> "subprocess.Popen[str]":
        """Start a process that uses the database until its input ends."""
        return self.start("-c", HOLD, wait_for="up")

    @property
    def data(self) -> Path:
        """Where the data are."""
        return PrivateServer(self.var).place().data

    def postmasters(self) -> list[int]:
        """Return the process ids of servers on our data.

        What a server starts itself is not counted: it has the server's command line for a moment.
        """
        parents = {}
        for process in psutil.process_iter(["name"]):
            if process.info["name"] == "postgres":
                with contextlib.suppress(psutil.NoSuchProcess):
                    if str(self.data) in process.cmdline():
                        parents[process.pid] = process.ppid()
        return [pid for pid, parent in parents.items() if parent not in parents]

    def end_processes(self) -> None:
        """End all processes that were started, and the server."""
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.communicate()
        self.started.clear()
        database.stop(self.environ)

    def close(self) -> None:
        """End all that was started and delete the data."""
        self.end_processes()
        database.remove(self.environ)


def _found_by(environ: Mapping[str, str]) -> list[str]:
    """Return how PostgreSQL's own programs find the server, as its superuser."""
    found = database.parameters(database.Role.SUPERUSER, environ)
    return ["--no-password", "--host", found["host"], "--username", found["user"]]


def soon(is_so: Callable[[], bool], *, within: float = 20.0) -> bool:
    """Say whether something becomes true within so many seconds."""
    give_up = time.monotonic() + within
    while time.monotonic() < give_up:
        if is_so():
            return True
        time.sleep(0.1)
    return is_so()
