"""A chapter as its page shows it: sections under their headings, each a row of parts. Pure.

Ready-made texts and check lists are parts of their own, so that the one can be copied and the other printed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape

from lokallag.playbook.domain.chapter_html import write_block, write_spans
from lokallag.playbook.domain.chapter_text import Block, Blocks, Heading, Listing, Quote, Sort, Table, plain, words_of


class PartKind(StrEnum):
    """What a part is: running text, a table, a ready-made text or a check list."""

    TEXT = "text"
    TABLE = "table"
    READY = "ready"
    CHECKS = "checks"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a section, as HTML. ``plain`` is what is copied of a ready-made text."""

    kind: PartKind
    html: str
    plain: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under a heading of level 2; before the first heading ``title`` is empty."""

    anchor: str
    title: str
    parts: tuple[Part, ...]

    @property
    def has_checks(self) -> bool:
        """Tell whether there is a check list in it."""
        return any(part.kind is PartKind.CHECKS for part in self.parts)


@dataclass(slots=True)
class _Open:
    title: str
    blocks: list[Block] = field(default_factory=list)


def sections(blocks: Blocks) -> tuple[Section, ...]:
    """Return the sections in their order, each with an anchor of its own."""
    opened = [_Open("")]
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:
            opened.append(_Open(words_of(block.spans)))
        else:
            opened[-1].blocks.append(block)
    found: list[Section] = []
    taken: set[str] = set()
    for one in opened:
        if not one.title and not one.blocks:
            continue
        anchor = _anchor(one.title, taken)
        taken.add(anchor)
        found.append(Section(anchor, one.title, _parts(one.blocks)))
    return tuple(found)


def _anchor(title: str, taken: set[str]) -> str:
    bare = re.sub(r"[^a-z0-9]+", "-", title.lower().translate(str.maketrans("æøå", "aoa"))).strip("-")[:40]
    base = f"del-{bare}" if bare else "del"
    number, anchor = 2, base
    while anchor in taken:
        anchor = f"{base}-{number}"
        number += 1
    return anchor


def _parts(blocks: Iterable[Block]) -> tuple[Part, ...]:
    found: list[Part] = []
    for block in blocks:
        part = _part(block)
        if part.kind is PartKind.TEXT and found and found[-1].kind is PartKind.TEXT:
            found[-1] = Part(PartKind.TEXT, f"{found[-1].html}\n{part.html}")
        else:
            found.append(part)
    return tuple(found)


def _part(block: Block) -> Part:
    match block:
        case Quote():
            return Part(PartKind.READY, "\n".join(map(write_block, block.blocks)), plain(block.blocks))
        case Listing() if block.sort is Sort.CHECKS:
            return Part(PartKind.CHECKS, write_block(block))
        case Table():
            return Part(PartKind.TABLE, _cards(block))
        case _:
            return Part(PartKind.TEXT, write_block(block))


def _cards(table: Table) -> str:
    """Return a table that becomes one card per row on a phone, where its columns have names."""
    if not table.has_head:
        return write_block(table).replace("<table>", '<table class="ds-table tbl">', 1)
    names = [words_of(cell).replace("\n", " ") for cell in table.rows[0]]
    head = "".join(f'<th scope="col">{write_spans(cell)}</th>' for cell in table.rows[0])
    rows = []
    for row in table.rows[1:]:
        first = f'<th scope="row">{write_spans(row[0])}</th>'
        others = (
            f'<td data-l="{escape(name)}"><span>{write_spans(cell)}</span></td>'
            for name, cell in zip(names[1:], row[1:], strict=True)
        )
        rows.append(f"<tr>{first}{''.join(others)}</tr>")
    return f'<table class="ds-table tbl cards"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
