"""How counts of members are shown. Pure: of Django only gettext.

A board member who has not the register sees counts of where people live only as whole fives, and no sums of them, so
that a small number can neither be read off nor found by subtraction (security.md B2: aggregates of five or more).
"""

from django.utils.translation import gettext as _

STEP = 5


def shown_count(count: int, *, exact: bool) -> str:
    """Return a count of persons as it may be shown: itself, or the whole five at or below it.

    :param exact: whether the reader may see each person anyway
    """
    if count == 0:
        return "–"
    if exact:
        return str(count)
    if count < STEP:
        return _("under %(step)d") % {"step": STEP}
    return str(count // STEP * STEP)
