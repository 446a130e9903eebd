"""When a unit usually meets, for its own page: said by the room of events, which is above this one."""

from collections.abc import Callable

from lokallag.organisation.models import Unit

_says: list[Callable[[Unit], str]] = []


def say_usual_hours(says: Callable[[Unit], str]) -> None:
    """Let ``says`` answer when a unit usually meets, in words; empty where it has not said."""
    _says[:] = [says]


def meeting_times(unit: Unit) -> str:
    """Return when a unit meets, in words: its usual hours, and what it has written beside them. Empty for neither."""
    said = [_says[0](unit) if _says else "", unit.meets]
    return ". ".join(words.rstrip(".") for words in said if words)
