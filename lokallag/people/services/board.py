"""How the board is reached by who cannot get in: said by the room of the organisation, which is above this one."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

_ways: list[Callable[[date], str]] = []


def say_way_to_board(way: Callable[[date], str]) -> None:
    """Let ``way`` answer how the board is reached on a day: an e-mail address, a name, or empty."""
    _ways[:] = [way]


def way_to_board(on: date) -> str:
    """Return how the board is reached that day, empty where nothing is known."""
    return _ways[0](on) if _ways else ""


def tell_board(on: date) -> str:
    """Return the sentence that asks one to tell the board at once, with how it is reached where that is known."""
    board = way_to_board(on)
    if not board:
        return _("Si fra til styret med en gang.")
    return _("Si fra til styret med en gang: %(board)s") % {"board": board}
