"""What leave can be asked for: one purpose each, with the text that is read and its version. Pure: no Django, no clock.

The rooms that use data by consent register their purposes when they start; this room only keeps who said yes to which
text. A text that changes its meaning gets a new version, and then leave is asked for again.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Purpose:
    """One use of a person's data that needs leave. ``title`` and ``text`` are words, translated when they are shown."""

    name: str
    version: str
    title: object
    text: object


_purposes: dict[str, Purpose] = {}


def register_purpose(purpose: Purpose) -> None:
    """Let leave be given for this purpose.

    :raises ValueError: the name is taken, or name or version is longer than the table holds
    """
    if purpose.name in _purposes:
        raise ValueError(f"the purpose {purpose.name} is registered twice")
    if not 0 < len(purpose.name) <= 60 or not 0 < len(purpose.version) <= 20:
        raise ValueError(f"the purpose {purpose.name!r} has no name or version that can be kept")
    _purposes[purpose.name] = purpose


def purposes() -> tuple[Purpose, ...]:
    """Return all purposes, in the order they were registered."""
    return tuple(_purposes.values())


def purpose_of(name: str) -> Purpose | None:
    """Return the purpose of this name, or ``None`` for one that nothing uses any more."""
    return _purposes.get(name)
