"""Which branch a member belongs to, and when the choice is offered again. Pure: no Django, no clock.

Area is responsibility, membership is choice: a postal code suggests a branch, it never moves anybody. Branches are
named by their ids here; ``None`` is no branch.
"""

from enum import StrEnum


class Reason(StrEnum):
    """Why a member belongs to a branch."""

    OWN_CHOICE = "own_choice"
    FOLLOWED_SUGGESTION = "followed_suggestion"
    PLACED_BY_OFFICE = "placed_by_office"
    IMPORTED = "imported"


class EndReason(StrEnum):
    """Why a membership ended."""

    RESIGNED = "resigned"
    MOVED = "moved"
    UNPAID = "unpaid"
    DIED = "died"
    EXPELLED = "expelled"


def reason_of(*, chosen: int, suggested: int | None) -> Reason:
    """Return why a member who picks freely belongs to ``chosen``, when ``suggested`` answers for the postal code."""
    return Reason.FOLLOWED_SUGGESTION if chosen == suggested else Reason.OWN_CHOICE


def seen_by_others(reason: Reason, *, is_protected: bool) -> Reason:
    """Return the reason as anybody but the member sees it: of a protected address none that tells where it lies.

    Whoever followed the suggestion lives in the branch's area. That too was the member's own choice.
    """
    return Reason.OWN_CHOICE if is_protected and reason is Reason.FOLLOWED_SUGGESTION else reason


def offered(
    *, chosen: int, suggested_then: int | None, suggested_now: int | None, chosen_is_open: bool = True
) -> int | None:
    """Return the branch to offer a member who belongs to ``chosen``, or ``None`` when there is nothing to ask.

    A new address or a redrawn area gives an offer; an answer to it, whichever it is, ends it.

    :param suggested_then: the branch that answered for the member's postal code when the choice was made
    :param suggested_now: the one that answers today
    :param chosen_is_open: whether the chosen branch still exists
    """
    if suggested_now is None or suggested_now == chosen:
        return None
    if chosen_is_open and suggested_now == suggested_then:
        return None
    return suggested_now
