"""Reads about imports of the member register."""

from dataclasses import dataclass

from lokallag.register.domain.lifecycle import State
from lokallag.register.models import Difference, RegisterImport


@dataclass(frozen=True, slots=True)
class StillToDo:
    """How many files stand at somebody's yes or columns, and how many differences are to be settled."""

    files: int
    differences: int


def what_waits() -> StillToDo:
    """Return what waits. A file that is being read or carried out waits for nobody."""
    standing = {State.MAPPING, State.READY, State.WAITING}
    return StillToDo(
        files=RegisterImport.objects.filter(state__in=standing).count(),
        differences=Difference.objects.filter(sent_at=None).count(),
    )
