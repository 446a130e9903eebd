"""The site as it is served, by granian in processes of its own, and what it and PostgreSQL spend of CPU."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from lokallag.server import _web_command

NAME = "lokallag.example"
ROOT = Path(__file__).resolve().parents[1]
TICK = os.sysconf("SC_CLK_TCK")
LONGEST_START = 60.0


@dataclass(frozen=True, slots=True)
class ServedSite:
    """A running site behind what passes for its proxy: HTTPS ends there, and visitors come with addresses of theirs."""

    port: int
    pid: int

    def headers(self, network: str) -> dict[str, str]:
        """Return what the proxy adds to a visitor's request."""
        return {"Host": NAME, "X-Forwarded-Proto": "https", "X-Forwarded-For": network, "Origin": f"https://{NAME}"}

    def connect(self) -> http.client.HTTPConnection:
        """Open a line to the site, to be used for many requests."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)


@contextmanager
def served(*, workers: int = 2) -> Iterator[ServedSite]:
    """Serve the site on the benchmark's database for the time of the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {**os.environ, "LOKALLAG_URL": f"https://{NAME}", "LOKALLAG_LOG": "ERROR"}
    gather = [sys.executable, "-m", "lokallag", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(gather, env=environ, cwd=ROOT, check=True)
    web = subprocess.Popen(_web_command("127.0.0.1", port, workers), env=environ, cwd=ROOT)
    site = ServedSite(port, web.pid)
    try:
        _await(site, web)
        yield site
    finally:
        web.terminate()
        web.wait(timeout=30)


def _await(site: ServedSite, web: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + LONGEST_START
    while time.monotonic() < give_up and web.poll() is None:
        try:
            line = site.connect()
            line.request("HEAD", "/", headers=site.headers("192.0.2.1"))
            line.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the site did not start")


def postmaster() -> int:
    """Return the process that all of PostgreSQL's processes come from."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return _stat(int(cursor.fetchone()[0]))[0]


def cpu_of(root: int) -> float:
    """Return the seconds of CPU that a process and all that come from it have spent, those that have ended included."""
    parents, spent = {}, {}
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            try:
                parents[int(each.name)], spent[int(each.name)] = _stat(int(each.name))
            except OSError:
                continue
    found, seen = [root], {root}
    for pid in found:
        for child, parent in parents.items():
            if parent == pid and child not in seen:
                seen.add(child)
                found.append(child)
    return sum(spent.get(pid, 0) for pid in found) / TICK


def _stat(pid: int) -> tuple[int, int]:
    """Return a process's parent and the ticks that it and its ended children spent."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[1]), sum(int(field) for field in fields[11:15])
