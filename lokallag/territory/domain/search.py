"""What a person who looks for a branch has typed: a postal code, a place name, or both. Pure."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lokallag.territory.domain import codes, names


@dataclass(frozen=True, slots=True)
class Search:
    """A search as understood. At most one of ``code`` and ``guess`` is set.

    ``place`` is as typed, ``place_key`` folded for comparing. ``problem`` says what to write instead, or is empty.
    """

    text: str
    code: str = ""
    place: str = ""
    place_key: str = ""
    guess: str = ""
    problem: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing was asked."""
        return not self.text


def understand(text: str) -> Search:
    """Read what was typed, at most 100 characters of it. ``951`` is offered as ``0951``, never taken as it.

    Full-width digits count as digits, and ``1344.0``, as a spreadsheet writes it, as 1344.
    """
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text[:400]).replace("\x00", "")).strip()[:100]
    text = re.sub(r"(?<![\d.,])(\d{3,4})[.,]0{1,2}(?!\d)", r"\1", text)
    if not text:
        return Search("")
    numbers = re.findall(r"(?<!\w)\d+(?!\w)", re.sub(r"^(\d)\s(\d{3})$", r"\1\2", text))
    place = re.sub(r"[\d,;.:()]+", " ", re.sub(r"\bNO?-(?=\d)", "", text, flags=re.IGNORECASE))
    place = re.sub(r"\s+", " ", place).strip(" -–")
    search = Search(text, place=place, place_key=names.fold(place))
    if not numbers:
        if search.place_key:
            return search
        return Search(text, problem=_("Skriv et postnummer, for eksempel 1344, eller et sted."))
    if len(numbers) > 1:
        return Search(text, problem=_("Skriv ett postnummer om gangen."))
    problem = codes.problem_with(numbers[0])
    if problem is None:
        return Search(text, numbers[0], place, search.place_key)
    return Search(text, "", place, search.place_key, problem.guess, problem.message)
