"""The cells of the register's file as we keep them. Pure: text in; a value, nothing, or a fault out.

An empty cell says nothing (``None``). What makes a row useless (no number, no name, an impossible year) is a
``Fault``, and the row is rejected; what only spoils one detail is a hint, and the row goes on without it.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from lokallag.people.domain.contact import clean_phone
from lokallag.people.domain.names import clean_name, sort_key


class Fault(StrEnum):
    """Why a row is rejected."""

    NUMBER_MISSING = "number_missing"
    NUMBER = "number"
    NUMBER_TWICE = "number_twice"
    NAME = "name"
    GIVEN_MISSING = "given_missing"
    FAMILY_MISSING = "family_missing"
    BIRTH_YEAR = "birth_year"
    BIRTH = "birth"
    JOINED_ON = "joined_on"
    BORN_LATER = "born_later"
    DATE = "date"
    FORMULA = "formula"
    CELLS = "cells"
    SHORT = "short"
    CUT_OFF = "cut_off"
    SEVERAL = "several"


class Hint(StrEnum):
    """What to look at in a row that is taken."""

    EMAIL = "email"
    PHONE = "phone"
    POSTAL_CODE = "postal_code"
    GENDER = "gender"
    FEE = "fee"
    BRANCH = "branch"
    ALIKE = "alike"
    SHARED = "shared"
    OTHER_YEAR = "other_year"
    DOUBLE = "double"


class Faulty(Exception):
    """A cell that makes its row useless."""

    def __init__(self, fault: Fault, value: str = "") -> None:
        super().__init__(fault)
        self.fault, self.value = fault, value


Reader = Callable[[str], str | None]

FORMULA_ERRORS = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#I/T", "#VERDI!", "#NAVN?", "#SPILL!"}
)
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,19}")
_EMAIL = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[A-Za-zÀ-ÿ]{2,}")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.]*)?")
_NORWEGIAN = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?: [\d:.]*)?")
_IN_WORDS = re.compile(r"(\d{1,2})\.? ([^\W\d]{3,9})\.? (\d{4})")
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "mai": 5, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "okt": 10,
    "oct": 10, "nov": 11, "des": 12, "dec": 12,
}  # fmt: skip
_YES = frozenset(
    (
        "ja", "j", "yes", "y", "x", "1", "true", "sann", "betalt", "ok", "fortrolig", "sperret", "skjermet", "hemmelig",
        "kode6", "kode7", "6", "7", "verna",
    )
)  # fmt: skip
_NO = frozenset(("nei", "n", "no", "0", "false", "usann", "ubetalt", "ingen", "åpen", "nei.", "-"))
_PAID = _YES | frozenset({"fritatt", "fri", "betalt ", "ajour", "aktiv"})
_UNPAID = _NO | frozenset({"ikke betalt", "ikkje betalt", "ubetalt", "skyldig", "purret", "mangler", "forfalt"})
_WOMAN = frozenset(["k", "kvinne", "f", "female", "kvinner", "dame", "jente", "w", "woman"])
_MAN = frozenset(["m", "mann", "male", "man", "gutt", "menn"])
_OTHER = frozenset(["annet", "anna", "x", "ikke-binær", "andre", "other"])
_FIRST_SERIAL = date(1899, 12, 30)


def tidy(cell: str) -> str:
    """Return a cell without control signs, odd spaces, and the apostrophe that a spreadsheet puts before text."""
    if not cell:
        return ""
    if not cell.isprintable():
        cell = "".join(sign if sign.isprintable() else " " for sign in cell)
    cell = cell.strip()
    return cell[1:].strip() if cell[:1] == "'" else cell


def member_number(cell: str) -> str:
    """Return a member number.

    :raises Faulty: it is missing, or no number of the register's kind
    """
    if not cell:
        raise Faulty(Fault.NUMBER_MISSING)
    if cell.isalnum() and cell.isascii() and len(cell) <= 20:  # nearly all
        return cell
    if not _NUMBER.fullmatch(cell):
        raise Faulty(Fault.NUMBER, cell)
    return cell


@lru_cache(maxsize=20_000)
def part_of_name(cell: str) -> str:
    """Return a given or family name as it is written down.

    :raises Faulty: it is empty, too long, or no name
    """
    name = clean_name(cell)
    if not name or len(name) > 100 or "@" in name or any(sign.isdigit() for sign in name):
        raise Faulty(Fault.NAME, cell)
    return name


def both_names(cell: str) -> tuple[str, str]:
    """Return given and family name of a whole one: ``Dahl, Mona`` or ``Mona Dahl`` (then the last word is family).

    :raises Faulty: it is no such name
    """
    family, comma, given = cell.partition(",")
    if not comma:
        given, _space, family = cell.strip().rpartition(" ")
        if not given:  # one word alone: nobody knows which of the two
            given, family = family, ""
    return given_and_family(given, family)


def given_and_family(given: str, family: str) -> tuple[str, str]:
    """Return given and family name as they are written down.

    :raises Faulty: one is missing, or is no name
    """
    if not _has_letters(family):
        raise Faulty(Fault.FAMILY_MISSING, f"{given} {family}".strip())
    if not _has_letters(given):
        raise Faulty(Fault.GIVEN_MISSING, f"{given} {family}".strip())
    return part_of_name(given), part_of_name(family)


@lru_cache(maxsize=20_000)
def _has_letters(cell: str) -> bool:
    return any(sign.isalpha() for sign in cell)


@lru_cache(maxsize=20_000)
def _family_key(family_name: str) -> str:
    return sort_key(family_name, "")


@lru_cache(maxsize=20_000)
def _given_key(given_name: str) -> str:
    return sort_key("", given_name)[1:]


def key_of(family_name: str, given_name: str) -> str:
    """Return ``people.domain.names.sort_key``, each half remembered, since names repeat."""
    return _family_key(family_name) + _given_key(given_name)


def email(cell: str) -> str | None:
    """Return an e-mail address, ``None`` for what is none."""
    return cell if len(cell) <= 254 and _EMAIL.fullmatch(cell) else None


def phone(cell: str) -> str | None:
    """Return a telephone number as the house keeps it, ``None`` for what is none; +47 in front is left out."""
    if len(cell) == 8 and cell.isascii() and cell.isdigit():
        return cell
    number = clean_phone(cell)
    if number and number.startswith("+47") and len(number) == 11:
        return number[3:]
    return number or None


@lru_cache(maxsize=20_000)
def day(cell: str) -> date | None:
    """Return a date written as text or as a spreadsheet's serial number, ``None`` for what is none.

    ``31.12.2019``, ``31/12/2019``, ``31. desember 2019``, ``2019-12-31``, ``20191231``, ``43830``; of two digits of a
    year, 70–99 are 19….
    """
    try:
        if found := _ISO.fullmatch(cell):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _NORWEGIAN.fullmatch(cell):
            year = int(found[3])
            if len(found[3]) == 2:
                year += 1900 if year >= 70 else 2000
            return date(year, int(found[2]), int(found[1]))
        if (found := _IN_WORDS.fullmatch(cell)) and (month := _MONTHS.get(found[2][:3].lower())):
            return date(int(found[3]), month, int(found[1]))
        digits = cell.removesuffix(".0")
        if digits.isascii() and digits.isdigit():
            if len(digits) == 8:
                return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
            if len(digits) == 5:
                return _FIRST_SERIAL + timedelta(days=int(digits))
    except ValueError:
        return None
    return None


@lru_cache(maxsize=40_000)
def birth_year(cell: str, this_year: int) -> int:
    """Return the year of birth out of a year or a date: the day itself is not kept.

    :raises Faulty: it is neither, before 1900, or yet to come
    """
    digits = cell.removesuffix(".0")
    if len(digits) == 4 and digits.isascii() and digits.isdigit():
        year = int(digits)
    else:
        found = day(cell)
        if found is None or re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-]\d{2}", cell):
            raise Faulty(Fault.BIRTH, cell)
        year = found.year
    if not 1900 <= year <= this_year:
        raise Faulty(Fault.BIRTH_YEAR, str(year))
    return year


@lru_cache(maxsize=20_000)
def joined(cell: str, today: date) -> date:
    """Return the day somebody became a member; a bare year is its first day.

    :raises Faulty: it is no date, before 1880, or yet to come
    """
    digits = cell.removesuffix(".0")
    found = date(int(digits), 1, 1) if re.fullmatch(r"(19|20)\d\d", digits) else day(cell)
    if found is None:
        raise Faulty(Fault.DATE, cell)
    if found.year < 1880 or found > today:
        raise Faulty(Fault.JOINED_ON, f"{found.day}.{found.month}.{found.year}")
    return found


@lru_cache(maxsize=5_000)
def postal_code(cell: str) -> str | None:
    """Return four digits out of ``1344``, ``1344 Haslum``, or ``951`` where a spreadsheet ate the zero."""
    found = re.match(r"(?:NO?-)?(\d{3,4})(?:\.0)?(?!\d)", cell, re.IGNORECASE)
    return found[1].zfill(4) if found else None


@lru_cache(maxsize=1_000)
def gender(cell: str) -> str | None:
    """Return ``k``, ``m`` or ``annet``; ``None`` where it is none of them."""
    word = cell.casefold()
    return "k" if word in _WOMAN else "m" if word in _MAN else "annet" if word in _OTHER else None


@lru_cache(maxsize=1_000)
def is_protected(cell: str) -> bool:
    """Tell whether a cell says that the address is protected: any word that is not no does, to be on the safe side."""
    return cell.casefold() not in _NO


@lru_cache(maxsize=5_000)
def is_paid(cell: str) -> bool | None:
    """Tell whether the fee is paid, ``None`` where the cell does not say."""
    word = cell.casefold()
    if word in _UNPAID:
        return False
    return True if word in _PAID or day(cell) is not None else None


def years(cell: str) -> list[int]:
    """Return the years that a cell names, each once, sorted."""
    return sorted({int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", cell) if int(year) >= 1990})
