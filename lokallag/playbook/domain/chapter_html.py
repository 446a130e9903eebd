"""A chapter as HTML: what is stored, shown and edited in the rich-text editor. Pure.

Two walls stand against what is pasted: ``nh3`` takes scripts, styles and unknown tags out, and what it leaves is read
into blocks and written anew, so that nothing gets through but what this module writes itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from html.parser import HTMLParser

import nh3

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
    words_of,
)

CHECKS = "checks"  # the class of a check list
DEEPEST = 40  # tags in tags; what lies deeper is read as if it stood there
TEXT_TAGS = {"b", "strong", "i", "em", "a", "br", "span"}
BLOCK_TAGS = {
    *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "hr", "pre"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("section", "article", "header", "footer", "main", "aside", "dl", "dt", "dd", "figure", "figcaption", "center"),
}
ATTRIBUTES = {"a": {"href"}, "ul": {"class", "data-type"}, "td": {"colspan"}, "th": {"colspan"}}
DROPPED = {"script", "style", "xml", "title", "head", "template", "noscript", "iframe", "object", "svg", "math"}
SCHEMES = {"http", "https", "mailto", "tel"}
HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 3, "h5": 3, "h6": 3}


def read_html(html: str) -> Blocks:
    """Return the blocks of any HTML, also what somebody pasted from a word processor; what cannot be shown is left."""
    cleaner = nh3.clean(
        html,
        tags=TEXT_TAGS | BLOCK_TAGS,
        attributes=ATTRIBUTES,
        clean_content_tags=DROPPED,
        strip_comments=True,
        link_rel=None,
        url_schemes=SCHEMES,
    )
    parser = _Tree()
    parser.feed(cleaner)
    parser.close()
    return normal(_blocks(parser.top.children, _Look()))


def clean(html: str) -> str:
    """Return the HTML in its one form: ``clean(clean(x)) == clean(x)``."""
    return write_html(read_html(html))


# ---- Writing ---------------------------------------------------------------------------------------------------------


def write_html(blocks: Iterable[Block]) -> str:
    """Return the blocks as HTML, one line per block."""
    return "\n".join(write_block(block) for block in blocks)


def write_block(block: Block) -> str:
    """Return one block as HTML."""
    match block:
        case Heading():
            return f"<h{block.level}>{write_spans(block.spans)}</h{block.level}>"
        case Paragraph():
            return f"<p>{write_spans(block.spans)}</p>"
        case Listing():
            return _write_listing(block)
        case Table():
            return _write_table(block)
        case Quote():
            return f"<blockquote>{''.join(write_block(inner) for inner in block.blocks)}</blockquote>"


def write_spans(spans: Spans) -> str:
    """Return running text as HTML."""
    parts = []
    for at, span in enumerate(spans):
        if span.href and (at == 0 or spans[at - 1].href != span.href):
            parts.append(f'<a href="{escape(span.href)}">')
        text = escape(span.text, quote=False).replace("\n", "<br>")
        text = f"<em>{text}</em>" if span.italic else text
        parts.append(f"<strong>{text}</strong>" if span.bold else text)
        if span.href and (at + 1 == len(spans) or spans[at + 1].href != span.href):
            parts.append("</a>")
    return "".join(parts)


def _write_listing(listing: Listing) -> str:
    tag = "ol" if listing.sort is Sort.NUMBERS else "ul"
    mark = f' class="{CHECKS}"' if listing.sort is Sort.CHECKS else ""
    items = "".join(
        f"<li>{write_spans(one.spans)}{''.join(map(_write_listing, one.below))}</li>" for one in listing.items
    )
    return f"<{tag}{mark}>{items}</{tag}>"


def _write_table(table: Table) -> str:
    rows = list(table.rows)
    head = ""
    if table.has_head:
        cells = "".join(f'<th scope="col">{write_spans(cell)}</th>' for cell in rows.pop(0))
        head = f"<thead><tr>{cells}</tr></thead>"
    body = "".join(f"<tr>{''.join(f'<td>{write_spans(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{head}<tbody>{body}</tbody></table>"


# ---- Reading ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Node:
    tag: str
    attributes: dict[str, str]
    children: list["_Node | str"] = field(default_factory=list)


class _Tree(HTMLParser):
    """Tags in tags, no deeper than ``DEEPEST``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top = _Node("", {})
        self._open = [self.top]
        self._beyond = 0  # how many tags are open that lie too deep

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        if tag in {"br", "hr"}:
            self._open[-1].children.append(node)
        elif len(self._open) > DEEPEST:
            self._beyond += 1
        else:
            self._open[-1].children.append(node)
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"br", "hr"}:
            return
        if self._beyond:
            self._beyond -= 1
        elif len(self._open) > 1:
            self._open.pop()  # what nh3 gives is well formed: it is this tag

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


@dataclass(frozen=True, slots=True)
class _Look:
    bold: bool = False
    italic: bool = False
    href: str = ""


