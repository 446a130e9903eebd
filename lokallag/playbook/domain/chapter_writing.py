"""A chapter as plain writing: what the form holds where there is no script, and what our own texts are in. Pure.

    ## Overskrift            ### Mindre overskrift
    - punkt                  1. nummerert           - [ ] punkt å hake av      (two spaces in: below the one above)
    > ferdig tekst           | celle | celle |      (``|---|---|`` below the first row: it names the columns)
    **fet** *kursiv* [lenke](https://…)             an empty line between paragraphs; a new line is a line break

Within a cell ``¶`` is a line break. A backslash takes the meaning from the sign after it. ``write_text`` and
``read_text`` undo each other: ``read_text(write_text(x)) == x`` for blocks in their one form (``chapter_text.normal``).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lokallag.playbook.domain.chapter_text import (
    Block,
    Blocks,
    Heading,
    Item,
    Listing,
    Paragraph,
    Quote,
    Sort,
    Span,
    Spans,
    Table,
    normal,
    safe_href,
)

ESCAPABLE = frozenset("\\*[]()#>-•|.¶")
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
_ITEM = re.compile(r"([ \t]*)(?:([-*•])|(\d{1,9})[.)])[ \t]+(.*)")
_CHECK = re.compile(r"\[[ xX]?\][ \t]+(.*)")
_QUOTED = re.compile(r"[ \t]*(?:>[ \t]?)+")
_STARTS = re.compile(r"(?:(?P<sign>#{1,6}(?=[ \t])|>|[-•](?=[ \t])|\|)|(?P<number>\d{1,9})(?=[.)][ \t]))")
_LINK = re.compile(r"\[((?:\\.|[^\[\]\\])*)\]\(([^()\s\\]+)\)", re.DOTALL)
_RULER = re.compile(r"[ \t]*:?-{2,}:?[ \t]*")


# ---- Writing ---------------------------------------------------------------------------------------------------------


def write_text(blocks: Iterable[Block]) -> str:
    """Return the blocks as plain writing.

    :param blocks: in their one form
    """
    return "\n\n".join("\n".join(_write_block(block)) for block in blocks)


def _write_block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield f"{'#' * block.level} {_write_spans(block.spans)}"
        case Paragraph():
            for line in _write_spans(block.spans).split("\n"):
                yield _kept(line)
        case Listing():
            yield from _write_listing(block, "")
        case Table():
            yield from _write_table(block)
        case Quote():
            for line in write_text(block.blocks).split("\n"):
                yield f"> {line}".rstrip()


def _kept(line: str) -> str:
    """Return the line so that it does not begin like a heading, an item, a row or a quotation."""
    found = _STARTS.match(line)
    if found is None:
        return line
    if found["number"]:
        return f"{found['number']}\\{line[found.end() :]}"
    return f"\\{line}"


def _write_listing(listing: Listing, indent: str) -> Iterator[str]:
    for number, item in enumerate(listing.items, 1):
        mark = {Sort.BULLETS: "-", Sort.NUMBERS: f"{number}.", Sort.CHECKS: "- [ ]"}[listing.sort]
        first, *others = _write_spans(item.spans).split("\n")
        if listing.sort is Sort.BULLETS and _CHECK.match(first):
            first = f"\\{first}"
        yield f"{indent}{mark} {_kept(first)}"
        for line in others:
            yield f"{indent}  {_kept(line)}"
        for below in item.below:
            yield from _write_listing(below, f"{indent}  ")


def _write_table(table: Table) -> Iterator[str]:
    for number, row in enumerate(table.rows):
        cells = [_write_spans(cell, in_cell=True) for cell in row]
        cells = [cell.replace("-", "\\-", 1) if _RULER.fullmatch(cell) else cell for cell in cells]
        yield f"| {' | '.join(cells)} |"
        if number == 0 and table.has_head:
            yield "|" + "---|" * len(row)


def _write_spans(spans: Spans, *, in_cell: bool = False) -> str:
    parts: list[str] = []
    bold = italic = False
    href = ""
    for span in (*spans, Span("")):
        if href and span.href != href:
            parts.append(f"]({href})")
        parts.append("**" * (bold != span.bold) + "*" * (italic != span.italic))
        if span.href and span.href != href:
            parts.append("[")
        bold, italic, href = span.bold, span.italic, span.href
        parts.append(_escaped(span.text, in_link=bool(href), in_cell=in_cell))
    return "".join(parts)


def _escaped(text: str, *, in_link: bool, in_cell: bool) -> str:
    found = text.replace("\\", "\\\\").replace("*", "\\*")
    found = found.replace("[", "\\[").replace("]", "\\]") if in_link else found.replace("](", "]\\(")
    if in_cell:
        found = found.replace("|", "\\|").replace("¶", "\\¶").replace("\n", " ¶ ")
    return found


# ---- Reading ---------------------------------------------------------------------------------------------------------


def read_text(text: str) -> Blocks:
    """Return the blocks of plain writing. Whatever is written is a text: nothing is refused."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return normal(_read_lines(lines))


