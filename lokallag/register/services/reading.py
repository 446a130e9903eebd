"""Reading a file in a process of its own, with little memory and time (security.md A16)."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import IO, Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.core.errors import RuleViolation
from lokallag.register.domain.fields import Field

LONGEST = 90  # seconds
PIECE = 1024 * 1024
TOO_SLOW = gettext_lazy("Filen tok for lang tid å lese. Lagre den på nytt som CSV og prøv igjen.")
TOO_LARGE = gettext_lazy("Filen krever for mye minne å lese. Lagre den som CSV og prøv igjen.")
NOBODY = gettext_lazy("Filen har ingen medlemmer. Se etter at du valgte riktig fil, og at den er hel.")
WRONG = gettext_lazy("Filen lot seg ikke lese. Lagre den på nytt som CSV og prøv igjen.")


@dataclass(frozen=True, slots=True)
class Looked:
    """What columns a file has, each with masked samples, and how many rows."""

    columns: list[dict[str, Any]]
    rows: int

    @property
    def headers(self) -> list[str]:
        """The headers alone."""
        return [str(column["header"]) for column in self.columns]


@dataclass(slots=True)
class Told:
    """What the reader said of the whole file after its last row."""

    rows: int = 0
    faulty: int = 0
    cut_off: bool = False


@contextlib.contextmanager
def in_memory(data: bytes) -> Iterator[BinaryIO]:
    """Give bytes as a file that is on no disk."""
    descriptor = os.memfd_create("lokallag-register", os.MFD_CLOEXEC)
    with os.fdopen(descriptor, "w+b") as file:
        file.write(data)
        file.flush()
        file.seek(0)
        yield file


def look(file: BinaryIO) -> Looked:
    """Return the columns of a file, and read all of it once.

    :raises RuleViolation: it is refused, in words that say what to do
    """
    with _reader(file, {"do": "look"}) as process:
        told = _told(process)
    if not told["rows"]:
        raise RuleViolation(NOBODY, field="file")
    return Looked(columns=told["columns"], rows=told["rows"])


def pieces_of_rows(
    file: BinaryIO,
    mapping: Mapping[Field, str],
    *,
    import_id: str,
    today: date,
    branches: Mapping[str, int],
    verdict: str,
    told: Told,
) -> Iterator[bytes]:
    """Yield the rows of a file as whole lines of ``COPY``, about a megabyte at a time; fill ``told`` at the end.

    :param branches: folded name → id of the branches here
    :param verdict: what most rows will turn out to be
    :raises RuleViolation: it is refused, a mapped column is not there, or a column holds something else
    """
    asked = {
        "do": "rows",
        "mapping": dict(mapping),
        "import": import_id,
        "today": today.isoformat(),
        "branches": dict(branches),
        "verdict": verdict,
    }
    with _reader(file, asked) as process:
        assert process.stdout is not None
        rest = b""
        while piece := process.stdout.read(PIECE):
            whole, newline, left = (rest + piece).rpartition(b"\n")
            if newline:
                yield whole + newline
            rest = left
        found = _told(process)
    if "missing" in found:
        values = {"header": found["missing"][0], "headers": ", ".join(found["columns"][:20])}
        raise RuleViolation(_("Filen har ingen kolonne «%(header)s». Den har: %(headers)s.") % values, field="mapping")
    if found["wrong_columns"]:
        message = _(
            "Det meste i kolonnen «%(header)s» er noe annet enn det den skal ha. "
            "Er kolonnene byttet om? Pek dem ut på nytt."
        )
        raise RuleViolation(message % {"header": found["wrong_columns"][0]}, field="mapping")
    if found["rows"] == found["faulty"]:
        raise RuleViolation(NOBODY, field="file")
    told.rows, told.faulty, told.cut_off = found["rows"], found["faulty"], found["cut_off"]


@contextlib.contextmanager
def _reader(file: BinaryIO, asked: dict[str, Any]) -> Iterator["subprocess.Popen[bytes]"]:
    """Start the process, and end it with all that it started, whatever happens."""
    file.seek(0)
    environ = {"PATH": os.environ.get("PATH", ""), "PYTHONIOENCODING": "utf-8", "MALLOC_ARENA_MAX": "1"}
    if path := os.environ.get("PYTHONPATH"):
        environ["PYTHONPATH"] = path
    process = subprocess.Popen(
        [sys.executable, "-m", "lokallag.register.reader", json.dumps(asked)],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environ,
        start_new_session=True,
        pipesize=PIECE,  # so that it reads on while we write down the last piece
    )
    watch = threading.Timer(LONGEST, _end, [process])
    watch.daemon = True
    watch.start()
    try:
        yield process
    finally:
        watch.cancel()
        _end(process)
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
        process.wait()


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _told(process: "subprocess.Popen[bytes]") -> dict[str, Any]:
    """Return what the process said at its end.

    :raises RuleViolation: it refused the file, or came to no good end
    """
    words: IO[bytes] | None = process.stderr
    assert words is not None
    written = words.read()
    status = process.wait()
    try:
        told: dict[str, Any] = json.loads(written)
    except ValueError as error:
        if status == -signal.SIGKILL or status == -signal.SIGXCPU:
            raise RuleViolation(TOO_SLOW, field="file") from error
        raise RuleViolation(TOO_LARGE if b"Memory" in written else WRONG, field="file") from error
    if refused := told.get("refused"):
        raise RuleViolation(TOO_LARGE if refused == "memory" else _(refused) % told.get("place", {}), field="file")
    return told
