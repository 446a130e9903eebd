"""Former members, and when what is held of them goes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from lokallag.core.keeping import Period
from lokallag.core.scope import once_per_request
from lokallag.membership.domain.choices import EndReason
from lokallag.membership.domain.endings import gone_on
from lokallag.membership.models import FeeYear, Membership


@dataclass(frozen=True, slots=True)
class Former:
    """One former member: whose membership ended on which day, and the day on which all of it goes."""

    person_id: int
    ended_on: date
    gone_on: date


def former_members(reason: EndReason, *, until: date, unpaid: Period) -> tuple[Former, ...]:
    """Return the former members of one reason who go on ``until`` or before, those who go first first."""
    found = []
    for person_id, ended_on, owed_on in (
        _ended(until).filter(end_reason=reason).values_list("person_id", "ended_on", "owed_on")
    ):
        if ended_on is not None:
            day = gone_on(reason, ended_on=ended_on, due_on=owed_on, unpaid=unpaid)
            found.append(Former(person_id, ended_on, day))
    return tuple(sorted((one for one in found if one.gone_on <= until), key=lambda one: (one.gone_on, one.person_id)))


def former_by_day(reason: EndReason, *, until: date, unpaid: Period) -> list[tuple[date, int]]:
    """Return on which days until ``until`` former members of one reason go, and how many. One query a request."""
    return [
        (day, count)
        for reason_value, ended_on, owed_on, count in once_per_request(("ended", until), lambda: _counted(until))
        if reason_value == reason
        and (day := gone_on(reason, ended_on=ended_on, due_on=owed_on, unpaid=unpaid)) <= until
    ]


def _ended(until: date) -> QuerySet[Any]:
    owed = FeeYear.objects.filter(membership=OuterRef("pk"), is_paid=False, due_on__isnull=False).order_by("due_on")
    return Membership.objects.filter(ended_on__lte=until).annotate(owed_on=Subquery(owed.values("due_on")[:1]))


def _counted(until: date) -> list[tuple[str, date, date | None, int]]:
    """Return reason, last day, first day due, and how many memberships have these three."""
    counted = _ended(until).values_list("end_reason", "ended_on", "owed_on").annotate(number=Count("pk"))
    return [(reason, day, owed_on, number) for reason, day, owed_on, number in counted if day is not None]


def long_unpaid(*, on: date, unpaid: Period) -> int:
    """Return how many are members still though a fee has not been paid for the time ``unpaid``."""
    owing = FeeYear.objects.filter(is_paid=False, due_on__lte=unpaid.latest_start(on))
    return Membership.objects.live(on).filter(pk__in=owing.values("membership_id")).count()
