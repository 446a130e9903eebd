"""Which of those a search came upon are meant, and which are only a little alike. Pure: no Django, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass

NEAR = 0.7  # of the likeness of the most alike: who is less alike than that is another


@dataclass(frozen=True, slots=True)
class Match:
    """One that a search came upon: how many of the words the name has, how alike it is, found by a whole number."""

    pk: int
    words: int
    alike: float
    is_whole: bool = False


def real(found: Sequence[Match], *, of: int) -> list[int]:
    """Return the ids of the real matches, in the order given.

    Whoever has the number that was written stands alone; else those whose names have all the words, or begin like them;
    and where nobody does, those who are nearly as alike as the most alike.

    :param of: how many words were written
    """
    if any(match.is_whole for match in found):
        return [match.pk for match in found if match.is_whole]
    if any(match.words >= of for match in found):
        return [match.pk for match in found if match.words >= of]
    best = max((match.alike for match in found), default=0.0)
    return [match.pk for match in found if match.alike >= NEAR * best]
