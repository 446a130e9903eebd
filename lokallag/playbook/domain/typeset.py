"""A chapter's HTML as code for typst, which sets it in type. Pure, and used in a process without Django.

All text goes through ``quoted`` into strings of typst's code, where only two signs mean anything: nothing that somebody
writes in a chapter can be read as markup, a command or a file. What ``data/book.typ`` calls are ``ruta`` (check list),
``ramme`` (ready-made text) and ``tabell``; the rest is typst's own.
"""

import math
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from html import unescape

TOKEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>|<!--.*?-->|([^<]+|<)", re.DOTALL)
HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')""")
CLASS = re.compile(r"""\bclass\s*=\s*"([^"]*)\"""")
SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff]+")
LONG_FROM = 25  # signs
LONG = re.compile(rf"[^\s\u00ad\u200b]{{{LONG_FROM},}}")
AFTER = re.compile(r"(?<=[/.?&=_@:;,+#%-])(?=[^/.?&=_@:;,+#%-])")
NARROW, WIDE = 8, 40  # signs: what a column is counted for at least and at most
DEEPEST = 24  # tags in tags; what lies deeper is set as if it stood there
LONGEST_LINK = 2000
CHAPTER = re.compile(r"/dreiebok/([-a-z0-9_]+)/(?:#.*)?")
HEADINGS = {"h1": 1, "h2": 1, "h3": 2, "h4": 2, "h5": 2, "h6": 2}
EMPTY = {"br", "hr", "img", "input", "wbr", "col"}
IN_LINE = {"strong", "b", "em", "i", "a", "span", "br", "code", "u", "sub", "sup", "small"}


def quoted(text: str) -> str:
    """Return the text as a string of typst's code, which says exactly that text."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def breakable(text: str) -> str:
    """Return the text with places where a very long word may be broken: an address after its signs, else anywhere."""
    longest = max(map(len, text.split()), default=0)  # asked first, since most text has none
    return LONG.sub(_broken, text) if longest >= LONG_FROM else text


def _broken(found: re.Match[str]) -> str:
    pieces = []
    for piece in AFTER.split(found[0]):
        mark = "\u00ad" if piece.isalpha() else "\u200b"
        size = 12 if len(piece) >= LONG_FROM else len(piece)
        pieces.append(mark.join(piece[at : at + size] for at in range(0, len(piece), size)))
    return "\u200b".join(pieces)


@dataclass(slots=True)
class _Open:
    """A tag that is open: what was set in it, and for lists and tables their items or rows."""

    tag: str
    attributes: str = ""
    set: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    rows: list[list[tuple[str, bool, int]]] = field(default_factory=list)
    signs: int = 0


@dataclass(frozen=True, slots=True)
class Setting:
    """What a chapter is set with: the level of its own heading, the chapters of the book, and our own address."""

    level: int = 1
    chapters: Collection[str] = ()
    site: str = ""


def chapter_to_typst(html: str, setting: Setting = Setting()) -> str:
    """Return the body of a chapter as typst's markup. Any HTML is taken; tags that are not known are left out."""
    return _Setter(setting).set(html)


