"""Former members, and when what is held of them goes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Q

from lokallag.core.keeping import Period
from lokallag.membership.domain.choices import EndReason
from lokallag.membership.domain.endings import gone_on
from lokallag.membership.models import Membership


@dataclass(frozen=True, slots=True)
class Former:
    """One former member: whose membership ended on which day, and the day on which all of it goes."""

    person_id: int
    ended_on: date
    gone_on: date


def former_members(reason: EndReason, *, until: date, unpaid: Period) -> Iterator[Former]:
    """Return the former members of one reason who go on ``until`` or before, those who go first first. One query."""
    ended = Membership.objects.filter(end_reason=reason, ended_on__lte=until).annotate(
        due_on=Min("fees__due_on", filter=Q(fees__is_paid=False))
    )
    found = [
        Former(person_id, ended_on, gone_on(reason, ended_on=ended_on, due_on=due_on, unpaid=unpaid))
        for person_id, ended_on, due_on in ended.values_list("person_id", "ended_on", "due_on")
        if ended_on is not None
    ]
    return iter(sorted((one for one in found if one.gone_on <= until), key=lambda one: (one.gone_on, one.person_id)))


def long_unpaid(*, on: date, unpaid: Period) -> int:
    """Return how many are members still though a fee has not been paid for the time ``unpaid``."""
    owing = Q(fees__is_paid=False, fees__due_on__lte=unpaid.latest_start(on))
    return Membership.objects.live(on).filter(owing).distinct().count()
