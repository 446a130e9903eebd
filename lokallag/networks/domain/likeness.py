"""How near two subjects are to each other, so that people join forces instead of starting the same twice. Pure.

Words are compared by their stem, so that *skole* and *skolene* are one. A topic counts more than what is written about
it, and words that stand in every such text count nothing.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar

import snowballstemmer

T = TypeVar("T")
_WORD = re.compile(r"[^\W\d_]{3,}")
_STEMMER = snowballstemmer.stemmer("norwegian")
# Words of the matter itself and of every text: they make nothing alike. Bokmål, nynorsk and English.
_WORDS = """
about alle alt and andre are at bare blant ble bli blir brukar bruker både deg dei deira den denne der dere deres
derfor desse det dette din disse dykk ein eit eller en enn er et etter fagnettverk finne folk for fordi fra frå
gjennom gjere gjør god gruppa gruppe ha han har hennar hennes her hjelpe hos hun hva hvem hver hvis hvor hvordan
ikke ikkje ingen inn innen jeg kan kommune kommunen kommunens kor korleis kva kvar kven laga lage litt lokal lokale
lokalt læra lære mange med medlem medlemmar medlemmer meg meir members men mer min mot mye mykje må møtast møte
møteplass møter møtes nettverk network noe noen noko nokon nye når også om opp oss our over partiet politikk
politikken politisk på sak saker seg selv sette sin sjølv skal skape skulle snakkar snakke snakker som starte står
så tema temaet that the their this til topic treng trenger under ut vart ved vera vere vi vil vår våre være were
with work ønsker ønskjer
"""
_EMPTY_WORDS = frozenset(_WORDS.split())
ENOUGH = 2  # points from which two subjects are worth showing to each other
TOPIC_POINTS, OTHER_POINTS = 3, 1


class Near(IntEnum):
    """How near: ``SAME`` is the same topic in the same words, ``NEAR`` shares words that matter."""

    FAR = 0
    NEAR = 1
    SAME = 2


@dataclass(frozen=True, slots=True)
class Subject:
    """What something is about: the topic in a few words, its name, and what is written about it."""

    topic: str
    name: str = ""
    text: str = ""


def nearness(one: Subject, other: Subject) -> Near:
    """Return how near two subjects are. It is the same whichever comes first."""
    if has_same_topic(one.topic, other.topic):
        return Near.SAME
    return Near.NEAR if _points(one, other) >= ENOUGH else Near.FAR


def has_same_topic(one: str, other: str) -> bool:
    """Tell whether two topics are the same in other spelling: case, order and ending of words count nothing."""
    left, right = _said(one), _said(other)
    return bool(left) and left == right


def nearest(subject: Subject, others: Iterable[tuple[T, Subject]], *, most: int) -> list[tuple[T, Near]]:
    """Return at most ``most`` of the others that are near, the same topic first, then by how much they share."""
    found = [
        (nearness(subject, other), _points(subject, other), place, thing) for place, (thing, other) in enumerate(others)
    ]
    near = sorted((row for row in found if row[0] is not Near.FAR), key=lambda row: (-row[0], -row[1], row[2]))
    return [(thing, how) for how, _score, _place, thing in near[:most]]


def _points(one: Subject, other: Subject) -> int:
    topics = (stems(one.topic), stems(other.topic))
    wholes = tuple(stems(f"{subject.topic} {subject.name} {subject.text}") for subject in (one, other))
    named = (topics[0] & wholes[1]) | (topics[1] & wholes[0])
    return TOPIC_POINTS * len(named) + OTHER_POINTS * len((wholes[0] & wholes[1]) - named)


def _said(topic: str) -> frozenset[str]:
    """Return the stems of a topic, all of its words where none of them matters."""
    return stems(topic) or frozenset(_WORD.findall(_plain(topic)))


def stems(text: str) -> frozenset[str]:
    """Return the stems of the words that matter in a text, each once."""
    words = {word for word in _WORD.findall(_plain(text)) if word not in _EMPTY_WORDS}
    return frozenset(_stem(word) for word in words)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _stem(word: str) -> str:
    stem = str(_STEMMER.stemWord(word)) if len(word) > 3 else word
    return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] else stem
