"""When a unit usually meets."""

from datetime import datetime, time

from django.db import transaction

from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.events.models import UsualHours
from lokallag.organisation.models import Unit
from lokallag.people.models import Person

FIELDS = {"usual_hours_on_a_weekday": "weekday", "usual_hours_have_a_length": "minutes"}
ACT = "events.set_usual_hours"


@transaction.atomic
def set_usual_hours(
    *, unit: Unit, weekday: int, starts: time, minutes: int, by: Person | None, at: datetime
) -> UsualHours:
    """Say when a unit usually meets. New events of it begin with that; those that are made stay where they are.

    :param weekday: 0 is Monday
    :param starts: on the wall in Norway
    :raises RuleViolation: the length is less than a quarter of an hour or more than twelve hours
    """
    with speaking(FIELDS):
        hours, _new = UsualHours.objects.update_or_create(
            unit=unit, defaults={"weekday": weekday, "starts": starts, "minutes": minutes}
        )
    details: dict[str, int | str | bool | None] = {"weekday": weekday, "starts": f"{starts:%H:%M}", "minutes": minutes}
    audit.record(ACT, actor=by, target=unit, at=at, details=details)
    return hours


@transaction.atomic
def clear_usual_hours(*, unit: Unit, by: Person | None, at: datetime) -> None:
    """Say that a unit has no usual hours. Where it had none, nothing happens."""
    gone, _tables = UsualHours.objects.filter(unit=unit).delete()
    if gone:
        audit.record(ACT, actor=by, target=unit, at=at, details={"cleared": True})
