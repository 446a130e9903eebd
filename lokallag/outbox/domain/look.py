"""The colour that letters are set in: the organisation's, said by the room that knows it. Pure: no Django, no clock."""

from collections.abc import Callable

from lokallag.ui.domain.colour import TEXT, WHITE, ColourError, contrast, parse

PLAIN = "#3a3532"
_said: list[Callable[[], str]] = []


def say_colour(colour: Callable[[], str]) -> None:
    """Let letters be set in this colour, ``#rrggbb``. Said once, in ``apps.py``."""
    _said[:] = [colour]


def letter_colour() -> str:
    """Return the colour of a letter's button and mark; a plain dark one where white words cannot be read on it."""
    said = _said[0]() if _said else ""
    try:
        return said if contrast(parse(said), WHITE) >= TEXT else PLAIN
    except ColourError:
        return PLAIN