def _read_lines(lines: Sequence[str], *, quoted: bool = False) -> Iterator[Block]:
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        until = at + 1
        if not line:
            pass
        elif not quoted and line.startswith(">"):
            until = _run(lines, at, lambda other: other.lstrip().startswith(">"))
            yield Quote(tuple(_read_lines([_QUOTED.sub("", one, count=1) for one in lines[at:until]], quoted=True)))
        elif heading := _HEADING.fullmatch(line):
            yield Heading(2 if len(heading[1]) <= 2 else 3, _read_spans(heading[2]))
        elif _ITEM.fullmatch(lines[at]):
            until = _run(lines, at, lambda other: bool(_ITEM.fullmatch(other) or _goes_on(other)))
            yield from _read_items(lines[at:until])
        elif line.startswith("|"):
            until = _run(lines, at, lambda other: other.lstrip().startswith("|"))
            yield _read_table([one.strip() for one in lines[at:until]])
        else:
            until = _run(lines, at, lambda other: bool(other.strip()) and not _begins_other(other, quoted=quoted))
            yield Paragraph(_read_spans("\n".join(one.strip() for one in lines[at:until])))
        at = until


def _run(lines: Sequence[str], at: int, belongs: Callable[[str], bool]) -> int:
    until = at + 1
    while until < len(lines) and belongs(lines[until]):
        until += 1
    return until


def _goes_on(line: str) -> bool:
    return line.startswith("  ") and bool(line.strip())


def _begins_other(line: str, *, quoted: bool) -> bool:
    bare = line.strip()
    begins = bare.startswith("|") or (not quoted and bare.startswith(">"))
    return begins or bool(_HEADING.fullmatch(bare) or _ITEM.fullmatch(line))


@dataclass(slots=True)
class _Open:
    """A list that is being read: how far in it stands, and its items with what is below them."""

    indent: int
    sort: Sort
    items: list[tuple[list[str], list["_Open"]]] = field(default_factory=list)

    def done(self) -> Listing:
        return Listing(
            self.sort,
            tuple(
                Item(_read_spans("\n".join(lines)), tuple(one.done() for one in below)) for lines, below in self.items
            ),
        )


def _read_items(lines: Sequence[str]) -> Iterator[Listing]:
    tops: list[_Open] = []
    path: list[_Open] = []  # the open lists, the outermost first
    for line in lines:
        found = _ITEM.fullmatch(line)
        if found is None:
            path[-1].items[-1][0].append(line.strip())
            continue
        indent, words = len(found[1].expandtabs(4)), found[4]
        sort = Sort.NUMBERS if found[3] else Sort.BULLETS
        if sort is Sort.BULLETS and (check := _CHECK.fullmatch(words)):
            sort, words = Sort.CHECKS, check[1]
        while path and indent < path[-1].indent:
            path.pop()
        if path and indent >= path[-1].indent + 2 and len(path) < 8:
            below = path[-1].items[-1][1]
            path.append(_Open(indent, sort))
            below.append(path[-1])
        elif not path or path[-1].sort is not sort:
            if path:
                path.pop()
            siblings = path[-1].items[-1][1] if path else tops
            path.append(_Open(indent, sort))
            siblings.append(path[-1])
        path[-1].items.append(([words], []))
    yield from (one.done() for one in tops)


