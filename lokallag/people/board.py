"""How the board is reached by who cannot get in: said by the room of the organisation, which is above this one."""

from collections.abc import Callable

_ways: list[Callable[[], str]] = []


def say_way_to_board(way: Callable[[], str]) -> None:
    """Let ``way`` answer how the board is reached today: an e-mail address, a name, or empty."""
    _ways[:] = [way]


def way_to_board() -> str:
    """Return how the board is reached today, empty where nothing is known."""
    return _ways[0]() if _ways else ""
