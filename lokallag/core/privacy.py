"""What each room holds of a person. Each room's ``privacy.py`` says it; this module gathers it (as ``rules.py`` is).

From this follow the page of one's own data, the download, the privacy notice and erasure. A test fails for any
relation to a person that no room names. ``Sight`` says what acts on others let somebody see.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import models
from django.utils.functional import Promise

Words = str | Promise
Shown = Mapping[Words, object]  # label → value, as the person reads it


class DoneAct(str):
    """The name of an act in the log of changes: shown to the person in words."""

    __slots__ = ()


class SeenAct(str):
    """The name of an act in the log of looks: shown to the person in words."""

    __slots__ = ()


class LetterKind(str):
    """What a letter is for (``Message.purpose``): shown to the person in words."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Addressees:
    """Who got a letter, by their keys: shown to whom it names as the offices they held on the day, never by name."""

    keys: tuple[str, ...]
    on: date


EVER = datetime(2000, 1, 1, tzinfo=UTC)  # before anything was written down


@dataclass(frozen=True, slots=True)
class Holding:
    """What one table holds of persons.

    ``persons`` are the fields that lead to a person, ``rows`` returns what is held of one person as the person reads
    it (no other person's data in it), and ``erase`` deletes it or takes the person out of it and returns how many
    rows it touched. ``why`` is the purpose, ``ground`` the legal ground (``core.grounds``), ``kept`` how long, all in
    words, and ``fields`` names the fields where the title does not say them. ``order`` decides who
    erases first: lower numbers first, so that what points at others goes before them. ``place`` is where it stands on
    the person's own page: who one is first (0), then what is of everyday interest (50), logs last (90). What takes
    long to find is ``only_in_file``: the page says so, and the file to take along has it.
    """

    model: type[models.Model]
    persons: tuple[str, ...]
    title: Words
    why: Words
    ground: Words
    kept: Words
    rows: Callable[[Any], Iterable[Shown]]
    erase: Callable[[Any, datetime], int]
    order: int = 50
    place: int = 50
    only_in_file: bool = False
    fields: Words = ""


_holdings: dict[type[models.Model], Holding] = {}


def hold(holding: Holding) -> None:
    """Say what a table holds of persons.

    :raises ValueError: it is said twice, or a named field is none of the model's
    """
    if holding.model in _holdings:
        raise ValueError(f"what {holding.model._meta.label} holds is said in two places")
    for name in holding.persons:
        holding.model._meta.get_field(name)  # raises FieldDoesNotExist
    _holdings[holding.model] = holding


def holdings() -> tuple[Holding, ...]:
    """Return all that is held, in the order of erasure, then by label."""
    return tuple(sorted(_holdings.values(), key=lambda holding: (holding.order, holding.model._meta.label)))


@dataclass(frozen=True, slots=True)
class Sight:
    """What an act lets those who may do it see of a person: the page *who can see me* asks the act's own predicate.

    ``targets`` returns what the act is asked about for a person on a day, nothing where there is nothing to see;
    ``facts`` what its predicates look up about such a target, so that it is looked up once and not per officer
    (``core.scope.supposing``). ``shows`` says what is seen of anybody, ``shows_of`` what of this very person, where
    that differs. ``imagined`` makes up a target that belongs to the branch with the id it is given, and the facts
    about it: the privacy notice asks about that, since it tells of no person. ``unit_kind`` is what kind of unit it
    makes up, a branch where none is said. ``order`` sorts what is shown.
    """

    act: str
    shows: Words
    targets: Callable[[Any, date], Iterable[Any]]
    imagined: Callable[[int, date], tuple[Any, Mapping[Hashable, Any]]]
    facts: Callable[[Any, date], Mapping[Hashable, Any]] = lambda _target, _on: {}
    shows_of: Callable[[Any, date], Words] | None = None
    order: int = 50
    unit_kind: str = "branch"

    def words_for(self, person: Any, on: date) -> str:
        """Return what is seen of the person, in words."""
        return str(self.shows if self.shows_of is None else self.shows_of(person, on))


_sights: dict[str, Sight] = {}


def reveal(sight: Sight) -> None:
    """Say what an act lets others see of a person; said in the ``privacy.py`` of the room that grants the act.

    :raises ValueError: the same is said twice
    """
    if sight.act in _sights:
        raise ValueError(f"what {sight.act} lets others see is said in two places")
    _sights[sight.act] = sight


def sights() -> tuple[Sight, ...]:
    """Return all that acts let others see of a person, in the order it is shown."""
    return tuple(sorted(_sights.values(), key=lambda sight: (sight.order, sight.act)))
