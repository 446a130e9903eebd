"""Which branch somebody belongs to, for a search by name: known in the room of memberships, above this one."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Protocol


class BranchNames(Protocol):
    """Returns what the branch of each of some persons is called on the day; those without one are left out."""

    def __call__(self, person_ids: Collection[int], on: date, /) -> Mapping[int, str]:
        """Return them by the id of the person, in two queries."""


_books: list[BranchNames] = []


def open_book(names: BranchNames) -> None:
    """Let searches by name ask here: called from the ``apps.py`` of a room above."""
    _books.append(names)


def branch_names(person_ids: Collection[int], on: date) -> Mapping[int, str]:
    """Return what the branch of each is called. Empty where no book is open."""
    return _books[-1](person_ids, on) if _books else {}
