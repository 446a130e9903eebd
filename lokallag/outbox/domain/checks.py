"""Who may still be written to, asked by name when a letter is claimed (ADR 0022). Pure: no Django, no clock.

The outbox knows no members. The room that writes a message registers, in its ``apps.py``, who may get it; the name is
the message's purpose. What no room answers for is not sent.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Why(StrEnum):
    """Why a letter was not sent."""

    NO_CHECK = "no check"  # nobody answers for letters of this name
    ERASED = "erased"
    NO_RIGHT = "no right"  # the office, membership or matter that it was written for has ended
    NO_CONSENT = "no consent"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"  # letters to the address have come back
    TOO_LATE = "too late"
    NOT_AN_ADDRESS = "not an address"
    CALLED_OFF = "called off"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One letter that waits: which message, to whom (the sender's own key), and where."""

    message_key: str
    recipient_key: str
    address: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Which letters may be sent. Any that is not named may not; ``why`` says why, where it is more than a right."""

    may: frozenset[Waiting]
    why: Mapping[Waiting, Why] = field(default_factory=dict)

    def refusal(self, letter: Waiting) -> Why | None:
        """Return why a letter is not sent, or ``None`` where it is."""
        return None if letter in self.may else self.why.get(letter, Why.NO_RIGHT)


Check = Callable[[Sequence[Waiting], datetime], Answer]
WayOut = Callable[[str], str]  # recipient key → address of the page and the one-click POST (RFC 8058)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who answers for the letters of one name. ``way_out`` is there where one can leave them, and for no others."""

    name: str
    check: Check
    way_out: WayOut | None = None


_senders: dict[str, Sender] = {}


def register(name: str, check: Check, *, way_out: WayOut | None = None) -> None:
    """Let letters of this name be sent to those whom the check lets through. Called from ``apps.py``.

    The check is asked about many letters at once, in the transaction that claims them, with all it needs in a fixed
    number of queries. One that fails lets nobody through: the letters wait.

    :param name: the ``purpose`` of the messages: ``room.noun``
    :raises ValueError: the name is taken
    """
    if name in _senders:
        raise ValueError(f"who may get {name} is said in two places")
    _senders[name] = Sender(name, check, way_out)


def sender_of(name: str) -> Sender | None:
    """Return who answers for letters of this name, or ``None``."""
    return _senders.get(name)


def names() -> tuple[str, ...]:
    """Return all names that somebody answers for, in alphabetical order."""
    return tuple(sorted(_senders))


def everybody(letters: Sequence[Waiting], _at: datetime) -> Answer:
    """Let all through: for letters whose time limit is the whole right, and the last one to somebody erased."""
    return Answer(frozenset(letters))


def only(letters: Iterable[Waiting], keys: Collection[str], *, why: Why = Why.ERASED) -> Answer:
    """Let through those whose recipient is among ``keys``; the others are refused for ``why``."""
    letters = tuple(letters)
    may = frozenset(letter for letter in letters if letter.recipient_key in keys)
    return Answer(may, {letter: why for letter in letters if letter not in may})
