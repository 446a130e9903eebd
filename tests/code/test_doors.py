"""Rooms speak with each other through their doors only; which way they may speak is import-linter's to hold."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import lokallag

PACKAGE = Path(lokallag.__file__).parent
OPEN_ROOMS = {"core", "ui", "calendar", "texts"}  # without tables of their own to guard, or made to be used whole
DOORS = {"services", "queries", "models", "rules", "domain"}
# Pages of rooms above enter what is theirs for a member in the same way, by the same form and the same steps.
MADE_FOR_ROOMS_ABOVE = {"lokallag.membership.entering"}
ROOMS = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}


def _imports(source: str) -> Iterator[str]:
    """Yield the full name of each thing of ours that a module imports, anywhere in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("lokallag."))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "lokallag" and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _past_the_door(room: str, source: str) -> list[str]:
    """Return what a module of ``room`` imports from inside another room."""
    found = []
    for name in _imports(source):
        parts = name.split(".")
        if name.rpartition(".")[0] in MADE_FOR_ROOMS_ABOVE:
            continue
        if parts[1] in ROOMS - OPEN_ROOMS - {room} and parts[2] not in DOORS:
            found.append(name)
    return found


@pytest.mark.parametrize(
    ("line", "is_past"),
    [
        ("from lokallag.people.models import Person", False),
        ("from lokallag.people import services", False),
        ("from lokallag.organisation.services.terms import end_term", False),
        ("from lokallag.core.database import connect", False),
        ("from lokallag.membership.views import anything", False),
        ("from lokallag.people.views import sign_in", True),
        ("from lokallag.people import forms", True),
        ("import lokallag.outbox.jobs", True),
    ],
)
def test_the_check_itself_sees_what_goes_past_a_door(line, is_past):
    assert bool(_past_the_door("membership", line)) == is_past


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_room_comes_to_others_through_their_doors(room):
    found = {
        str(path.relative_to(PACKAGE)): past
        for path in sorted((PACKAGE / room).rglob("*.py"))
        if (past := _past_the_door(room, path.read_text()))
    }

    assert found == {}
