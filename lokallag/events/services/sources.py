"""What events can be made from in the rooms above: each says by name what it proposes, and is told what becomes of it.

An event keeps a label, an address and a key of its source (``playbook.activity:12``); what comes before the colon names
the kind that is registered here. This room asks, and knows none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from lokallag.core.permissions import Asker
from lokallag.events.models import Event
from lokallag.events.services.facts import Facts, Source
from lokallag.organisation.models import Unit
from lokallag.people.models import Person


@dataclass(frozen=True, slots=True)
class Proposal:
    """How an event could be: what is said about it, the day and the time on the wall, and what it is made from."""

    facts: Facts
    label: str
    url: str
    day: date | None = None
    starts: time | None = None
    ends: time | None = None


@dataclass(frozen=True, slots=True)
class SourceKind:
    """One kind of thing that events are made from.

    ``propose`` takes what stands after the colon, the unit, who asks and the day it is; ``None`` where there is no such
    thing for them. ``make`` is called in the transaction in which an event is made on a day, and returns what it brings
    along. ``follow`` is called when an event made from it has gone to another day, ``cancelled`` when one is called
    off, with why.
    """

    name: str
    propose: Callable[[str, Unit, Asker, date], Proposal | None]
    make: Callable[[str, date, Person, datetime], Source]
    follow: Callable[[str, date, Person | None, datetime], None]
    cancelled: Callable[[str, str, Person | None, datetime], None]


_kinds: dict[str, SourceKind] = {}


def register_source(kind: SourceKind) -> None:
    """Let events be made from things of this kind.

    :raises ValueError: two kinds have one name
    """
    if kind.name in _kinds:
        raise ValueError(f"the source {kind.name} is registered twice")
    _kinds[kind.name] = kind


def propose(key: str, *, unit: Unit, viewer: Asker, today: date) -> Proposal | None:
    """Return how an event made from this source could be; ``None`` where there is none for this reader."""
    kind, rest = _find(key)
    return None if kind is None else kind.propose(rest, unit, viewer, today)


def make_source(key: str, *, day: date, by: Person, at: datetime) -> Source | None:
    """Return what an event that is being made on a day brings along from its source; ``None`` where there is none."""
    kind, rest = _find(key)
    return None if kind is None else kind.make(rest, day, by, at)


def let_source_follow(event: Event, *, by: Person | None, at: datetime) -> None:
    """Tell the source of an event that it has gone to another day."""
    kind, rest = _find(event.source_key)
    if kind is not None:
        kind.follow(rest, event.day, by, at)


def tell_source_of_cancelling(event: Event, *, by: Person | None, at: datetime) -> None:
    """Tell the source of an event that it is called off."""
    kind, rest = _find(event.source_key)
    if kind is not None:
        kind.cancelled(rest, event.cancel_reason, by, at)


def _find(key: str) -> tuple[SourceKind | None, str]:
    name, _colon, rest = key.partition(":")
    return _kinds.get(name), rest
