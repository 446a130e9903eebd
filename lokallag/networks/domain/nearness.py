"""Which topics are near each other, by the words in them. Pure.

Norwegian puts words together, so that "klima" and "klimapolitikk" are near: two words are near where the one begins
with the other, or both begin with the same six letters.
"""

import re

COMMON = frozenset(
    {
        *("nettverk", "nettverket", "fagnettverk", "fagnettverket", "network", "networks"),
        *("politikk", "politikken", "politiske", "medlemmer", "medlemmene", "kommunen", "kommune", "partiet"),
        *("eller", "etter", "under", "andre", "deres", "våre", "vårt", "som", "med", "for"),
    }
)
WORD = re.compile(r"[^\W\d_]{4,}")
STEM = 6


def words_of(*texts: str) -> frozenset[str]:
    """Return the words that say something: four letters or more, in lower case."""
    return frozenset(word for text in texts for word in WORD.findall(text.lower())) - COMMON


def near_words(one: str, other: str) -> bool:
    """Tell whether two words are near; it is the same both ways."""
    short, long = sorted((one, other), key=len)
    return long.startswith(short) or (len(short) >= STEM and long.startswith(short[:STEM]))


def in_common(one: frozenset[str], other: frozenset[str]) -> int:
    """Return how many of the words in ``one`` are near some word in ``other``."""
    return sum(any(near_words(word, each) for each in other) for word in one)
