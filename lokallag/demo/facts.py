"""Reads the small files of facts that the demo draws from (``data/README.md`` names their sources)."""

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True, slots=True)
class FirstName:
    """A first name, its bearers' gender (``k`` or ``m``) and how many persons bear it."""

    name: str
    gender: str
    bearers: int


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def first_names() -> tuple[FirstName, ...]:
    """Return the common first names, women's first, most common first."""
    return tuple(FirstName(row["fornavn"], row["kjonn"].lower(), int(row["antall"])) for row in _rows("fornavn.csv"))


@cache
def surnames() -> tuple[str, ...]:
    """Return common surnames in the order of the alphabet."""
    return tuple(row["etternavn"] for row in _rows("etternavn.csv"))


@cache
def population() -> dict[str, int]:
    """Return people by postal code, for each code that has addresses. A code without a figure counts 300."""
    return {row["postnummer"]: int(row["folketall"]) or 300 for row in _rows("folketall_baerum.csv")}


@cache
def streets() -> dict[str, tuple[str, ...]]:
    """Return street names by postal code."""
    found: dict[str, list[str]] = {}
    for row in _rows("gater_baerum.csv"):
        found.setdefault(row["postnummer"], []).append(row["gatenavn"])
    return {code: tuple(names) for code, names in found.items()}


def street(code: str, number: int = 0) -> str:
    """Return a street of a postal code, or the common "Storgata" where the list has none for it."""
    known = streets().get(code, ("Storgata",))
    return known[number % len(known)]


def postal_register() -> bytes:
    """Return the municipality's part of the postal register, as a file that the importer takes."""
    return (DATA / "postnummer_baerum.csv").read_bytes()


def areas() -> bytes:
    """Return the approximate areas, as a file that the importer takes."""
    return (DATA / "postnummeromrader_baerum_tilnaermet.geojson").read_bytes()


def area_count() -> int:
    """Return how many codes have an area in the file."""
    content: dict[str, Any] = json.loads(areas())
    return len({feature["properties"]["postnummer"] for feature in content["features"]})
