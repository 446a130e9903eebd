"""Recognise a national identity number, so that it is never taken in. Pure.

Source: Skatteetaten, the form of fødselsnummer and D-nummer: six digits of a date (a D number's day is 40 more, a
synthetic one's month 40, 65 or 80 more), a number of three digits, two check digits by modulus 11.
"""

import re

from lokallag.register.domain.fields import fold_header

_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_WRITTEN = re.compile(r"(?<![\d+])(\d{6})([ .-]?)(\d{5})(?!\d)")
_MAYBE = re.compile(r"\d{6}[ .-]?\d{5}")  # what the one above finds holds this, and hardly anything else does
_LONG = re.compile(r"\d(?:[ .-]?\d){8,}")
_HEADERS = frozenset(
    (
        "fodselsnummer", "fodselsnr", "fodselsnummar", "fodenummer", "fodenr", "fnr", "personnummer", "personnr",
        "personnummar", "personid", "pnr", "dnummer", "dnr", "fodselsogpersonnummer", "fodselspersonnummer",
        "fodselsnummer11siffer", "nationalid", "nationalidentitynumber", "ssn",
    )
)  # fmt: skip


def is_national_id(digits: str) -> bool:
    """Tell whether eleven digits are a national identity number."""
    if len(digits) != 11 or not (digits.isascii() and digits.isdigit()):
        return False
    numbers = [int(digit) for digit in digits]
    day, month = int(digits[:2]), int(digits[2:4])
    day -= 40 if day > 40 else 0
    for more in (80, 65, 40):
        if month > more:
            month -= more
            break
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return False
    first = (11 - sum(weight * number for weight, number in zip(_FIRST, numbers, strict=False)) % 11) % 11
    second = (11 - sum(weight * number for weight, number in zip(_SECOND, numbers, strict=False)) % 11) % 11
    return (first, second) == (numbers[9], numbers[10])


def begins_as_date(digits: str) -> bool:
    """Tell whether digits begin as the date of a birth, of a national identity number or a D-number."""
    day, month = int(digits[:2]), int(digits[2:4])
    return (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12


def holds_national_id(text: str) -> bool:
    """Tell whether a text holds a national identity number, written 11 digits or 6 and 5, also a mistyped one.

    What begins as a date counts without check digits; with a hyphen between, as a member number may have, only with.
    """
    return _MAYBE.search(text) is not None and any(
        is_national_id(day + rest) or (sign != "-" and begins_as_date(day))
        for day, sign, rest in _WRITTEN.findall(text)
    )


def is_header_of_national_ids(header: str) -> bool:
    """Tell whether a column with this header is one of national identity numbers."""
    return fold_header(header) in _HEADERS


def without_long_numbers(text: str) -> str:
    """Return a text in which of a number of nine digits or more only the first is shown."""
    return _LONG.sub(lambda found: found[0][0] + re.sub(r"\d", "•", found[0][1:]), text)
