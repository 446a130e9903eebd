"""How counts of members are shown. Pure: of Django only gettext.

A board member who has not the register sees counts of where people live only as whole fives, and no sums of them, so
that a small number can neither be read off nor found by subtraction (security.md B2: aggregates of five or more). None
is shown as a few are: otherwise the one member who lives somewhere would be told from nobody.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

STEP = 5


def shown_count(count: int, *, exact: bool) -> str:
    """Return a count of persons as it may be shown: itself, or the whole five at or below it.

    :param exact: whether the reader may see each person anyway
    """
    if exact:
        return str(count) if count else "–"
    if count < STEP:
        return _("under %(step)d") % {"step": STEP}
    return str(whole_fives(count))


def whole_fives(count: int) -> int:
    """Return the whole five at or below a count."""
    return count // STEP * STEP


_SMALL = (
    gettext_lazy("to"),
    gettext_lazy("tre"),
    gettext_lazy("fire"),
    gettext_lazy("fem"),
    gettext_lazy("seks"),
    gettext_lazy("sju"),
    gettext_lazy("åtte"),
    gettext_lazy("ni"),
    gettext_lazy("ti"),
    gettext_lazy("elleve"),
    gettext_lazy("tolv"),
)


def number_in_words(count: int) -> str:
    """Return a number as it stands in a sentence: in letters from two to twelve, else in digits."""
    return str(_SMALL[count - 2]) if 2 <= count <= len(_SMALL) + 1 else str(count)
