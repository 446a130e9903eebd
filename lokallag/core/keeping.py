"""How long each thing is kept. Each room's ``retention.py`` says it of its own tables; this module gathers it.

From this follow the nightly clearing, the page of what went and what will go, and the times in the privacy notice. A
room declares its rows with ``keep``, as it declares rights with ``allow``; nothing else decides when data goes.
"""

import calendar
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models.functions import TruncDate
from django.utils.functional import Promise
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Words = str | Promise
EVERYTHING = 1_000_000_000  # more than there will ever be of anything
Coming = Mapping[date, int]  # local day → how many go on it


@dataclass(frozen=True, slots=True)
class Period:
    """A time of keeping: whole months, days and hours, each zero or more. All zero is *at once*."""

    months: int = 0
    days: int = 0
    hours: int = 0

    def end(self, start: date) -> date:
        """Return the day on which something from ``start`` goes. The 31st counts as the last of a shorter month."""
        return _moved(start, self.months) + timedelta(days=self.days, hours=self.hours)

    def latest_start(self, on: date) -> date:
        """Return the latest day whose ``end`` is not after ``on``."""
        start = _moved(on - timedelta(days=self.days, hours=self.hours), -self.months)
        while self.end(start + timedelta(days=1)) <= on:
            start += timedelta(days=1)
        return start

    def before(self, at: datetime) -> datetime:
        """Return the instant that everything older than goes at ``at``."""
        moved = _moved(at.date(), -self.months)
        return at.replace(year=moved.year, month=moved.month, day=moved.day) - timedelta(
            days=self.days, hours=self.hours
        )

    @property
    def words(self) -> str:
        """The time as one says it: "12 måneder", "24 timer", "med en gang"."""
        if self.months and self.months % 12 == 0 and self.months > 12:
            return _("%(n)d år") % {"n": self.months // 12}
        if self.months:
            return ngettext("%(n)d måned", "%(n)d måneder", self.months) % {"n": self.months}
        if self.days:
            return ngettext("%(n)d dag", "%(n)d dager", self.days) % {"n": self.days}
        if self.hours:
            return ngettext("%(n)d time", "%(n)d timer", self.hours) % {"n": self.hours}
        return _("med en gang")


def _moved(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


CountsComing = Callable[[datetime, Period], Coming]


@dataclass(frozen=True, slots=True)
class Retention:
    """One row of the table: what is kept, how long, says who, and how it goes.

    ``period`` is the time, and the longest one where ``rule`` names a rule that the organisation sets for itself (in
    whole months). ``coming`` returns how many go by ``until``, by local day; what should be gone already stands on a
    day that is past. ``remove`` takes away at most ``most`` of what is due at ``at``, oldest first, in one transaction,
    and returns how many; fewer than ``most`` means that nothing is left. ``is_hourly`` rows are cleared each hour.
    ``kept`` says the time in words where the period alone does not; ``%(time)s`` in it is the period.
    """

    key: str
    what: Words
    why: Words
    source: Words
    period: Period
    coming: CountsComing
    remove: Callable[[datetime, Period, int], int]
    rule: str = ""
    kept: Words = ""
    is_hourly: bool = False
    order: int = 50


_kept: dict[str, Retention] = {}


def keep(retention: Retention) -> None:
    """Say how long something is kept.

    :raises ValueError: it is said twice, or the key is not ``room.things``
    """
    if retention.key in _kept:
        raise ValueError(f"how long {retention.key} is kept is said in two places")
    if retention.key.count(".") != 1:
        raise ValueError(f"what is kept is named room.things, not {retention.key}")
    _kept[retention.key] = retention


def retentions() -> tuple[Retention, ...]:
    """Return the whole table, in the order it is shown."""
    return tuple(sorted(_kept.values(), key=lambda retention: (retention.order, retention.key)))


def coming_by_age(rows: Callable[[], models.QuerySet[Any]], field: str) -> CountsComing:
    """Return a ``coming`` for rows whose time runs from the instant in ``field``. One query."""

    def coming(until: datetime, period: Period) -> Coming:
        found = (
            rows()
            .filter(**{f"{field}__lt": period.before(until)})
            .annotate(begun=TruncDate(field, tzinfo=get_default_timezone()))
            .order_by("begun")
            .values_list("begun")
            .annotate(number=models.Count("pk"))
        )
        return by_day((period.end(begun), number) for begun, number in found)

    return coming


def by_day(found: Iterable[tuple[date, int]]) -> Coming:
    """Return the numbers summed by day, in the order of the days."""
    summed: dict[date, int] = {}
    for day, number in found:
        summed[day] = summed.get(day, 0) + number
    return dict(sorted(summed.items()))


def delete_some(rows: models.QuerySet[Any], *, most: int) -> int:
    """Delete the first ``most`` of ``rows``, with what hangs on them. Returns how many of ``rows``."""
    pks = list(rows.values_list("pk", flat=True)[:most])
    rows.model._default_manager.filter(pk__in=pks).delete()
    return len(pks)