def _read_table(lines: Sequence[str]) -> Table:
    rows = [_cells(line) for line in lines]
    has_head = len(rows) > 1 and all(_RULER.fullmatch(cell) for cell in rows[1])
    if has_head:
        del rows[1]
    return Table(tuple(tuple(_read_spans(cell, in_cell=True) for cell in row) for row in rows), has_head)


def _cells(line: str) -> list[str]:
    cells, at = [""], 1
    while at < len(line):
        if line[at] == "\\" and at + 1 < len(line):
            cells[-1] += line[at : at + 2]
            at += 2
            continue
        if line[at] == "|":
            cells.append("")
        else:
            cells[-1] += line[at]
        at += 1
    if not cells[-1].strip() and len(cells) > 1:
        cells.pop()
    return [cell.strip() for cell in cells]


@dataclass(slots=True)
class _Piece:
    """A piece of a line: text with its address, or a mark (``**`` or ``*``) that may open or close."""

    text: str
    href: str = ""
    is_mark: bool = False
    opens: bool = False
    closes: bool = False


def _read_spans(text: str, *, in_cell: bool = False) -> Spans:
    pieces = _pieces(text, in_cell=in_cell)
    for mark in ("**", "*"):
        _settle(pieces, mark)
    spans: list[Span] = []
    bold = italic = False
    for piece in pieces:
        if not piece.is_mark:
            spans.append(Span(piece.text, bold, italic, piece.href))
        elif piece.text == "**":
            bold = not bold
        else:
            italic = not italic
    return tuple(spans)


def _settle(pieces: list[_Piece], mark: str) -> None:
    """Let marks that open nothing or close nothing be text."""
    is_open, last = False, None
    for piece in pieces:
        if not piece.is_mark or piece.text != mark:
            continue
        if is_open and piece.closes:
            is_open = False
        elif not is_open and piece.opens:
            is_open, last = True, piece
        else:
            piece.is_mark = False
    if not is_open:
        return
    after = False
    for piece in pieces:
        after = after or piece is last
        if after and piece.text == mark:
            piece.is_mark = False


def _pieces(text: str, *, in_cell: bool, href: str = "") -> list[_Piece]:
    pieces: list[_Piece] = []
    at = begun = 0

    def say(end: int) -> None:
        if end > begun:
            pieces.append(_Piece(text[begun:end], href))

    while at < len(text):
        sign = text[at]
        if sign == "\\" and text[at + 1 : at + 2] in ESCAPABLE and at + 1 < len(text):
            say(at)
            pieces.append(_Piece(text[at + 1], href))
            at = begun = at + 2
        elif sign == "*":
            say(at)
            end = at
            while end < len(text) and text[end] == "*":
                end += 1
            opens = end < len(text) and not text[end].isspace()
            closes = at > 0 and not text[at - 1].isspace()
            pieces.extend(_Piece("**", href, True, opens, closes) for _pair in range((end - at) // 2))
            if (end - at) % 2:
                pieces.append(_Piece("*", href, True, opens, closes))
            at = begun = end
        elif sign == "[" and not href and (link := _LINK.match(text, at)) and (address := safe_href(link[2])):
            say(at)
            pieces.extend(_pieces(link[1], in_cell=in_cell, href=address))
            at = begun = link.end()
        elif sign == "¶" and in_cell:
            say(at)
            pieces.append(_Piece("\n", href))
            at = begun = at + 1
        else:
            at += 1
    say(len(text))
    return pieces
