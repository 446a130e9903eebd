"""The process that keeps one private PostgreSQL running, and ends it when nobody uses it any more.

It is a child of nobody: whoever started it may be killed in any way. Everyone who uses the server holds a shared lock
on the file ``users``, and the kernel lets go of that lock however a process dies. The keeper waits until it can have
the lock alone; then it stops the server. Should the keeper itself be killed, the kernel sends the server SIGINT.

It runs as a file of its own, with nothing but Python's library, so that it needs neither us nor a working folder.
Usage: ``python keeper.py SPECIFICATION``, a JSON object (see ``start.py``). It returns once it is in the background.
"""

import contextlib
import ctypes
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

ALREADY_KEPT = 3  # the exit status where another keeper is at work
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
FAST_SHUTDOWN = signal.SIGINT  # to PostgreSQL: end sessions, write all, stop
IMMEDIATE_SHUTDOWN = signal.SIGQUIT  # to PostgreSQL: stop now, and recover at the next start
PATIENCE = 30  # seconds for a fast shutdown


def _load_libc() -> Any:
    try:
        return ctypes.CDLL(None)
    except OSError:
        return None


_LIBC = _load_libc()


def end_with_parent(sent: int) -> None:
    """Ask the kernel to send this process a signal when its parent dies (Linux; elsewhere nothing is asked)."""
    if _LIBC is not None and sys.platform == "linux":
        _LIBC.prctl(PR_SET_PDEATHSIG, int(sent), 0, 0, 0)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


class Keeper:
    """Runs PostgreSQL, and stops it on SIGTERM or when its users are gone."""

    def __init__(self, folder: Path, server: "subprocess.Popen[bytes]") -> None:
        self.folder = folder
        self.server = server
        self.stopping = threading.Lock()

    def stop(self) -> None:
        """Stop the server: fast, and at once if that takes too long."""
        with self.stopping:
            for sent in (FAST_SHUTDOWN, IMMEDIATE_SHUTDOWN, signal.SIGKILL):
                if self.server.poll() is not None:
                    return
                with contextlib.suppress(ProcessLookupError):
                    self.server.send_signal(sent)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.server.wait(PATIENCE)

    def watch_users(self) -> None:
        """Wait until nobody holds the lock on ``users`` and the server is not pinned; then stop the server."""
        users, start = _open(self.folder / "users"), _open(self.folder / "start.lock")
        while True:
            fcntl.flock(users, fcntl.LOCK_EX)
            fcntl.flock(users, fcntl.LOCK_UN)
            while (self.folder / "pinned").exists():
                time.sleep(0.5)
            # Only under this lock can someone become a user, so what we see below stays true until we have stopped.
            fcntl.flock(start, fcntl.LOCK_EX)
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                fcntl.flock(start, fcntl.LOCK_UN)
                continue
            if (self.folder / "pinned").exists():
                fcntl.flock(users, fcntl.LOCK_UN)
                fcntl.flock(start, fcntl.LOCK_UN)
                continue
            self.stop()
            return


def main() -> int:
    """Take the keeper's lock, go to the background, and keep the server until it is no longer needed."""
    specification = json.loads(sys.argv[1])
    folder = Path(specification["folder"])
    alive = _open(folder / "keeper")
    try:
        fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return ALREADY_KEPT
    os.ftruncate(alive, 0)
    child = os.fork()
    if child:
        os.pwrite(alive, f"{child}\n".encode(), 0)
        os._exit(0)  # the lock lives on in the child
    os.setsid()
    os.chdir("/")

    account: dict[str, Any] = {}
    if specification["uid"] is not None:
        account = {"user": specification["uid"], "group": specification["gid"], "extra_groups": []}
    ended = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
    signal.pthread_sigmask(signal.SIG_BLOCK, ended)

    def prepare_child() -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ended)
        end_with_parent(FAST_SHUTDOWN)

    with (folder / "log").open("ab") as log:
        server = subprocess.Popen(
            specification["command"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=prepare_child,  # noqa: PLW1509 - no threads yet
            umask=0o077,
            **account,
        )
    keeper = Keeper(folder, server)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    for sent in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sent, lambda *_: threading.Thread(target=keeper.stop, daemon=True).start())
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ended)
    threading.Thread(target=keeper.watch_users, daemon=True).start()
    while server.poll() is None:  # waits in short steps: a wait without end would hold back the signals' handlers
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(0.2)
    return 0


if __name__ == "__main__":
    sys.exit(main())
