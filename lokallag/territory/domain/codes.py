"""Norwegian postal codes as people and spreadsheets write them. Pure.

A postal code is four digits, kept as text: ``0951`` is not 951. Source: Posten Bring's Postnummerregister.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

WITH_ADDRESSES = frozenset("GBF")
"""Categories whose codes have street addresses and so an area: G addresses, B both, F several uses (older files)."""

CATEGORIES = frozenset("GBFPSK")
"""All categories of the register: those with addresses, P post office boxes, S one firm, K customer number (older)."""

_DASH = r"(?:[-\u2010-\u2015\u2212]|\.\.+|\btil\b|\bt\.?o\.?m\.?\b)"
_DECIMALS = re.compile(r"(?<!\d)(\d{1,4})[.,]0{1,2}(?![\d])")
_GROUPED = re.compile(r"^\s*(\d)[\s\u00a0\u202f](\d{3})\s*$")
_COUNTRY = re.compile(r"\bNO?\s*[-\u2013]\s*(?=\d)", re.IGNORECASE)
_RANGE = re.compile(rf"(?<!\d)(\d+)\s*{_DASH}\s*(\d+)(?!\d)", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\d)\d+(?!\d)")


@dataclass(frozen=True, slots=True)
class CodeProblem:
    """Something that is not a postal code: ``text`` as written, ``message`` for a member, ``guess`` or empty."""

    text: str
    message: str
    guess: str = ""


@dataclass(frozen=True, slots=True)
class ReadCode:
    """One postal code read from a cell.

    ``in_range`` says that it came from a range such as ``1336-1341``, so that it need not exist.
    ``mended_from`` is what stood there where a leading zero was put back, else empty.
    """

    code: str
    in_range: bool = False
    mended_from: str = ""


@dataclass(frozen=True, slots=True)
class ReadCodes:
    """All codes of a cell in the order written, and what could not be read."""

    codes: tuple[ReadCode, ...]
    problems: tuple[CodeProblem, ...]


def is_code(text: str) -> bool:
    """Tell whether ``text`` is exactly four digits 0–9."""
    return len(text) == 4 and text.isascii() and text.isdigit()


def problem_with(text: str) -> CodeProblem | None:
    """Return what is wrong with ``text`` as one postal code, or None where it is one. Three digits get a guess."""
    digits = text.strip()
    if is_code(digits):
        return None
    if not (digits.isascii() and digits.isdigit()):
        return CodeProblem(
            digits, _("«%(text)s» er ikke et postnummer. Et postnummer har fire siffer.") % {"text": digits}
        )
    if len(digits) == 3:
        guess = f"0{digits}"
        message = _("«%(text)s» har tre siffer. Et postnummer har fire. Mente du %(guess)s?")
        return CodeProblem(digits, message % {"text": digits, "guess": guess}, guess)
    message = _(
        "«%(text)s» har %(count)s siffer. Et postnummer har fire. Se etter om et siffer er for mye eller mangler."
    )
    return CodeProblem(digits, message % {"text": digits, "count": _count_word(len(digits))})


def read_codes(text: str) -> ReadCodes:
    """Read a cell such as ``1336-1341, 1344; 1346`` or ``1344.0``.

    Commas, semicolons, spaces and words part the codes; words (a place name after its code) are passed over.
    A code of three digits, as spreadsheets leave one that began with zero, gets its zero back and says so.
    An empty cell has no codes and no problems; a cell of words alone is a problem.
    """
    tidy = _tidy(text)
    if not tidy:
        return ReadCodes((), ())
    found: list[tuple[int, list[ReadCode]]] = []
    problems: list[CodeProblem] = []

    def take_range(match: re.Match[str]) -> str:
        codes, problem = _expand(match)
        found.append((match.start(), codes))
        if problem:
            problems.append(problem)
        return " " * len(match.group())

    rest = _RANGE.sub(take_range, tidy)
    for match in _NUMBER.finditer(rest):
        problem = problem_with(match.group())
        if problem and not problem.guess:
            problems.append(problem)
        else:
            code = problem.guess if problem else match.group()
            found.append((match.start(), [ReadCode(code, mended_from=problem.text if problem else "")]))
    if not found and not problems:
        problems.append(CodeProblem(text.strip(), _("Fant ingen postnummer i «%(text)s».") % {"text": text.strip()}))
    codes = [code for _start, group in sorted(found, key=lambda each: each[0]) for code in group]
    return ReadCodes(tuple(codes), tuple(problems))


def looks_like_codes(text: str) -> bool:
    """Tell whether a cell holds postal codes rather than words or other numbers."""
    tidy = _tidy(text)
    if not tidy:
        return False
    numbers = _NUMBER.findall(tidy)
    return bool(numbers) and all(len(number) in (3, 4) for number in numbers) and tidy[0].isdigit()


def compact(codes: list[str]) -> str:
    """Return sorted codes as people write them: ``1336–1338, 1341``. Three or more in a row become a range."""
    parts: list[list[str]] = []
    for code in sorted(codes):
        if parts and int(code) == int(parts[-1][-1]) + 1:
            parts[-1].append(code)
        else:
            parts.append([code])
    return ", ".join(f"{part[0]}–{part[-1]}" if len(part) > 2 else ", ".join(part) for part in parts)


def display_place(place: str) -> str:
    """Return a place of the register (``BÆRUMS VERK``, ``MO I RANA``) as people write it. Mixed case is left alone."""
    if place != place.upper():
        return place
    words = place.lower().split(" ")
    small = {"i", "på", "og", "ved", "av"}
    return " ".join(word if at and word in small else _capital(word) for at, word in enumerate(words))


def _capital(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))


def _tidy(text: str) -> str:
    tidy = text.strip().lstrip("'")
    tidy = _COUNTRY.sub("", tidy)
    tidy = _GROUPED.sub(r"\1\2", tidy)
    return _DECIMALS.sub(r"\1", tidy).strip()


def _expand(match: re.Match[str]) -> tuple[list[ReadCode], CodeProblem | None]:
    ends = []
    mended = ""
    for end in match.groups():
        problem = problem_with(end)
        if problem and not problem.guess:
            return [], problem
        mended = match.group().strip() if problem else mended
        ends.append(problem.guess if problem else end)
    first, last = ends
    if first > last:
        message = _("«%(text)s» går baklengs. Mente du %(first)s–%(last)s?")
        text = match.group().strip()
        return [], CodeProblem(text, message % {"text": text, "first": last, "last": first}, f"{last}-{first}")
    return [ReadCode(f"{number:04}", True, mended) for number in range(int(first), int(last) + 1)], None


def _count_word(count: int) -> str:
    words = {1: _("ett"), 2: _("to"), 5: _("fem"), 6: _("seks")}
    return words.get(count, str(count))
