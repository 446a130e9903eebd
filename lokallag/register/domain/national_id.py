"""Recognise a national identity number, so that it is never taken in. Pure.

Source: Skatteetaten, the form of fødselsnummer and D-nummer: six digits of a date (a D number's day is 40 more, a
synthetic one's month 40, 65 or 80 more), a number of three digits, two check digits by modulus 11.
"""

import re

_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_WRITTEN = re.compile(r"(?<!\d)(\d{6})[ .]?(\d{5})(?!\d)")


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


def holds_national_id(text: str) -> bool:
    """Tell whether a national identity number stands somewhere in a text, written 11 digits or 6 and 5."""
    return any(is_national_id(day + rest) for day, rest in _WRITTEN.findall(text))
