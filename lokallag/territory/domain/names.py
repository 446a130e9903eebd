"""When two spellings are the same name. Pure."""

import re
from collections.abc import Iterable

_FOLD = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ä": "ae", "ö": "o", "é": "e", "è": "e", "ü": "u"})
_KIND = {
    "avdeling", "avdelinga", "avdelingen", "partiavdeling", "lag", "lokallag", "partilag", "bydelslag", "forening",
    "bydelsforening", "kommuneforening", "arbeiderlag", "arbeiderpartilag", "arbeiderparti", "ap",
}  # fmt: skip


def tidy_name(text: str) -> str:
    """Return ``text`` with single spaces and no space at its ends; the apostrophe of a spreadsheet's text is gone."""
    tidy = re.sub(r"[\s\u00a0]+", " ", text).strip()
    return tidy[1:] if tidy[:1] == "'" and tidy[1:2] in _FORMULA else tidy


def safe_cell(text: str) -> str:
    """Return ``text`` as a spreadsheet will show it and not run it; :func:`tidy_name` undoes this."""
    return f"'{text}" if text[:1] in _FORMULA else text


_FORMULA = tuple("=+-@\t\r'")


def fold(text: str) -> str:
    """Return a form in which case, dashes, spaces and æ/ae, ø/oe/o, å/aa/a make no difference, for comparing only."""
    folded = text.casefold().translate(_FOLD).replace("aa", "a").replace("oe", "o")
    return re.sub(r"[^\w]+", " ", folded.replace("_", " ")).strip()


def sort_key(text: str) -> str:
    """Return the text by which names are sorted as Norwegians do: æ, ø, å last, and case makes no difference."""
    return text.casefold().replace("æ", "{a").replace("ø", "{b").replace("å", "{c")


def name_key(text: str) -> str:
    """Return the key under which two spellings of a branch are the same: :func:`fold` without words such as *lag*."""
    words = fold(text).split()
    core = [word for word in words if word not in _KIND]
    return " ".join(core or words)


def is_slip(one: str, other: str) -> bool:
    """Tell whether two names differ by one letter left out, added, changed or swapped. Digits are never slips."""
    a, b = fold(one), fold(other)
    return _digits(a) == _digits(b) and _one_letter_apart(a, b)


def slips(names: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Return, for each of ``names`` that may be a slip of the pen, the first of ``known`` that it may be meant as."""
    shelves: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for name in known:
        folded = fold(name)
        shelves.setdefault(_digits(folded), []).append((folded, name))
    found = {}
    for name in names:
        folded = fold(name)
        alike = (other for key, other in shelves.get(_digits(folded), ()) if _one_letter_apart(folded, key))
        if other := next(alike, ""):
            found[name] = other
    return found


def _digits(folded: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\d+", folded))


def _one_letter_apart(a: str, b: str) -> bool:
    if a == b or abs(len(a) - len(b)) > 1 or min(len(a), len(b)) < 5:
        return False
    start = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    left, right = a[start:], b[start:]
    return (
        left[1:] == right[1:]
        or left[1:] == right
        or left == right[1:]
        or (left[:2] == right[1::-1] and left[2:] == right[2:] and len(left) > 1)
    )
