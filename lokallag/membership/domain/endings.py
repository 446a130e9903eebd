"""When somebody whose membership has ended must be gone. Pure: no Django, no clock.

Source: Datatilsynet on parties' registers: who leaves is deleted at once; who does not pay and does not answer, at the
latest six months after the day the fee was first due; of who was expelled a short note may stay.
"""

from datetime import date

from lokallag.core.keeping import Period
from lokallag.membership.domain.choices import EndReason


def gone_on(reason: EndReason, *, ended_on: date, due_on: date | None, unpaid: Period) -> date:
    """Return the day on which what is held of a former member goes.

    :param ended_on: the first day on which the person is no longer a member
    :param due_on: the first day that a fee which was never paid was due; nothing says that we may wait without one
    :param unpaid: how long after that day who has not paid may be kept
    """
    if reason is EndReason.UNPAID and due_on is not None:
        return max(ended_on, unpaid.end(due_on))
    return ended_on
