"""Tasks counted back from a confirmed activity: they become commitments of the unit, and follow its day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.followup import services as followup
from lokallag.organisation.models import Term, Title, Unit
from lokallag.people.models import Person
from lokallag.playbook.models import PlannedActivity

OFFICES = {
    "leder": Title.LEADER,
    "nestleder": Title.DEPUTY_LEADER,
    "sekretær": Title.SECRETARY,
    "kasserer": Title.TREASURER,
    "studieleder": Title.TRAINING_OFFICER,
    "medlemsansvarlig": Title.MEMBERSHIP_OFFICER,
}


def numbered(tasks: Sequence[Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the tasks with what each is known by: the id it got when it was edited here, else its place."""
    return [(str(task.get("id") or place), task) for place, task in enumerate(tasks)]


def source_key(activity: PlannedActivity, task_id: str) -> str:
    """Return the key under which a task is handed over: one for each time the activity was taken up."""
    return f"playbook.task:{activity.pk}:{activity.rounds}:{task_id}"


def tasks_of(activity: PlannedActivity) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the tasks of the activity's kind, with what each is known by."""
    return numbered(activity.kind.tasks) if activity.kind is not None else []


def hand_over(activity: PlannedActivity, day: date, *, unit: Unit, by: Person | None, at: datetime) -> int:
    """Make commitments of the activity's tasks, each with the day it is due. Returns how many there are.

    A task goes to the one who holds the office it names, where exactly one does.
    """
    tasks = tasks_of(activity)
    holders = _holders(unit, local_date(at)) if tasks else {}
    for task_id, task in tasks:
        followup.take_on(
            unit=unit,
            title=task["name"][:200],
            details=_("Hvem: %(who)s.") % {"who": task["who"]},
            due_on=due_on(day, task),
            responsible=holders.get(OFFICES.get(task["who"], "")),
            source_label=activity.name,
            source_url=reverse("playbook:activity", args=[activity.pk]),
            source_key=source_key(activity, task_id),
            by=by,
            at=at,
        )
    return len(tasks)


def move(activity: PlannedActivity, day: date, *, by: Person | None, at: datetime) -> None:
    """Let the open tasks follow the activity to another day."""
    for task_id, task in tasks_of(activity):
        followup.move_source(source_key=source_key(activity, task_id), due_on=due_on(day, task), by=by, at=at)


def drop(activity: PlannedActivity, why: str, *, by: Person | None, at: datetime) -> None:
    """Close the open tasks of an activity that is not held after all."""
    drop_some(activity, [task_id for task_id, _task in tasks_of(activity)], why, by=by, at=at)


def drop_some(activity: PlannedActivity, ids: Iterable[str], why: str, *, by: Person | None, at: datetime) -> None:
    """Close the open tasks with these ids."""
    for task_id in ids:
        followup.supersede_source(source_key=source_key(activity, task_id), why=why, by=by, at=at)


def due_on(day: date, task: Mapping[str, Any]) -> date:
    """Return the day a task is due, counted back from the activity's day."""
    return day - timedelta(days=int(task["before"]))


def _holders(unit: Unit, on: date) -> dict[str, Person]:
    found: dict[str, Person] = {}
    twice: set[str] = set()
    terms: Iterable[Term] = (
        Term.objects.live(on).filter(office__unit=unit, person__isnull=False).select_related("office", "person")
    )
    for term in terms:
        assert term.person is not None
        if term.office.title in found:
            twice.add(term.office.title)
        found[term.office.title] = term.person
    return {title: person for title, person in found.items() if title not in twice}
