"""Units that not everybody may know of: said by the room whose units they are, which is above this one."""

from collections.abc import Callable, Iterable
from datetime import date

from lokallag.core.permissions import Asker
from lokallag.core.scope import once_per_request
from lokallag.organisation.models import Kind, Unit

Hides = Callable[[Asker, date], frozenset[int]]
_hides: list[Hides] = []
HIDDEN_KINDS = frozenset({Kind.NETWORK})  # of no other kind is there a unit that is hidden


def hide_units(hides: Hides) -> None:
    """Let ``hides`` say which units a reader does not see on a day: called from the ``apps.py`` of a room above."""
    _hides[:] = [hides]


def shown_units(units: Iterable[Unit], viewer: Asker, on: date) -> list[Unit]:
    """Return those of the units that the reader may know of, in the same order.

    Where any of them is of a kind that may be hidden, what is hidden is asked once in a request.
    """
    found = list(units)
    if not _hides or not any(unit.kind in HIDDEN_KINDS for unit in found):
        return found
    hidden = once_per_request(("organisation.hidden", viewer.pk, on), lambda: _hides[0](viewer, on))
    return [unit for unit in found if unit.pk not in hidden]
