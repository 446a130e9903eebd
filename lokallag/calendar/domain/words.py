"""Dates as one says them, in the reader's language: "9. februar 2027", "tirsdag 9. februar kl. 18.30".

The year is left out where ``today`` is given and lies in the same year. Of Django only gettext.
"""

from datetime import date, datetime
from functools import lru_cache

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import in_oslo
from lokallag.calendar.domain.spans import Span

MONTHS = (
    _("januar"),
    _("februar"),
    _("mars"),
    _("april"),
    _("mai"),
    _("juni"),
    _("juli"),
    _("august"),
    _("september"),
    _("oktober"),
    _("november"),
    _("desember"),
)
WEEKDAYS = (_("mandag"), _("tirsdag"), _("onsdag"), _("torsdag"), _("fredag"), _("lørdag"), _("søndag"))


def month_name(day: date) -> str:
    """Return the month that the day lies in: "februar"."""
    return month_called(day.month)


def month_called(number: int) -> str:
    """Return the name of the month with the number, 1 to 12: "februar"."""
    return _month(get_language(), number)


@lru_cache(maxsize=3 * 12)  # a list of days says fifty of them
def _month(language: str | None, number: int) -> str:
    del language  # the one that is active, in which the catalogue answers
    return str(MONTHS[number - 1])


def weekday_name(day: date) -> str:
    """Return the day of the week: "tirsdag"."""
    return str(WEEKDAYS[day.weekday()])


def in_words(day: date, today: date | None = None, *, weekday: bool = False) -> str:
    """Return the day in words: "9. februar 2027"; with ``weekday`` "tirsdag 9. februar 2027".

    :param today: leaves the year out when the day lies in the same year
    """
    parts = {"day": day.day, "month": month_name(day), "year": day.year}
    if weekday:  # asked of the catalogue only where it is said: a list says fifty days
        parts["weekday"] = weekday_name(day)
    if today is not None and today.year == day.year:
        return (gettext("%(weekday)s %(day)s. %(month)s") if weekday else gettext("%(day)s. %(month)s")) % parts
    if weekday:
        return gettext("%(weekday)s %(day)s. %(month)s %(year)s") % parts
    return gettext("%(day)s. %(month)s %(year)s") % parts


def clock_in_words(at: datetime) -> str:
    """Return what the clock in Norway shows at that instant: "kl. 18.30", never broken over two lines.

    :raises ValueError: ``at`` has no time zone
    """
    local = in_oslo(at)
    parts = {"hour": f"{local.hour:02d}", "minute": f"{local.minute:02d}"}
    return gettext("kl. %(hour)s.%(minute)s").replace(" ", "\N{NO-BREAK SPACE}") % parts


def moment_in_words(at: datetime, today: date | None = None, *, weekday: bool = False) -> str:
    """Return an instant in words, as seen in Norway: "9. februar 2027 kl. 18.30".

    :raises ValueError: ``at`` has no time zone
    """
    return f"{in_words(in_oslo(at).date(), today, weekday=weekday)} {clock_in_words(at)}"


def span_in_words(span: Span, today: date | None = None) -> str:
    """Return a span in words, saying no more than needed: "9.–11. februar 2027", "28. februar–2. mars 2027".

    A span of one day is that day; one without an end is "fra 9. februar 2027".
    """
    first, last = span.first, span.last
    if last is None:
        return gettext("fra %(day)s") % {"day": in_words(first, today)}
    if first == last:
        return in_words(first, today)
    if (first.year, first.month) == (last.year, last.month):
        return gettext("%(day)s.–%(last_day)s") % {"day": first.day, "last_day": in_words(last, today)}
    beginning = in_words(first, last if first.year == last.year else None)
    return f"{beginning}–{in_words(last, today if first.year == last.year else None)}"
