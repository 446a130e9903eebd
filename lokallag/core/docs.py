"""The two pages of docs/ that the code itself writes: ``python -m lokallag.core.docs write | check``.

``docs/roles.md`` says who may do which act, ``docs/states.md`` draws the life of each thing that has one. Both are
read from the code that decides, so they cannot promise anything else.
"""

import argparse
import importlib
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from inspect import getdoc
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import django
from django.utils import translation

if TYPE_CHECKING:
    from lokallag.core.permissions import Act

PACKAGE = Path(__file__).resolve().parent.parent
DOCS = PACKAGE.parent / "docs"
NOTICE = "<!-- Written by `make docs` from the code. Do not edit: change the code instead. -->"
LEAF = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The states that a thing can be in: ``states`` in the order of the code, ``moves`` from each to the next ones."""

    title: str
    about: str
    states: tuple[str, ...]
    moves: tuple[tuple[str, str], ...]


def _first_sentence(thing: Any) -> str:
    """Return the first paragraph of a docstring on one line; empty if there is none."""
    return " ".join((getdoc(thing) or "").split("\n\n")[0].split())


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table; bars inside a cell are escaped."""
    lines = [list(heads)]
    lines.append(["---"] * len(lines[0]))
    lines.extend([cell.replace("|", "\\|") for cell in row] for row in rows)
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _in_words(expression: str) -> str:
    """Return the name of a predicate as a reader of English reads it: ``(a | ~b)`` is *a or not b*."""
    outer = expression[1:-1] if _is_wrapped(expression) else expression
    for sign, word in ((" | ", " or "), (" & ", " and "), (" ^ ", " or else ")):
        outer = outer.replace(sign, word)
    return LEAF.sub(
        lambda match: match[0] if match[0] in {"or", "and", "else", "not"} else f"`{match[0]}`",
        outer.replace("~", "not "),
    )


def _is_wrapped(expression: str) -> bool:
    """Tell whether the first bracket is closed by the last."""
    depth = 0
    for place, sign in enumerate(expression):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return place == len(expression) - 1 and place > 0
    return False


def _rules_of(room: str) -> ModuleType:
    return importlib.import_module(f"lokallag.{room}.rules")


def _meanings(acts: "Mapping[str, Act]") -> dict[str, str]:
    """Return, by name, what each predicate used by an act asks of the person.

    :raises ValueError: a room's ``rules.py`` has no predicate of that name, or it has no docstring
    """
    meanings: dict[str, str] = {"always_allow": "Holds for anyone.", "always_deny": "Holds for nobody."}
    used = set()
    for act in acts.values():
        rules = _rules_of(act.name.partition(".")[0])
        for name in LEAF.findall(act.predicate.name):
            used.add(name)
            if name in {"always_allow", "always_deny"}:
                continue
            meaning = _first_sentence(getattr(rules, name, None)).removeprefix("Tell whether ")
            if not meaning or not hasattr(rules, name):
                raise ValueError(f"{rules.__name__} has no predicate {name} with a docstring")
            if meanings.setdefault(name, meaning) != meaning:
                raise ValueError(f"two predicates are called {name} and mean different things")
    return {name: meaning for name, meaning in sorted(meanings.items()) if name in used}


def _factor_in_words(act: "Act") -> str:
    """Return what the sign-in must have shown besides the e-mailed code."""
    if act.predicate.name == "always_deny":
        return "–"
    if act.own is act.predicate:
        return "no, one's own"
    asked = "within ten minutes" if act.factor.name == "FRESH" else "yes"
    return asked if act.own.name == "always_deny" else f"{asked}; not of {_in_words(act.own.name)}"


