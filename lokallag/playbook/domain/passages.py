"""The piece of a text that shows what was looked for, its words marked. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from lokallag.playbook.domain.stems import SHORTEST, STOP_WORDS, WORD, Term, fold, readable

BLOCK = re.compile(r"</(?:p|li|h3|td|th|tr|ul|ol|blockquote)>|<br>")
TAG = re.compile(r"<[^>]*>")
SPACES = re.compile(r"\s+")
BEFORE, SHOWN = 70, 240  # signs before the first word that is marked, and of the whole
LOOSE = {"e": "[eéèêë]", "o": "[oóòô]", "a": "[aáàâ]", "u": "[uúùûü]", "ø": "[øö]", "æ": "[æä]", "i": "[iíì]"}


@dataclass(frozen=True, slots=True)
class Passage:
    """What stands under a heading, and where on its page; ``heading`` is empty before the first."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, and whether it is what was looked for."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is shown of a chapter: some words of it with marks, and where they stand."""

    anchor: str
    heading: str
    pieces: tuple[Piece, ...]


Match = tuple[int, Passage, list[tuple[int, int]]]  # how many terms it has, and where they stand in it


def as_text(html: str) -> str:
    """Return HTML as one line of text."""
    lines = (SPACES.sub(" ", line).strip() for line in unescape(TAG.sub("", BLOCK.sub("\x00", html))).split("\x00"))
    text = ""
    for line in filter(None, lines):
        text += ("" if not text else " " if text[-1] in ".!?:;," else " · ") + line
    return readable(text)


def excerpt_of(found: Sequence[Passage], terms: Sequence[Term]) -> Excerpt | None:
    """Return the passage that has most of the terms, cut round the first of them; ``None`` where none has any."""
    looks = [_looks(term.stem) for term in terms]
    best: Match | None = None
    rough: list[tuple[int, Passage]] = []
    for passage in found:
        count = sum(look.search(passage.text) is not None or look.search(passage.heading) is not None for look in looks)
        if count == len(looks) and (best := _better(best, passage, looks, terms)) and best[0] == count:
            rough.clear()  # none can have more
            break
        if 0 < count < len(looks):
            rough.append((count, passage))
    rough.sort(key=lambda one: -one[0])
    for count, passage in rough:
        if best is not None and best[0] >= count:
            break
        best = _better(best, passage, looks, terms)
    if best is None:
        return None
    return Excerpt(best[1].anchor, best[1].heading, _cut(best[1].text, best[2]))


def _better(
    best: Match | None, passage: Passage, looks: Sequence[re.Pattern[str]], terms: Sequence[Term]
) -> Match | None:
    """Return the passage where it has more of the terms than the best one so far, else that one."""
    hits, fitting = _hits(passage.text, looks, terms)
    fitting |= _hits(passage.heading, looks, terms)[1]
    return (len(fitting), passage, hits) if fitting and (best is None or len(fitting) > best[0]) else best


def marked(text: str, terms: Sequence[Term]) -> tuple[Piece, ...]:
    """Return a short text, all of it, with the words that were looked for marked."""
    text = readable(text)
    hits = [word.span() for word in WORD.finditer(text) if _fits(word[0], terms)]
    return _pieces(text, 0, len(text), hits)


def _fits(written: str, terms: Sequence[Term]) -> bool:
    return any(term.fits(written) for term in terms) and fold(written) not in STOP_WORDS


@lru_cache(maxsize=1024)
def _looks(stem: str) -> re.Pattern[str]:
    """Return a pattern for what stands in words of the stem, whatever accents they have: quick, and finds too much."""
    plain = stem.removesuffix("bok").removesuffix("man") or stem
    pattern = r"[-‐‑'’]?".join(LOOSE.get(sign, re.escape(sign)) for sign in plain)
    if len(stem) < SHORTEST:  # it is only looked for as a word of its own
        pattern = rf"(?<![^\W_]){pattern}(?![^\W_])"
    return re.compile(pattern, re.IGNORECASE)


def _hits(text: str, looks: Sequence[re.Pattern[str]], terms: Sequence[Term]) -> tuple[list[tuple[int, int]], set[str]]:
    starts = {_begins(text, found.start()) for look in looks for found in look.finditer(text)}
    hits: list[tuple[int, int]] = []
    fitting: set[str] = set()
    for start in sorted(starts):
        word = WORD.match(text, start)
        if word is None or fold(word[0]) in STOP_WORDS:
            continue
        met = {term.stem for term in terms if term.fits(word[0])}
        if met:
            hits.append(word.span())
            fitting |= met
    return hits, fitting


def _begins(text: str, at: int) -> int:
    """Return where the word begins that the sign at ``at`` stands in."""
    while at > 0 and (text[at - 1].isalnum() or (text[at - 1] in "-‐‑'’" and at > 1 and text[at - 2].isalnum())):
        at -= 1
    return at


def _cut(text: str, hits: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    first = hits[0][0] if hits else 0
    start = 0 if first <= BEFORE else text.find(" ", first - BEFORE) + 1
    start = min(start, first)
    end = min(len(text), start + SHOWN)
    if end < len(text):
        end = max(text.rfind(" ", start, end), hits[0][1] if hits else start) or end
        end = end if end > start else start + SHOWN
    pieces = list(_pieces(text, start, end, hits))
    if start > 0:
        pieces.insert(0, Piece("… ", is_hit=False))
    if end < len(text):
        pieces.append(Piece(" …", is_hit=False))
    return tuple(pieces)


def _pieces(text: str, start: int, end: int, hits: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    found, at = [], start
    for begin, stop in hits:
        if begin < at or stop > end:
            continue
        if begin > at:
            found.append(Piece(text[at:begin], is_hit=False))
        found.append(Piece(text[begin:stop], is_hit=True))
        at = stop
    if at < end:
        found.append(Piece(text[at:end], is_hit=False))
    return tuple(found)
