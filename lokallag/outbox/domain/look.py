"""The colour that letters are set in: the organisation's, said by the room that knows it. Pure: no Django, no clock."""

from collections.abc import Callable

PLAIN = "#3a3532"
_said: list[Callable[[], str]] = []


def say_colour(colour: Callable[[], str]) -> None:
    """Let letters be set in this colour, ``#rrggbb``, dark enough for white words on it. Said once, in ``apps.py``."""
    _said[:] = [colour]


def letter_colour() -> str:
    """Return the colour of a letter's button and mark."""
    return (_said[0]() if _said else "") or PLAIN