def roles_page() -> str:
    """Return ``docs/roles.md``: each act with who may do it, by room, and what each predicate asks."""
    from lokallag.core.permissions import known_acts  # settings must be read before this

    # The page reads the rooms above as a reader does, by name: core imports nothing from them.
    models = importlib.import_module("lokallag.organisation.models")
    queries = importlib.import_module("lokallag.organisation.queries")
    acts = known_acts()
    groups = {
        "Board of the municipal party (`BOARD_TITLES`)": queries.BOARD_TITLES,
        "Lead a unit (`LEADING_TITLES`)": queries.LEADING_TITLES,
        "Keep the register (`REGISTER_TITLES`)": queries.REGISTER_TITLES,
    }
    with translation.override("nb"):
        parts = [
            "# Who may do what",
            NOTICE,
            (
                "Rights follow the offices that a person holds today (ADR 0002). An act is `room.verb_noun`; nobody "
                "may do an act that is not in this list. *Refused with* is what the page says to others."
            ),
            "## What the conditions mean",
            _table(["Condition", "What it asks"], ([f"`{name}`", text] for name, text in _meanings(acts).items())),
            "## Offices behind the conditions",
            _table(
                ["Group", "Titles"],
                (
                    [name, ", ".join(f"{title.value} ({title.label})" for title in models.Title if title in titles)]
                    for name, titles in groups.items()
                ),
            ),
            "Kinds of unit: " + ", ".join(f"{kind.value} ({kind.label})" for kind in models.Kind) + ".",
        ]
        for room in sorted({name.partition(".")[0] for name in acts}):
            rows = (
                [f"`{name}`", _in_words(act.predicate.name), _factor_in_words(act), str(act.denied)]
                for name, act in acts.items()
                if name.partition(".")[0] == room
            )
            parts += [f"## {room}", _table(["Act", "Who may", "Second factor", "Refused with"], rows)]
    return "\n\n".join(parts) + "\n"


def lifecycles() -> Iterator[Lifecycle]:
    """Yield every lifecycle of the code: each ``StrEnum`` with a table of moves beside it in a room's ``domain/``.

    A table of moves is a mapping whose name ends with ``MOVES``, from each state to the set of the next ones.

    :raises ValueError: a table of moves lacks a state
    """
    for path in sorted(PACKAGE.glob("*/domain/*.py")):
        if "MOVES" not in path.read_text(encoding="utf-8"):
            continue
        room = path.parent.parent.name
        module = importlib.import_module(f"lokallag.{room}.domain.{path.stem}")
        tables = [value for name, value in sorted(vars(module).items()) if name.endswith("MOVES")]
        for kind in vars(module).values():
            if not (isinstance(kind, type) and issubclass(kind, StrEnum) and kind.__module__ == module.__name__):
                continue
            for table in tables:
                if not all(isinstance(state, kind) for state in table):
                    continue
                if set(table) != set(kind):
                    raise ValueError(f"{module.__name__}: the moves of {kind.__name__} lack a state")
                yield Lifecycle(
                    title=f"{room}: {path.stem.replace('_', ' ')}",
                    about=_first_sentence(kind),
                    states=tuple(state.value for state in kind),
                    moves=tuple((state.value, to.value) for state in kind for to in kind if to in table[state]),
                )


def _drawing(life: Lifecycle) -> str:
    """Return a lifecycle as a Mermaid drawing and, for those who do not see it, as a table."""
    last = [state for state in life.states if state not in {start for start, _to in life.moves}]
    lines = ["stateDiagram-v2", f"    [*] --> {life.states[0]}"]
    lines += [f"    {start} --> {to}" for start, to in life.moves]
    lines += [f"    {state} --> [*]" for state in last]
    rows = (
        [f"`{state}`", ", ".join(f"`{to}`" for start, to in life.moves if start == state) or "stays so"]
        for state in life.states
    )
    drawing = "```mermaid\n" + "\n".join(lines) + "\n```"
    return f"{drawing}\n\n" + _table(["State", "Can become"], rows)


def states_page() -> str:
    """Return ``docs/states.md``: each lifecycle as a drawing and a table."""
    parts = [
        "# The life of things",
        NOTICE,
        "One drawing for each table of moves in a room's `domain/`. What is not drawn cannot happen.",
    ]
    for life in lifecycles():
        parts += [f"## {life.title}", life.about, _drawing(life)]
    if len(parts) == 3:
        parts.append("No room has a lifecycle yet.")
    return "\n\n".join(part for part in parts if part) + "\n"


def pages() -> dict[Path, str]:
    """Return the generated pages: their file and what should stand in it."""
    return {DOCS / "roles.md": roles_page(), DOCS / "states.md": states_page()}


def main(arguments: list[str] | None = None) -> int:
    """Write the pages, or check that they are fresh. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m lokallag.core.docs", description=__doc__)
    parser.add_argument("command", choices=["write", "check"])
    command = parser.parse_args(arguments).command
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lokallag.settings")
    django.setup()
    stale = [
        (path, text) for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path, text in stale:
        if command == "write":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        print(f"{path.relative_to(DOCS.parent)}: {'written' if command == 'write' else 'not fresh; run make docs'}")
    return 1 if stale and command == "check" else 0


if __name__ == "__main__":
    sys.exit(main())
