"""Which municipality somebody means by a number or a name. Pure: of Django only gettext."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _

from lokallag.territory.domain.names import fold

DIGITS = 4
Names = Mapping[str, tuple[str, ...]]
"""The names of each municipality by its number, the one that is shown first."""


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality: its number, and its name, which is empty where the number is all we know."""

    number: str
    name: str

    def __str__(self) -> str:
        return f"{self.name} ({self.number})" if self.name else self.number


class Unclear(ValueError):
    """What was written names no municipality, or several. The text says what to write instead."""


def find_municipality(written: str, known: Names, *, is_complete: bool) -> Place:
    """Return the municipality that is meant by ``3201``, ``Bærum``, ``Bærum kommune`` or ``Bærum (3201)``.

    :param known: the municipalities there are
    :param is_complete: whether a number outside ``known`` is none; a short list may be older than a new municipality
    :raises Unclear: nothing is written, the number has not four digits or is unknown, or no name or several fit
    """
    written = " ".join(written.split())
    if not written:
        raise Unclear(_("Skriv kommunen med nummer eller navn, for eksempel 3201 eller Bærum."))
    digits = re.fullmatch(r"\D*?(\d+)\D*", written)
    if digits:
        return _by_number(digits[1], known, is_complete=is_complete)
    return _by_name(written, known)


def _place(number: str, known: Names) -> Place:
    names = known.get(number, ())
    return Place(number, names[0] if names else "")


def _by_number(number: str, known: Names, *, is_complete: bool) -> Place:
    if len(number) != DIGITS or not number.isascii():
        words = _("«%(number)s» har %(count)d siffer. Et kommunenummer har fire.") % {
            "number": number,
            "count": len(number),
        }
        guess = number.rjust(DIGITS, "0")
        if guess in known:
            words += " " + _("Mente du %(place)s?") % {"place": _place(guess, known)}
        raise Unclear(words)
    if is_complete and number not in known:
        raise Unclear(
            _("Postnummerregisteret har ingen kommune med nummer %(number)s. Sjekk nummeret, eller skriv navnet.")
            % {"number": number}
        )
    return _place(number, known)


def _by_name(written: str, known: Names) -> Place:
    wanted = re.sub(r" kommune$", "", fold(written))
    keys: dict[str, list[str]] = {}
    for number, names in known.items():
        for key in {fold(part) for name in names for part in (name, *re.split(r" [-–] |/", name))}:
            keys.setdefault(key, []).append(number)
    found = keys.get(wanted, [])
    if len(found) == 1:
        return _place(found[0], known)
    if found:
        numbers = _(" eller ").join(sorted(found))
        raise Unclear(
            _("Flere kommuner heter %(name)s. Skriv nummeret: %(numbers)s.") % {"name": written, "numbers": numbers}
        )
    words = _("Vi finner ingen kommune som heter «%(name)s».") % {"name": written}
    near = get_close_matches(wanted, keys, n=1, cutoff=0.75)
    if near:
        raise Unclear(words + " " + _("Mente du %(place)s?") % {"place": _place(keys[near[0]][0], known)})
    raise Unclear(words + " " + _("Skriv kommunenummeret med fire siffer, for eksempel 3201."))
