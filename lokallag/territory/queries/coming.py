"""What comes in a branch, for its own page: said by the room of events, which is above this one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from lokallag.core.permissions import Asker
from lokallag.organisation.models import Unit


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that comes: its day and month, what it is, and when and where in words."""

    day: int
    month: str
    title: str
    url: str
    when: str


Says = Callable[[Unit, Asker, date, datetime], tuple[Coming, ...]]
_says: list[tuple[Says, Callable[[Unit], str]]] = []


def say_what_comes(says: Says, calendar: Callable[[Unit], str]) -> None:
    """Let ``says`` answer what comes in a unit, and ``calendar`` where all of it stands."""
    _says[:] = [(says, calendar)]


def what_comes(unit: Unit, viewer: Asker, today: date, at: datetime) -> tuple[Coming, ...]:
    """Return what this reader may see of what comes in the unit, the next first; nothing where no room says."""
    return _says[0][0](unit, viewer, today, at) if _says else ()


def calendar_of(unit: Unit) -> str:
    """Return where all that comes in the unit stands; empty where no room says."""
    return _says[0][1](unit) if _says else ""
