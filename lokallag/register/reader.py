"""The process that reads a file from outside: ``python -m lokallag.register.reader``, with little memory and time.

It knows neither the database nor the server's secret. Standard input is the file itself, the first argument one JSON
object: ``{"do": "look", …}`` answers what columns there are, ``{"do": "rows", …}`` writes the rows as lines of
``COPY``. What it has to say at the end is one JSON object on standard error.
"""

import json
import resource
import sys
from datetime import date
from typing import Any, BinaryIO, TextIO

from django.conf import settings

MEMORY = 1024 * 1024 * 1024
SECONDS = 60
SAMPLES = 3
BUFFERED = 512  # rows per write


def main() -> int:
    """Do what the first argument asks. Returns 0, also for a file that is refused in words."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    settings.configure(USE_I18N=False)  # words leave in bokmål, and are translated by who asked
    from lokallag.register.domain.sheets import RefusedAt
    from lokallag.territory.domain.files import Unreadable

    asked: dict[str, Any] = json.loads(sys.argv[1])
    file = open(0, "rb", buffering=256 * 1024, closefd=False)  # noqa: SIM115 it is standard input
    try:
        told = look(file) if asked["do"] == "look" else write_rows(file, asked, sys.stdout)
    except RefusedAt as error:
        told = {"refused": error.message, "place": error.place}
    except Unreadable as error:
        told = {"refused": str(error)}
    except MemoryError:
        told = {"refused": "memory"}
    sys.stdout.flush()
    sys.stderr.write(json.dumps(told))
    return 0


def look(file: BinaryIO) -> dict[str, Any]:
    """Return the headers, masked samples of the first rows, and how many rows there are; reads the whole file."""
    from lokallag.register.domain.sheets import rows_of

    rows = rows_of(file)
    _number, first = next(rows)
    headers = checked_headers(first)
    samples: list[list[str]] = [[] for _header in headers]
    count = 0
    for _number, cells in rows:
        count += 1
        if count <= SAMPLES * 10:
            for at, cell in enumerate(cells[: len(headers)]):
                if cell.strip() and len(samples[at]) < SAMPLES:
                    samples[at].append(masked(cell.strip()))
    columns = [{"header": header, "samples": found} for header, found in zip(headers, samples, strict=True)]
    return {"columns": columns, "rows": count}


def checked_headers(cells: list[str]) -> list[str]:
    """Return the headers of a file.

    :raises Unreadable: the first row holds a member, not headers; nothing of it is said
    """
    from django.utils.translation import gettext as _

    from lokallag.register.domain.fields import are_headers
    from lokallag.territory.domain.files import Unreadable

    headers = headers_of(cells)
    if not are_headers(headers):
        raise Unreadable(
            _(
                "Første rad ser ikke ut som overskrifter. Sett inn en rad øverst som sier hva kolonnene er, "
                "og prøv igjen."
            )
        )
    return headers


def headers_of(cells: list[str]) -> list[str]:
    """Return the headers of a file, each once: an empty one is named by its place, a second one numbered."""
    from lokallag.register.domain.cells import tidy

    found: list[str] = []
    for at, cell in enumerate(cells, start=1):
        name = tidy(cell)[:80] or f"Kolonne {at}"
        header, again = name, 2
        while header in found:
            header, again = f"{name} ({again})", again + 1
        found.append(header)
    while found and found[-1].startswith("Kolonne ") and not cells[len(found) - 1].strip():
        found.pop()
    return found


def masked(cell: str) -> str:
    """Return a cell of which one sees what kind of thing it is, not whose it is."""
    shown = "".join(sign if at == 0 or not sign.isalnum() else "•" for at, sign in enumerate(cell[:24]))
    return f"{shown}…" if len(cell) > 24 else shown


def write_rows(file: BinaryIO, asked: dict[str, Any], out: TextIO) -> dict[str, Any]:
    """Write each row as a line of ``COPY`` and return what is to be told of the whole."""
    from lokallag.register.domain.fields import Field
    from lokallag.register.domain.records import Recorder
    from lokallag.register.domain.sheets import ends_openly, rows_of

    is_text = file.read(2) != b"PK"
    is_open = is_text and ends_openly(file)
    rows = rows_of(file)
    _number, first = next(rows)
    mapping = {Field(name): header for name, header in asked["mapping"].items()}
    headers = checked_headers(first)
    missing = sorted(set(mapping.values()) - set(headers))
    if missing:
        return {"missing": missing, "columns": headers}
    recorder = Recorder(
        headers,
        mapping,
        today=date.fromisoformat(asked["today"]),
        import_id=asked["import"],
        branches=asked["branches"],
        verdict=asked["verdict"],
    )
    lines: list[str] = []
    line = recorder.line
    held = next(rows, None)
    for row in rows:
        assert held is not None
        lines.append(line(*held))
        held = row
        if len(lines) == BUFFERED:
            out.write("".join(lines))
            lines.clear()
    if held is not None:
        lines.append(line(*held, is_last_and_open=is_open))
    out.write("".join(lines))
    summary = recorder.summary
    return {
        "rows": summary.rows,
        "faulty": summary.faulty,
        "cut_off": summary.cut_off,
        "wrong_columns": [mapping[name] for name in summary.wrong_columns()],
    }


if __name__ == "__main__":
    sys.exit(main())