class _Setter:
    """Reads tag by tag and sets what is closed into what stands around it."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.open = [_Open("")]
        self.last_level = setting.level

    def set(self, html: str) -> str:
        """Return the whole as typst's markup."""
        for found in TOKEN.finditer(html):
            slash, tag, attributes, text = found.groups()
            if text is not None:
                self._text(text)
            elif tag is None:
                continue
            elif slash:
                self._end(tag.lower())
            elif tag.lower() in EMPTY:
                if tag.lower() == "br":
                    self.open[-1].set.append("#linebreak();")
            elif len(self.open) <= DEEPEST:
                self.open.append(_Open(tag.lower(), attributes))
        while len(self.open) > 1:
            self._close()
        return "".join(self.open[0].set).strip()

    def _text(self, raw: str) -> None:
        text = unescape(raw) if "&" in raw else raw
        if "  " in text or not text.isprintable():  # nearly all text is as it should be, and asking costs little
            text = SPACES.sub(" ", text)
        here = self.open[-1]
        if text == " " and here.tag not in IN_LINE and (not here.set or here.set[-1].endswith("\n")):
            return  # it stands between blocks
        here.signs += len(text)
        here.set.append(f"#{quoted(breakable(text))};")

    def _end(self, tag: str) -> None:
        tags = [one.tag for one in self.open]
        if tag in tags:
            while self.open[-1].tag != tag:
                self._close()
            self._close()

    def _close(self) -> None:
        closed = self.open.pop()
        into = self.open[-1]
        into.signs += closed.signs
        close = CLOSE.get(closed.tag)
        if close is not None:
            close(self, closed, into)
        elif closed.tag in HEADINGS:
            self._heading(closed, into)
        else:
            into.set += closed.set
            into.items += closed.items
            into.rows += closed.rows

    def _heading(self, closed: _Open, into: _Open) -> None:
        inside = "".join(closed.set)
        if not inside:
            return
        if len(self.open) > 1:  # in a ready-made text or a cell it is no heading of the book
            into.set.append(f"\n\n#strong[{inside}]\n\n")
            return
        level = min(self.setting.level + HEADINGS[closed.tag], self.last_level + 1)  # no level is left out
        self.last_level = level
        into.set.append(f"\n\n#heading(level: {level})[{inside}]\n\n")

    def _paragraph(self, closed: _Open, into: _Open) -> None:
        inside = "".join(closed.set).strip()
        if inside:
            into.set.append(f"\n\n{inside}\n\n")

    def _strong(self, closed: _Open, into: _Open) -> None:
        _wrap("#strong[", closed, into)

    def _emphasis(self, closed: _Open, into: _Open) -> None:
        _wrap("#emph[", closed, into)

    def _link(self, closed: _Open, into: _Open) -> None:
        found = HREF.search(closed.attributes)
        target = "" if found is None else self._target(unescape(found[1] or found[2] or "").strip())
        _wrap(f"#link({target})[" if target else "#[", closed, into)

    def _target(self, href: str) -> str:
        chapter = CHAPTER.fullmatch(href)
        if chapter is not None and chapter[1] in self.setting.chapters:
            return f"label({quoted(f'kap-{chapter[1]}')})"
        if href.startswith("/") and not href.startswith("//") and self.setting.site:
            href = self.setting.site.rstrip("/") + href
        if len(href) > LONGEST_LINK or not href.startswith(("http://", "https://", "mailto:", "tel:")):
            return ""
        return quoted(SPACES.sub("", href))

    def _item(self, closed: _Open, into: _Open) -> None:
        inside = "".join(closed.set).strip()
        if into.tag in {"ul", "ol"}:
            into.items.append(f"[{inside}]")
        else:
            self._paragraph(closed, into)

    def _list(self, closed: _Open, into: _Open) -> None:
        if not closed.items:
            into.set += closed.set
            return
        chosen = CLASS.search(closed.attributes)
        name = "enum" if closed.tag == "ol" else "ruta" if chosen and "checks" in chosen[1].split() else "list"
        into.set.append(f"\n#{name}({','.join(closed.items)});\n")

    def _frame(self, closed: _Open, into: _Open) -> None:
        inside = "".join(closed.set).strip()
        if inside:
            into.set.append(f"\n\n#ramme[{inside}]\n\n")

    def _cell(self, closed: _Open, into: _Open) -> None:
        cell = (f"[{''.join(closed.set).strip()}]", closed.tag == "th", closed.signs)
        if not into.rows:
            into.rows.append([])
        into.rows[-1].append(cell)

    def _row(self, closed: _Open, into: _Open) -> None:
        into.rows += [row for row in closed.rows if row]

    def _table(self, closed: _Open, into: _Open) -> None:
        rows = closed.rows
        width = max(map(len, rows), default=0)
        if not width:
            into.set += closed.set
            return
        widths = [_width([row[at][2] for row in rows if at < len(row)]) for at in range(width)]
        has_head = all(is_head for _text, is_head, _signs in rows[0])
        cells = [[text for text, _is_head, _signs in row] + ["[]"] * (width - len(row)) for row in rows]
        head = cells.pop(0) if has_head else []
        columns = ",".join(f"{part}fr" for part in widths)
        body = ",".join(text for row in cells for text in row)
        into.set.append(f"\n\n#tabell(({columns},),({','.join(head)}{',' if head else ''}),{body});\n\n")


Close = Callable[[_Setter, _Open, _Open], None]
CLOSE: dict[str, Close] = {
    "p": _Setter._paragraph,
    "div": _Setter._paragraph,
    "strong": _Setter._strong,
    "b": _Setter._strong,
    "em": _Setter._emphasis,
    "i": _Setter._emphasis,
    "a": _Setter._link,
    "li": _Setter._item,
    "ul": _Setter._list,
    "ol": _Setter._list,
    "blockquote": _Setter._frame,
    "td": _Setter._cell,
    "th": _Setter._cell,
    "tr": _Setter._row,
    "table": _Setter._table,
}


def _wrap(before: str, closed: _Open, into: _Open) -> None:
    if closed.set:
        into.set.append(f"{before}{''.join(closed.set)}];")


def _width(signs: list[int]) -> int:
    """Return the share of a column: by the text in it, evened out so that a long column leaves room for a short one."""
    middle = sum(signs) / max(1, len(signs))
    counted: float = min(max(middle, NARROW, max(signs, default=0) / 4), WIDE)
    return round(10 * math.pow(counted, 0.7))
