"""How the board is reached by who cannot get in: said by the room of the organisation, which is above this one."""

from collections.abc import Callable

from django.utils.translation import gettext as _

_ways: list[Callable[[], str]] = []


def say_way_to_board(way: Callable[[], str]) -> None:
    """Let ``way`` answer how the board is reached today: an e-mail address, a name, or empty."""
    _ways[:] = [way]


def way_to_board() -> str:
    """Return how the board is reached today, empty where nothing is known."""
    return _ways[0]() if _ways else ""


def tell_board() -> str:
    """Return the sentence that asks one to tell the board at once, with how it is reached where that is known."""
    board = way_to_board()
    if not board:
        return _("Si fra til styret med en gang.")
    return _("Si fra til styret med en gang: %(board)s") % {"board": board}
