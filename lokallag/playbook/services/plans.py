"""Beginning a unit's plan for a year, and publishing it."""

from datetime import datetime

from django.db import transaction

from lokallag.core import audit
from lokallag.organisation.models import Unit
from lokallag.people.models import Person
from lokallag.playbook.domain.dates import same_day_again
from lokallag.playbook.domain.lifecycle import State
from lokallag.playbook.models import PlannedActivity, YearPlan


def locked_plan(unit: Unit, year: int) -> YearPlan:
    """Return the plan of the year, made if there is none, locked until the end of the transaction."""
    Unit.objects.select_for_update().get(pk=unit.pk)
    plan, _is_new = YearPlan.objects.get_or_create(unit=unit, year=year)
    return plan


@transaction.atomic
def begin_plan(*, unit: Unit, year: int, by: Person | None, at: datetime) -> int:
    """Let a year begin as the year before: the same activities, their days computed anew. Returns how many came over.

    What was skipped stays behind, and what stands in the plan already is left alone. A day that was chosen by hand for
    an activity of one's own becomes the same weekday of the month.
    """
    plan = locked_plan(unit, year)
    present = plan.activities.select_related("kind")
    known = {(activity.kind_id, activity.title) for activity in present}
    before = PlannedActivity.objects.filter(plan__unit=unit, plan__year=year - 1).exclude(state=State.SKIPPED)
    copies = []
    for activity in before.order_by("pk"):
        if (activity.kind_id, activity.title) in known:
            continue
        rule = activity.rule
        if activity.kind_id is None and activity.manual_day is not None:
            rule = rule or same_day_again(activity.manual_day)
        copies.append(
            PlannedActivity(
                plan=plan,
                kind_id=activity.kind_id,
                title=activity.title,
                ring=activity.ring,
                rule=rule,
                state=State.PLANNED,
            )
        )
    PlannedActivity.objects.bulk_create(copies)
    audit.record("playbook.edit_plan", actor=by, target=plan, at=at, details={"copied": len(copies)})
    return len(copies)


@transaction.atomic
def publish_plan(*, unit: Unit, year: int, by: Person | None, at: datetime) -> YearPlan:
    """Let everyone see the plan of the year. Publishing it again changes nothing."""
    plan = locked_plan(unit, year)
    if plan.state != YearPlan.Stage.PUBLISHED:
        plan.state, plan.published_at = YearPlan.Stage.PUBLISHED, at
        plan.save(update_fields=["state", "published_at"])
        audit.record("playbook.publish_wheel", actor=by, target=plan, at=at)
    return plan
