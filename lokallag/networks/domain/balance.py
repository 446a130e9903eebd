"""How a proposed steering group stands against the rule of gender balance. Pure.

What comes out are counts of the whole group and a verdict, never who is what. Who has not said, and who is neither
woman nor man, are counted together and apart from the others.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import ceil


class Verdict(StrEnum):
    """How a group stands. ``OPEN``: it hangs on those who are not counted; ``ALONE``: no rule for fewer than two."""

    MET = "met"
    NOT_MET = "not_met"
    OPEN = "open"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Balance:
    """The counts of a group, and how many of each the rule asks for."""

    women: int
    men: int
    uncounted: int
    needed: int
    verdict: Verdict


def needed_of(persons: int, percent: int) -> int:
    """Return how many women, and how many men, a group of so many must have: the share, up to a whole person.

    Where that asks for more of each than the group has room for, it is as even as it can be: of three, one of each.
    """
    return min(ceil(persons * percent / 100), persons // 2)


def balance_of(genders: Iterable[str], percent: int) -> Balance:
    """Return how a group stands.

    :param genders: one for each person: ``k``, ``m``, anything else is not counted
    """
    known = list(genders)
    women, men = known.count("k"), known.count("m")
    uncounted = len(known) - women - men
    needed = needed_of(len(known), percent)
    missing = max(0, needed - women) + max(0, needed - men)
    if len(known) < 2:
        verdict = Verdict.ALONE
    elif not missing:
        verdict = Verdict.MET
    else:
        verdict = Verdict.OPEN if missing <= uncounted else Verdict.NOT_MET
    return Balance(women, men, uncounted, needed, verdict)
