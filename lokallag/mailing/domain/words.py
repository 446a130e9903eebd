"""The words of a mailing in one language. Pure: no Django, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass

FIRST = "nb"


@dataclass(frozen=True, slots=True)
class Words:
    """Subject and text in one language, and what the button says, where there is one."""

    subject: str
    text: str
    action: str = ""


def language_for(wanted: str, there: Mapping[str, Words]) -> str:
    """Return the language that somebody gets: their own if it is there, else bokmål, else the first there is.

    :raises ValueError: there are no words at all
    """
    if not there:
        raise ValueError("a mailing without words")
    if wanted in there:
        return wanted
    return FIRST if FIRST in there else min(there)
