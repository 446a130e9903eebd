"""Tasks counted back from a confirmed activity: they become commitments of the unit, and follow its day."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

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


def source_key(activity: PlannedActivity, number: int) -> str:
    """Return the key under which a task is handed over: one for each time the activity was taken up."""
    return f"playbook.task:{activity.pk}:{activity.rounds}:{number}"


def hand_over(activity: PlannedActivity, day: date, *, unit: Unit, by: Person, at: datetime) -> int:
    """Make commitments of the activity's tasks, each with the day it is due. Returns how many there are.

    A task goes to the one who holds the office it names, where exactly one does.
    """
    tasks = activity.kind.tasks if activity.kind is not None else []
    holders = _holders(unit, local_date(at)) if tasks else {}
    for number, task in enumerate(tasks):
        followup.take_on(
            unit=unit,
            title=task["name"][:200],
            details=_("Hvem: %(who)s.") % {"who": task["who"]},
            due_on=due_on(day, task),
            responsible=holders.get(OFFICES.get(task["who"], "")),
            source_label=activity.name,
            source_url=reverse("playbook:activity", args=[activity.pk]),
            source_key=source_key(activity, number),
            by=by,
            at=at,
        )
    return len(tasks)


def move(activity: PlannedActivity, day: date, *, by: Person | None, at: datetime) -> None:
    """Let the open tasks follow the activity to another day."""
    for number, task in enumerate(activity.kind.tasks if activity.kind is not None else []):
        followup.move_source(source_key=source_key(activity, number), due_on=due_on(day, task), by=by, at=at)


def drop(activity: PlannedActivity, why: str, *, by: Person, at: datetime) -> None:
    """Close the open tasks of an activity that is not held after all."""
    for number, _task in enumerate(activity.kind.tasks if activity.kind is not None else []):
        followup.supersede_source(source_key=source_key(activity, number), why=why, by=by, at=at)


def due_on(day: date, task: dict[str, object]) -> date:
    """Return the day a task is due, counted back from the activity's day."""
    return day - timedelta(days=int(str(task["before"])))


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
