"""For whom an event is. Pure."""

from enum import StrEnum


class Audience(StrEnum):
    """For whom an event is, and so who sees it."""

    OPEN = "open"
    MEMBERS = "members"
    OWN_UNIT = "own_unit"
    AGE_GROUP = "age_group"
    OFFICERS = "officers"
    OFFICE = "office"


def fits_age(birth_year: int | None, *, in_year: int, first: int | None, last: int | None) -> bool:
    """Tell whether somebody may be between two ages in a year. Only the year of birth is known, and not of all.

    Who may be of the age is let in: the one who is 40 until October, and whose birth year we do not have.

    :param first: the lowest age, :param last: the highest one, both included; ``None`` sets no limit
    """
    if birth_year is None:
        return True
    oldest = in_year - birth_year
    return (first is None or oldest >= first) and (last is None or oldest - 1 <= last)
