"""The library of kinds as the year reckons with it: read as one text, and made sense of once for each text.

What is remembered follows from the text alone, and who asks must have read it (ADR 0010).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lokallag.calendar.domain.graph import RuleGraph
from lokallag.playbook.domain.catalogue import RuleSpec, rule_from
from lokallag.playbook.domain.dates import Deadline, graph_of
from lokallag.playbook.models import ActivityKind

KINDS = """
    SELECT coalesce(json_agg(json_build_array(id, key, name, units, ring, weight, purpose, chapter, rule, position,
        hidden_at IS NOT NULL, edited_at IS NOT NULL) ORDER BY position, id), '[]')::text FROM playbook_activitykind
"""


@dataclass(frozen=True, slots=True)
class LibraryKind:
    """A kind without what its own page alone tells of it: what, why, tasks, invitation, materials, report."""

    pk: int
    key: str
    name: str
    units: tuple[str, ...]
    ring: str
    weight: str
    purpose: str
    chapter: str
    rule: Mapping[str, Any]
    position: int
    is_hidden: bool
    is_edited: bool


AnyKind = ActivityKind | LibraryKind


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """All kinds by their numbers, in the library's order, and what their rules say."""

    kinds: Mapping[int, LibraryKind]
    specs: Mapping[str, RuleSpec]

    def graph(self, deadlines: Mapping[str, Deadline], own: Mapping[str, RuleSpec]) -> RuleGraph:
        """Return the rules joined, with those of units' own activities.

        :raises RuleCycle: some wait for each other
        """
        return graph_of({**self.specs, **own}, deadlines) if own else _joined(self, tuple(deadlines.items()))


def library_of(kinds: Iterable[ActivityKind]) -> Library:
    """Return a library of these kinds, as one would be that is not saved.

    :raises ValueError: a rule says none, or one that cannot be
    """
    return _library(
        LibraryKind(
            kind.pk,
            kind.key,
            kind.name,
            tuple(kind.units),
            kind.ring,
            kind.weight,
            kind.purpose,
            kind.chapter,
            kind.rule,
            kind.position,
            kind.is_hidden,
            kind.edited_at is not None,
        )
        for kind in kinds
    )


@lru_cache(maxsize=4)
def library_in(text: str) -> Library:
    """Return the library that the text of ``KINDS`` tells of."""
    return _library(LibraryKind(pk, key, name, tuple(units), *rest) for pk, key, name, units, *rest in json.loads(text))


def _library(kinds: Iterable[LibraryKind]) -> Library:
    found = {kind.pk: kind for kind in kinds}
    return Library(found, {kind.key: rule_from(kind.rule) for kind in found.values()})


@lru_cache(maxsize=8)
def _joined(library: Library, deadlines: tuple[tuple[str, Deadline], ...]) -> RuleGraph:
    return graph_of(library.specs, dict(deadlines))
