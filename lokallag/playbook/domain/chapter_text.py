"""What a chapter is made of: blocks of text in one form, whatever they were written in. Pure.

HTML (``chapter_html``) and plain writing (``chapter_writing``) are both read into these blocks and written from them.
``normal`` gives each text its one form, so that going to and fro changes nothing: ``normal(normal(x)) == normal(x)``.

A quotation (``Quote``) is a ready-made text that a reader may copy; a ``checks`` listing is a check list.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from urllib.parse import quote

DEEPEST, WIDEST = 3, 20  # levels of lists in lists, columns of a table
SCHEMES = ("http://", "https://", "mailto:", "tel:")
_WORDS = re.compile(r"(\s+)")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\ufeff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of running text in one look. ``\\n`` in it is a line break."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


Spans = tuple[Span, ...]


class Sort(StrEnum):
    """What stands before the items of a list."""

    BULLETS = "bullets"
    NUMBERS = "numbers"
    CHECKS = "checks"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 2 or 3 (1 is the chapter's title)."""

    level: int
    spans: Spans


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list, with the lists below it."""

    spans: Spans
    below: tuple["Listing", ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; as a ``checks`` list one that is ticked off on paper."""

    sort: Sort
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of equally many cells; with ``has_head`` the first row names the columns."""

    rows: tuple[tuple[Spans, ...], ...]
    has_head: bool = True


@dataclass(frozen=True, slots=True)
class Quote:
    """A ready-made text. There is no quotation within it."""

    blocks: tuple["Block", ...]


Block = Heading | Paragraph | Listing | Table | Quote
Blocks = tuple[Block, ...]


def normal(blocks: Iterable[Block]) -> Blocks:
    """Return the blocks in their one form: nothing empty, one space between words, neighbouring lists joined."""
    return _joined([found for block in blocks for found in _normal_block(block)])


def _normal_block(block: Block) -> Sequence[Block]:
    match block:
        case Heading():
            spans = one_line(normal_spans(block.spans))
            return [Heading(2 if block.level <= 2 else 3, spans)] if spans else []
        case Paragraph():
            spans = normal_spans(block.spans)
            return [Paragraph(spans)] if spans else []
        case Listing():
            return _normal_listings([block], 1)
        case Table():
            return _normal_table(block)
        case Quote():
            inside = normal(found for inner in block.blocks for found in _unquoted(inner))
            return [Quote(inside)] if inside else []


def _unquoted(block: Block) -> Iterable[Block]:
    if isinstance(block, Quote):
        for inner in block.blocks:
            yield from _unquoted(inner)
    else:
        yield block


def _joined(blocks: Sequence[Block]) -> Blocks:
    found: list[Block] = []
    for block in blocks:
        last = found[-1] if found else None
        if isinstance(block, Listing) and isinstance(last, Listing) and last.sort == block.sort:
            found[-1] = Listing(block.sort, last.items + block.items)
        else:
            found.append(block)
    return tuple(found)


def _normal_listings(listings: Iterable[Listing], depth: int) -> list[Listing]:
    found: list[Listing] = []
    for listing in listings:
        items: list[Item] = []
        for item in listing.items:
            items.extend(_normal_item(item, depth))
        if not items:
            continue
        if found and found[-1].sort == listing.sort:
            found[-1] = Listing(listing.sort, (*found[-1].items, *items))
        else:
            found.append(Listing(listing.sort, tuple(items)))
    return found


def _normal_item(item: Item, depth: int) -> list[Item]:
    spans = normal_spans(item.spans)
    if depth >= DEEPEST:  # too deep to be read: what is below comes after
        flat = [one for below in item.below for inner in below.items for one in _normal_item(inner, depth)]
        return [Item(spans), *flat] if spans else flat
    if not spans:
        return [one for below in item.below for inner in below.items for one in _normal_item(inner, depth)]
    return [Item(spans, tuple(_normal_listings(item.below, depth + 1)))]


def _normal_table(table: Table) -> list[Block]:
    rows = [tuple(normal_spans(cell) for cell in row[:WIDEST]) for row in table.rows]
    has_head = table.has_head and bool(rows) and any(rows[0])
    rows = [row for row in rows if any(row)]
    if not rows:
        return []
    width = max(len(row) for row in rows)
    full = tuple(row + ((),) * (width - len(row)) for row in rows)
    return [Table(full, has_head)]


def one_line(spans: Spans) -> Spans:
    """Return the text without line breaks."""
    return normal_spans(replace(span, text=span.text.replace("\n", " ")) for span in spans)


def normal_spans(spans: Iterable[Span]) -> Spans:
    """Return running text in its one form.

    White space between words is one space, or one break where there was a break in it, and looks as both of its
    neighbours do; there is none at the ends. Spans of the same look are one.
    """
    words: list[Span] = []
    for span in spans:
        href = safe_href(span.href)
        parts = filter(None, _WORDS.split(_CONTROL.sub("", span.text)))
        words.extend(Span(part, span.bold, span.italic, href) for part in parts)
    groups = [(is_space, list(group)) for is_space, group in groupby(words, key=lambda word: word.text.isspace())]
    if groups and groups[0][0]:
        groups.pop(0)
    if groups and groups[-1][0]:
        groups.pop()
    flat: list[Span] = []
    for at, (is_space, group) in enumerate(groups):
        if not is_space:
            flat.extend(group)
            continue
        before, after = groups[at - 1][1][-1], groups[at + 1][1][0]
        flat.append(
            Span(
                "\n" if any("\n" in space.text for space in group) else " ",
                before.bold and after.bold,
                before.italic and after.italic,
                before.href if before.href == after.href else "",
            )
        )
    looks = groupby(flat, key=lambda span: (span.bold, span.italic, span.href))
    return tuple(Span("".join(span.text for span in same), *look) for look, same in looks)


def safe_href(raw: str) -> str:
    """Return the address in its one form; empty where it is none that a chapter may lead to."""
    address = _CONTROL.sub("", raw).strip()
    if address.lower().startswith("www."):
        address = f"https://{address}"
    is_own = address.startswith("/") and not address.startswith(("//", "/\\"))
    if not is_own and not address.lower().startswith(SCHEMES):
        return ""
    return quote(address, safe="/:?#@!$&'*+,;=%~[]")


def words_of(spans: Spans) -> str:
    """Return the bare words."""
    return "".join(span.text for span in spans)


def plain(blocks: Iterable[Block]) -> str:
    """Return the text as one would write it in a letter: paragraphs with a line between, items with a dash."""
    return "\n\n".join(_plain_block(block) for block in blocks)


def _plain_block(block: Block) -> str:
    match block:
        case Heading() | Paragraph():
            return words_of(block.spans)
        case Listing():
            return "\n".join(_plain_listing(block, ""))
        case Table():
            return "\n".join(" – ".join(filter(None, map(words_of, row))) for row in block.rows)
        case Quote():
            return plain(block.blocks)


def _plain_listing(listing: Listing, indent: str) -> Iterable[str]:
    for number, item in enumerate(listing.items, 1):
        mark = {Sort.BULLETS: "–", Sort.NUMBERS: f"{number}.", Sort.CHECKS: "☐"}[listing.sort]
        yield f"{indent}{mark} {words_of(item.spans)}"
        for below in item.below:
            yield from _plain_listing(below, f"{indent}  ")
