"""The order of chapters: a tree, read from above. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chapter stands: below ``parent`` (``None`` is the top), at ``position`` among those there."""

    pk: int
    parent: int | None
    position: int


@dataclass(frozen=True, slots=True)
class Node:
    """A chapter in reading order: how deep it stands, its number (``3.2``) and what it is shown below."""

    pk: int
    depth: int
    number: str
    parent: int | None


def reading_order(places: Iterable[Place], shown: Collection[int] | None = None) -> tuple[Node, ...]:
    """Return the chapters as they are read, each right before those below it.

    :param shown: only these; what stands below one that is not shown takes its place
    """
    below: dict[int | None, list[Place]] = {}
    for place in sorted(places, key=lambda one: (one.position, one.pk)):
        below.setdefault(place.parent, []).append(place)
    found: list[Node] = []

    def visible(parent: int | None) -> Iterable[Place]:
        for place in below.get(parent, ()):
            if shown is None or place.pk in shown:
                yield place
            else:
                yield from visible(place.pk)

    def walk(parent: int | None, depth: int, before: str) -> None:
        for number, place in enumerate(visible(parent), 1):
            said = f"{before}{number}"
            found.append(Node(place.pk, depth, said, parent))
            walk(place.pk, depth + 1, f"{said}.")

    walk(None, 0, "")
    return tuple(found)


def within(parents: Mapping[int, int | None], pk: int) -> frozenset[int]:
    """Return the chapter and all that stands below it.

    :param parents: by chapter, what it stands below
    """
    found = {pk}
    grew = True
    while grew:
        more = {one for one, parent in parents.items() if parent in found} - found
        found |= more
        grew = bool(more)
    return frozenset(found)
