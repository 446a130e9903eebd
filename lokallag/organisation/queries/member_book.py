"""What a search by name asks the room of memberships, which lies above this one and answers as soon as it is loaded."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from lokallag.core.permissions import Asker


class SeenBy(Protocol):
    """Returns the ids of the persons whose membership somebody may see on the day."""

    def __call__(self, viewer: Asker, on: date, /) -> Iterable[int]:
        """Return them, as something a query can be narrowed by."""


class BranchNames(Protocol):
    """Returns what the branch of each of some persons is called on the day; those without one are left out."""

    def __call__(self, person_ids: Collection[int], on: date, /) -> Mapping[int, str]:
        """Return them by the id of the person, in two queries."""


@dataclass(frozen=True, slots=True)
class MemberBook:
    """What is known of members, for those who fill offices."""

    seen_by: SeenBy
    branch_names: BranchNames


_books: list[MemberBook] = []


def open_book(book: MemberBook) -> None:
    """Let searches by name ask this book."""
    _books.append(book)


def seen_by(viewer: Asker, on: date) -> Iterable[int]:
    """Return the ids of the persons whose membership the viewer may see. Nobody where no book is open."""
    return _books[-1].seen_by(viewer, on) if _books else ()


def branch_names(person_ids: Collection[int], on: date) -> Mapping[int, str]:
    """Return what the branch of each is called. Empty where no book is open."""
    return _books[-1].branch_names(person_ids, on) if _books else {}
