"""Setting the days that others are counted from, and letting confirmed activities' tasks follow."""

from datetime import date, datetime

from django.db import transaction

from lokallag.calendar.domain.local import local_date
from lokallag.events import services as events
from lokallag.organisation import services as organisation
from lokallag.organisation.models import Anchor, Unit
from lokallag.organisation.queries import main_unit
from lokallag.people.models import Person
from lokallag.playbook.domain.duties import REVIEW_DAY, WHOLE_REVIEW
from lokallag.playbook.domain.lifecycle import State
from lokallag.playbook.models import ActivityKind, PlannedActivity
from lokallag.playbook.queries.reckoning import reckoner_for
from lokallag.playbook.services import tasks


@transaction.atomic
def set_day(
    *,
    unit: Unit,
    kind: str,
    year: int,
    day: date,
    is_confirmed: bool,
    by: Person | None,
    at: datetime,
    note: str = "",
    seen: str | None = None,
) -> Anchor:
    """Set or move a day that others are counted from. Its event and the open tasks of confirmed activities follow.

    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: there is no such day, or it is not this unit's to set
    """
    anchor = organisation.set_anchor(
        unit=unit, kind=kind, year=year, day=day, is_confirmed=is_confirmed, note=note, by=by, at=at, seen=seen
    )
    events.follow_set_day(anchor=anchor, by=by, at=at)
    if kind == REVIEW_DAY:
        _stand_in_plan(unit, WHOLE_REVIEW, year, by=by, at=at)
    if anchor.previous_day is not None:
        _let_tasks_follow(unit, year, by=by, at=at)
    return anchor


@transaction.atomic
def clear_day(*, unit: Unit, kind: str, year: int, by: Person | None, at: datetime) -> None:
    """Take a day away. What is counted from it says what is missing."""
    anchor = Anchor.objects.select_for_update().filter(unit=unit, kind=kind, year=year).first()
    if anchor is not None:
        organisation.delete_anchor(anchor=anchor, by=by, at=at)


def _stand_in_plan(unit: Unit, key: str, year: int, *, by: Person | None, at: datetime) -> None:
    """Let what happens on a set day stand in the unit's plan; what was taken out of it earlier comes back."""
    from lokallag.playbook.services.activities import take_activity, take_up_again

    kind = ActivityKind.objects.filter(key=key).first()
    if kind is None or unit.kind not in kind.units:
        return
    activity = take_activity(unit=unit, kind=kind, year=year, by=by, at=at)
    if activity.state == State.SKIPPED and by is not None:
        take_up_again(activity=activity, by=by, at=at)


def _let_tasks_follow(unit: Unit, year: int, *, by: Person | None, at: datetime) -> None:
    today = local_date(at)
    party = main_unit(today)
    if party is None:
        return
    confirmed = PlannedActivity.objects.filter(state=State.CONFIRMED, plan__year__range=(year - 1, year + 1))
    if unit.pk != party.pk:
        confirmed = confirmed.filter(plan__unit=unit)
    activities = list(confirmed.select_related("plan", "kind"))
    own = [activity for activity in activities if activity.kind_id is None]
    for dated in reckoner_for(party, year=year, today=today, own=own).dated(activities):
        if dated.day is not None:
            tasks.move(dated.activity, dated.day, by=by, at=at)
