"""Reads about imports of the member register."""

from dataclasses import dataclass
from datetime import date

from lokallag.people.models import Person
from lokallag.register.domain.lifecycle import State
from lokallag.register.models import RegisterImport
from lokallag.register.queries.differences import differences_for


@dataclass(frozen=True, slots=True)
class StillToDo:
    """How many files stand at somebody's yes or columns, and how many differences are to be settled."""

    files: int
    differences: int


def what_waits(viewer: Person, today: date) -> StillToDo:
    """Return what waits for the viewer. A file that is being read or carried out waits for nobody."""
    standing = {State.MAPPING, State.READY, State.WAITING}
    return StillToDo(
        files=RegisterImport.objects.filter(state__in=standing).count(),
        differences=differences_for(viewer, today).filter(sent_at=None).count(),
    )
