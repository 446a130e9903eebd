"""Former members, and when what is held of them goes."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Q

from lokallag.core.keeping import Period
from lokallag.core.scope import once_per_request
from lokallag.membership.domain.choices import EndReason
from lokallag.membership.domain.endings import gone_on
from lokallag.membership.models import Membership


@dataclass(frozen=True, slots=True)
class Former:
    """One former member: whose membership ended on which day and why, and the day on which all of it goes."""

    person_id: int
    reason: EndReason
    ended_on: date
    gone_on: date


def former_members(*, until: date, unpaid: Period) -> tuple[Former, ...]:
    """Return the former members who go on ``until`` or before, those who go first first. One query a request."""
    return once_per_request(("former_members", until, unpaid), lambda: tuple(_former(until, unpaid)))


def _former(until: date, unpaid: Period) -> list[Former]:
    ended = Membership.objects.filter(ended_on__lte=until).annotate(
        due_on=Min("fees__due_on", filter=Q(fees__is_paid=False))
    )
    found = []
    for person_id, reason_value, ended_on, due_on in ended.values_list("person_id", "end_reason", "ended_on", "due_on"):
        if ended_on is not None:
            reason = EndReason(reason_value)
            day = gone_on(reason, ended_on=ended_on, due_on=due_on, unpaid=unpaid)
            found.append(Former(person_id, reason, ended_on, day))
    return sorted((one for one in found if one.gone_on <= until), key=lambda one: (one.gone_on, one.person_id))


def long_unpaid(*, on: date, unpaid: Period) -> int:
    """Return how many are members still though a fee has not been paid for the time ``unpaid``."""
    owing = Q(fees__is_paid=False, fees__due_on__lte=unpaid.latest_start(on))
    return Membership.objects.live(on).filter(owing).distinct().count()
