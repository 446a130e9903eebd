"""Names as they are written down, and as Norwegians sort them. Pure: no Django, no clock."""

import unicodedata

# Æ, Ø, Å come after Z, in that order; "{" is the first character after "z" in ASCII.
_LAST = {"æ": "{a", "ä": "{a", "ø": "{b", "ö": "{b", "å": "{c"}
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs"})  # control, format (also bidirectional), private use, surrogate


def clean_name(written: str) -> str:
    """Return a name as it is written down: one space between words, and no sign that nobody can see.

    Signs that turn the reading direction or take no room would let two names look the same. They come along unseen
    when one pastes, so they are left out rather than refused. Cleaning a clean name gives itself.
    """
    words = " ".join(written.split())
    seen = "".join(letter for letter in words if unicodedata.category(letter) not in _UNSEEN)
    return unicodedata.normalize("NFC", " ".join(seen.split()))


def _key(name: str) -> str:
    letters = []
    for letter in unicodedata.normalize("NFC", name.casefold()).replace("aa", "å"):
        if letter in _LAST:
            letters.append(_LAST[letter])
            continue
        letters.extend(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))
    return "".join(letters)


def sort_key(family_name: str, given_name: str) -> str:
    """Return the text that sorts a person by family name, then given name, with Æ, Ø and Å (and Aa) last.

    Other accents do not count. The key sorts right under plain byte order (collation "C").
    """
    return f"{_key(family_name.strip())} {_key(given_name.strip())}"
