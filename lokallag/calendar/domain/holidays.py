"""Norwegian public holidays and working days. Pure: the days are those of the package ``holidays``.

A working day is Monday to Friday and no public holiday (lov om helligdager og helligdagsfred § 2, lov om 1 og 17 mai).
Christmas Eve and the like are ordinary days in law, and so they are here.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

DAY = timedelta(days=1)
SATURDAY = 5


@lru_cache(maxsize=64)
def holidays_in(year: int) -> Mapping[date, str]:
    """Return the public holidays of a year with their names in bokmål; ordinary Sundays are left out.

    Two holidays on one day are one, named together: 17 May 2027 is "Andre pinsedag; Grunnlovsdag".
    """
    from holidays.countries.norway import Norway  # 11 MB: only for processes that ask about a holiday

    return dict(Norway(years=year, language="no"))


@lru_cache(maxsize=256)
def easter_day(year: int) -> date:
    """Return Easter Sunday of the year (Gregorian)."""
    return next(day for day, name in holidays_in(year).items() if "Første påskedag" in name)


def holiday_name(day: date) -> str:
    """Return the name of the public holiday that falls on the day; empty where there is none."""
    return holidays_in(day.year).get(day, "")


def is_working_day(day: date) -> bool:
    """Tell whether the day is Monday to Friday and no public holiday."""
    return day.weekday() < SATURDAY and day not in holidays_in(day.year)


def next_working_day(day: date) -> date:
    """Return the day itself if it is a working day, else the first one after it."""
    while not is_working_day(day):
        day += DAY
    return day


def previous_working_day(day: date) -> date:
    """Return the day itself if it is a working day, else the last one before it."""
    while not is_working_day(day):
        day -= DAY
    return day
