"""Words of Norwegian as search compares them: *medlemmene*, *medlemmer* and *medlem* are one. Pure.

A stem is what snowball leaves of a word, with a double consonant at its end made single (``medlemm`` → ``medlem``),
over again until nothing changes. So a stem is its own stem. What comes from HTML is read with its entities resolved.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import filterfalse
from unicodedata import combining, normalize

import snowballstemmer

SHORTEST, LONGEST = 3, 60  # letters: a word is not cut to less than the first, and counted to the second
INNER = 4  # letters that a stem must have to be looked for inside of longer words
MOST_TERMS, MOST_SIGNS = 12, 3_000
WORD = re.compile(r"[^\W_]+(?:[-\u2010\u2011'’][^\W_]+)*")
PARTS = re.compile(r"[^\W_]+")
CONSONANTS = frozenset("bcdfghjklmnpqrstvwxz")
SOFT = str.maketrans({"\u00ad": None, "\u200b": None, "\ufeff": None})
OURS = str.maketrans({"ö": "ø", "ä": "æ", "đ": "d", "ł": "l"})
VOWELS = (("menn", "mann"), ("bøk", "bok"))  # nouns that change their vowel: tillitsmenn, håndbøker
SHORT = {  # snowball leaves words alone that would be shorter than three letters
    **dict.fromkeys(["års", "året", "åra", "årene", "årenes", "årets"], "år"),
    **dict.fromkeys(["bys", "byen", "byene", "byens", "byer", "byar"], "by"),
}
NO_PLURAL = frozenset({"interne", "eksterne", "moderne"})
STOP_WORDS = frozenset(
    PARTS.findall("""
    alle alt at av bare ble blei bli blir bort da de deg dei dem den denne der dere deres det dette di din disse ditt du
    dykk då eg ein eit ei eller en enn er et ett etter for fordi fra frå før ha hadde han hans har hennar hennes her
    hjå ho hun hva hvem hver hvilke hvilken hvis hvor hvordan hvorfor i ikke ikkje inn ja jeg kan korleis kva kven kvar
    kvifor man med meg meir mellom men mer min mine mitt mot mye må ned nei no noe noen noka noko nokon nokre nå når
    og også om opp oss over på så sånn seg selv si sia sidan siden sin sine sitt skal skulle slik som somme til um under
    ut uten vart var ved vere vi vil ville vår våre være vært å
    """)
)
_STEMMER = snowballstemmer.stemmer("norwegian")


def readable(text: str) -> str:
    """Return the text with each letter as one sign, and without signs that only say where a word may be broken."""
    return normalize("NFC", text.translate(SOFT))


def fold(word: str) -> str:
    """Return the word in small letters without accents; æ, ø and å stay."""
    signs = readable(word).casefold().translate(OURS)
    plain = (sign if sign == "å" else "".join(filterfalse(combining, normalize("NFKD", sign))) for sign in signs)
    return "".join(filter(str.isalnum, "".join(plain).casefold()))


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return the stem of one word."""
    found = fold(word)[:LONGEST]
    if found in SHORT:
        return SHORT[found]
    if found.endswith("erne") and not found.endswith("jerne") and found not in NO_PLURAL and len(found) >= 7:
        found = found.removesuffix("ne")  # lederne, kassererne: snowball has no such plural
    while True:
        cut = _cut_once(found)
        if cut == found:
            return found
        found = cut


def _cut_once(word: str) -> str:
    if len(word) <= SHORTEST:
        return word
    cut: str = _STEMMER.stemWord(word)
    for changed, plain in VOWELS:
        if cut.endswith(changed):
            cut = cut.removesuffix(changed) + plain
    if len(cut) > SHORTEST and cut[-1] == cut[-2] and cut[-1] in CONSONANTS:
        cut = cut[:-1]
    return cut if len(cut) >= SHORTEST else word


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written, where it stands in its text, and its stems: more than one where it has a hyphen."""

    written: str
    start: int
    end: int
    stems: tuple[str, ...]


def words_in(text: str) -> Iterator[Word]:
    """Return the words of a text in their order. Stop words are among them."""
    for found in WORD.finditer(text):
        yield Word(found[0], found.start(), found.end(), forms(found[0]))


@lru_cache(maxsize=65_536)
def forms(written: str) -> tuple[str, ...]:
    """Return the stems of a word: of *e-post* those of *epost*, *e* and *post*."""
    parts = PARTS.findall(written.translate(SOFT))
    whole = stem("".join(parts))
    return (whole,) if len(parts) < 2 else tuple(dict.fromkeys((whole, *map(stem, parts))))


def index_words(text: str) -> list[str]:
    """Return the stems of a text in their order, without stop words: what is looked in."""
    return [
        one
        for word in words_in(readable(unescape(text)))
        if fold(word.written) not in STOP_WORDS
        for one in word.stems
        if one
    ]


@dataclass(frozen=True, slots=True)
class Term:
    """A word that is looked for, as written and as its stem."""

    written: str
    stem: str

    def fits(self, written: str) -> bool:
        """Tell whether a word of a text is the one looked for, begins with it, or is put together with it."""
        if any(
            one == self.stem or (len(self.stem) >= SHORTEST and one.startswith(self.stem)) for one in forms(written)
        ):
            return True
        return len(self.stem) >= INNER and self.stem in forms(written)[0]


def terms_of(query: str) -> tuple[Term, ...]:
    """Return what is looked for: each word once, without stop words, at most ``MOST_TERMS``.

    Signs between words mean nothing: quotation marks and operators are left out.
    """
    found: dict[str, Term] = {}
    for word in WORD.finditer(readable(unescape(query[:MOST_SIGNS]))):
        term = Term(word[0][:LONGEST], forms(word[0])[0])
        if term.stem and fold(word[0]) not in STOP_WORDS:
            found.setdefault(term.stem, term)
        if len(found) == MOST_TERMS:
            break
    return tuple(found.values())
