"""A process that brings in files of made-up members, each in a process of its own that may be killed in the middle.

``python -m tests.register.importer`` reads lines of two numbers: how many members, and after how many seconds to kill
(0: not at all). It answers each with how the import's process ended and how many seconds it took.

It is started anew, and is no copy of the test's process: that may hold Playwright's event loop, and Django keeps
connections by event loop. In a copy there is no loop, so that it would find the connection that an earlier test had
open before the loop began, and would write in that test's database.
"""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping

import django


class Importer:
    """The process, seen from a test. Use it in a ``with``."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.register.importer"],
            env={**environ, "DJANGO_SETTINGS_MODULE": "lokallag.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Importer":
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.communicate()

    def bring_in(self, count: int, *, killed_after: float = 0) -> tuple[int, float]:
        """Bring in a file of so many members. Returns how it ended, and after how many seconds.

        It ended with 0 when it was carried out, with −9 when it was killed first.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{count} {killed_after}\n")
        self._process.stdin.flush()
        status, seconds = self._process.stdout.readline().split()
        return int(status), float(seconds)


def main() -> None:
    """Do as the lines say."""
    django.setup()
    from tests.register.stage import bring_in, file_of

    for line in sys.stdin:
        count, killed_after = line.split()
        file = file_of(int(count))
        begun = time.monotonic()
        pid = os.fork()
        if not pid:
            status = 1
            try:
                bring_in(file)
                status = 0
            except BaseException:
                sys.excepthook(*sys.exc_info())
            finally:
                os._exit(status)
        if float(killed_after):
            ended = os.pidfd_open(pid)
            select.select([ended], [], [], float(killed_after))
            os.kill(pid, signal.SIGKILL)  # not yet waited for, so the id is still its own
            os.close(ended)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        print(status, time.monotonic() - begun, flush=True)


if __name__ == "__main__":
    main()