class _Gather:
    """Blocks as they come; running text waits until a block begins or ends."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._spans: list[Span] = []

    def text(self, text: str, look: _Look) -> None:
        self._spans.append(Span(text, look.bold, look.italic, look.href))

    def line_break(self, look: _Look) -> None:
        blank = ""
        for span in reversed(self._spans):  # a second one in a row ends the paragraph
            if span.text == "\n":
                self.flush()
                return
            blank = span.text.strip()
            if blank:
                break
        self._spans.append(Span("\n", look.bold, look.italic, look.href))

    def flush(self, level: int = 0) -> None:
        if self._spans:
            spans = tuple(self._spans)
            self.blocks.append(Heading(level, spans) if level else Paragraph(spans))
        self._spans = []

    def block(self, block: Block) -> None:
        self.flush()
        self.blocks.append(block)


def _blocks(children: Sequence[_Node | str], look: _Look) -> list[Block]:
    gather = _Gather()
    _walk(children, look, gather, 0)
    gather.flush()
    return gather.blocks


def _walk(children: Sequence[_Node | str], look: _Look, gather: _Gather, level: int) -> None:
    for child in children:
        if isinstance(child, str):
            gather.text(child.replace("\n", " "), look)
        elif child.tag == "br":
            gather.line_break(look)
        elif child.tag in TEXT_TAGS:
            _walk(child.children, _looks(child, look), gather, level)
        else:
            _walk_block(child, look, gather, level)


def _walk_block(node: _Node, look: _Look, gather: _Gather, level: int) -> None:
    gather.flush(level)
    if node.tag in {"ul", "ol"}:
        gather.block(_listing(node, look))
    elif node.tag == "table":
        gather.block(_table(node, look))
    elif node.tag == "blockquote":
        gather.block(Quote(tuple(_blocks(node.children, look))))
    else:
        inner = HEADINGS.get(node.tag, level)
        _walk(node.children, look, gather, inner)
        gather.flush(inner)


def _looks(node: _Node, look: _Look) -> _Look:
    if node.tag in {"b", "strong"}:
        return replace(look, bold=True)
    if node.tag in {"i", "em"}:
        return replace(look, italic=True)
    if node.tag == "a":
        return replace(look, href=node.attributes.get("href", ""))
    return look


def _listing(node: _Node, look: _Look) -> Listing:
    is_checks = node.attributes.get("class") == CHECKS or node.attributes.get("data-type") == "taskList"
    sort = Sort.NUMBERS if node.tag == "ol" else Sort.CHECKS if is_checks else Sort.BULLETS
    items = []
    for child in node.children:
        if isinstance(child, _Node) and child.tag == "li":
            items.append(_item(_blocks(child.children, look)))
        elif isinstance(child, _Node) and child.tag in {"ul", "ol"}:  # a list straight in a list, as some write it
            items.append(Item((), (_listing(child, look),)))
        else:
            items.append(_item(_blocks([child], look)))
    return Listing(sort, tuple(items))


def _item(blocks: Sequence[Block]) -> Item:
    below = tuple(block for block in blocks if isinstance(block, Listing))
    return Item(_in_line([block for block in blocks if not isinstance(block, Listing)]), below)


def _table(node: _Node, look: _Look) -> Table:
    rows, heads = [], []
    for row, is_head in _rows(node, is_head=False):
        cells: list[Spans] = []
        named = is_head
        for cell in row.children:
            if not isinstance(cell, _Node):
                continue
            cells.append(_in_line(_blocks(cell.children, look)))
            wide = cell.attributes.get("colspan", "1")
            cells.extend([()] * (min(int(wide), 20) - 1 if wide.isascii() and wide.isdigit() and len(wide) < 4 else 0))
        tags = {cell.tag for cell in row.children if isinstance(cell, _Node)}
        rows.append(tuple(cells))
        heads.append(named or tags == {"th"})
    return Table(tuple(rows), bool(heads) and heads[0])


def _rows(node: _Node, *, is_head: bool) -> Iterator[tuple[_Node, bool]]:
    for child in node.children:
        if not isinstance(child, _Node):
            continue
        if child.tag == "tr":
            yield child, is_head
        elif child.tag == "caption":
            yield _Node("tr", {}, [child]), False
        else:
            yield from _rows(child, is_head=child.tag == "thead")


def _in_line(blocks: Sequence[Block]) -> Spans:
    """Return what stands in a cell or an item as running text, a line for each block."""
    spans: list[Span] = []
    for block in blocks:
        for line in _lines(block):
            spans += [Span("\n"), *line]
    return tuple(spans[1:])


def _lines(block: Block) -> Iterator[Spans]:
    match block:
        case Heading() | Paragraph():
            yield block.spans
        case Listing():
            for item in block.items:
                yield item.spans
                for below in item.below:
                    yield from _lines(below)
        case Table():
            for row in block.rows:
                yield tuple(span for cell in row if words_of(cell) for span in (*cell, Span(" ")))
        case Quote():
            for inner in block.blocks:
                yield from _lines(inner)
