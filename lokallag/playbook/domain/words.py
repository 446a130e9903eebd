"""Days as they stand on the wheel, short and without a year, and the numbers of reports. Of Django only gettext."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from lokallag.playbook.domain.reports import NUMBERS

SHORT = (
    _("jan."),
    _("feb."),
    _("mars"),
    _("april"),
    _("mai"),
    _("juni"),
    _("juli"),
    _("aug."),
    _("sep."),
    _("okt."),
    _("nov."),
    _("des."),
)


def short_day(day: date) -> str:
    """Return the day as it stands on the wheel: "9. feb."."""
    return _short_day(get_language(), day.day, day.month)


@lru_cache(maxsize=3 * 366)  # a wheel says a hundred days, and each takes two look-ups
def _short_day(language: str | None, day: int, month: int) -> str:
    del language  # the one that is active, in which gettext answers
    return gettext("%(day)s. %(month)s") % {"day": day, "month": SHORT[month - 1]}


def short_span(first: date, last: date) -> str:
    """Return the days as they stand on the wheel: "11.–31. jan.", "25. okt.–5. nov."."""
    return _short_span(get_language(), first, last)


@lru_cache(maxsize=2048)
def _short_span(language: str | None, first: date, last: date) -> str:
    del language
    if first == last:
        return short_day(first)
    if (first.year, first.month) == (last.year, last.month):
        return gettext("%(first)s.–%(last)s") % {"first": first.day, "last": short_day(last)}
    return f"{short_day(first)}–{short_day(last)}"


NUMBER_LABELS: dict[str, str | Promise] = {
    "attended": _("Hvor mange som kom"),
    "new_members": _("Nye medlemmer"),
    "contacts": _("Nye kontakter"),
    "leaflets": _("Løpesedler delt ut"),
    "cost": _("Hva det kostet"),
}
NO_BREAK = "\u00a0"


def numbers_in_words(numbers: Mapping[str, int | None]) -> tuple[str, ...]:
    """Return the numbers of a report, or sums of several, each in words: "24 kom", "3 nye medlemmer"."""
    return tuple(_said(name, value) for name in NUMBERS if (value := numbers.get(name)) is not None)


def _said(name: str, n: int) -> str:
    words = {
        "attended": ngettext("%(n)s kom", "%(n)s kom", n),
        "new_members": ngettext("%(n)s nytt medlem", "%(n)s nye medlemmer", n),
        "contacts": ngettext("%(n)s ny kontakt", "%(n)s nye kontakter", n),
        "leaflets": ngettext("%(n)s løpeseddel", "%(n)s løpesedler", n),
        "cost": ngettext("%(n)s krone", "%(n)s kroner", n),
    }[name]
    return words % {"n": grouped(n)}


def grouped(n: int) -> str:
    """Return a whole number as Norwegians write it: 12 400."""
    return f"{n:,}".replace(",", NO_BREAK)
