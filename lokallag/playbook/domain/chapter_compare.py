"""What differs between two texts of a chapter, line by line and in a changed line word by word. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from lokallag.playbook.domain.chapter_text import Block, Heading, Listing, Paragraph, Quote, Sort, Table, words_of

MOST = 4_000_000  # lines times lines; beyond it all of the one is gone and all of the other is new
MOST_WORDS = 1_000_000  # the same for the words of one line
ALIKE = 0.35  # from here on a line is the other one, changed
AROUND = 1  # unchanged lines that are shown round a change
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


class Mark(StrEnum):
    """Whether it stands in both texts, in the new one alone or in the old one alone."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Shape(StrEnum):
    """What a line looks like."""

    TITLE = "title"
    SUMMARY = "summary"
    SOURCE = "source"
    HEADING = "heading"
    TEXT = "text"
    BULLET = "bullet"
    NUMBER = "number"
    CHECK = "check"
    ROW = "row"


ITEMS = {Sort.BULLETS: Shape.BULLET, Sort.NUMBERS: Shape.NUMBER, Sort.CHECKS: Shape.CHECK}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text: a heading, a paragraph, an item or a row of a table."""

    shape: Shape
    words: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a line that stand in both texts, or in one."""

    mark: Mark
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """A line as it differs. ``mark`` is the whole line's, ``SAME`` also where only words in it differ."""

    shape: Shape
    quoted: bool
    mark: Mark
    pieces: tuple[Piece, ...]

    @property
    def is_same(self) -> bool:
        """Tell whether nothing in the line differs."""
        return self.mark is Mark.SAME and all(piece.mark is Mark.SAME for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines that belong together: some that are shown, or a run of unchanged ones that can be folded away."""

    is_folded: bool
    lines: tuple[Change, ...]


def lines_of(blocks: Iterable[Block], *, quoted: bool = False) -> Iterator[Line]:
    """Yield the lines of a text in their order."""
    for block in blocks:
        match block:
            case Heading():
                yield Line(Shape.HEADING, words_of(block.spans), quoted)
            case Paragraph():
                yield Line(Shape.TEXT, words_of(block.spans), quoted)
            case Listing():
                yield from _items(block, quoted=quoted)
            case Table():
                yield from (Line(Shape.ROW, " | ".join(map(words_of, row)), quoted) for row in block.rows)
            case Quote():
                yield from lines_of(block.blocks, quoted=True)


def _items(listing: Listing, *, quoted: bool) -> Iterator[Line]:
    for item in listing.items:
        yield Line(ITEMS[listing.sort], words_of(item.spans), quoted)
        for below in item.below:
            yield from _items(below, quoted=quoted)


def compare(old: Sequence[Line], new: Sequence[Line]) -> tuple[Change, ...]:
    """Return the lines of both, in order: unchanged, changed, gone and new."""
    if len(old) * len(new) > MOST:
        return (*(_whole(line, Mark.REMOVED) for line in old), *(_whole(line, Mark.ADDED) for line in new))
    found: list[Change] = []
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.extend(_whole(line, Mark.SAME) for line in new[k:m])
        else:
            found.extend(_replaced(old[i:j], new[k:m]))
    return tuple(found)


def stretches(changes: Sequence[Change]) -> tuple[Stretch, ...]:
    """Return the lines with longer runs of unchanged ones set apart."""
    near: set[int] = set()
    for at, change in enumerate(changes):
        if not change.is_same:
            near.update(range(at - AROUND, at + AROUND + 1))
    found: list[Stretch] = []
    at = 0
    while at < len(changes):
        until = at
        is_near = at in near
        while until < len(changes) and (until in near) == is_near:
            until += 1
        lines = tuple(changes[at:until])
        is_folded = not is_near and len(lines) > 1
        if found and not is_folded and not found[-1].is_folded:
            found[-1] = Stretch(False, found[-1].lines + lines)
        else:
            found.append(Stretch(is_folded, lines))
        at = until
    return tuple(found)


def _whole(line: Line, mark: Mark) -> Change:
    return Change(line.shape, line.quoted, mark, (Piece(mark, line.words),))


def _replaced(old: Sequence[Line], new: Sequence[Line]) -> Iterator[Change]:
    """Pair each new line with the next old one that is like it; what finds none is gone or new."""
    at = 0
    for line in new:
        partner = next((n for n in range(at, min(len(old), at + 8)) if _are_alike(old[n], line)), None)
        if partner is None:
            yield _whole(line, Mark.ADDED)
            continue
        yield from (_whole(gone, Mark.REMOVED) for gone in old[at:partner])
        yield Change(line.shape, line.quoted, Mark.SAME, tuple(_words(old[partner].words, line.words)))
        at = partner + 1
    yield from (_whole(gone, Mark.REMOVED) for gone in old[at:])


def _are_alike(one: Line, other: Line) -> bool:
    if one.shape is not other.shape:
        return one.words == other.words
    if one.shape in {Shape.TITLE, Shape.SUMMARY}:
        return True
    a, b = one.words.split(), other.words.split()
    if len(a) * len(b) > MOST_WORDS:
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= ALIKE


def _words(old: str, new: str) -> Iterator[Piece]:
    a, b = _WORD.findall(old), _WORD.findall(new)
    for what, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece(Mark.SAME, "".join(b[k:m]))
            continue
        if i < j:
            yield Piece(Mark.REMOVED, "".join(a[i:j]))
        if k < m:
            yield Piece(Mark.ADDED, "".join(b[k:m]))
