"""Days as they stand on the wheel: short, without a year. Of Django only gettext."""

from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

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
    return gettext("%(day)s. %(month)s") % {"day": day.day, "month": SHORT[day.month - 1]}


def short_span(first: date, last: date) -> str:
    """Return the days as they stand on the wheel: "11.–31. jan.", "25. okt.–5. nov."."""
    if first == last:
        return short_day(first)
    if (first.year, first.month) == (last.year, last.month):
        return gettext("%(first)s.–%(last)s") % {"first": first.day, "last": short_day(last)}
    return f"{short_day(first)}–{short_day(last)}"
