"""The division of labour: who has which part in a duty, how versions differ, how a review is walked. Pure.

The first one is written in ``data/duties.toml``: one entry is one ``[[duty]]``.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

REVIEW_DAY = "duties_review"  # the set day of the party on which the board goes through the whole again
WHOLE_REVIEW = "arbeidsdeling-ny-versjon"  # the kind of activity that stands on that day
BRANCH_REVIEW = "arbeidsdeling-gjennomgang"  # the kind whose day is the last one for a branch's own review
HANDFUL = 5  # so many duties of one's own on a page of the review: they fit a coffee, and a screen or two
GLANCE = 10  # so many of those that others do, which are looked through alone


class Party(StrEnum):
    """Who can have a part in a duty. ``MUNICIPAL_PARTY`` is its annual meeting or members' meeting."""

    MUNICIPAL_PARTY = "municipal_party"
    BOARD = "board"
    BRANCH = "branch"
    COUNCIL_GROUP = "council_group"
    NETWORK = "network"
    CAMPAIGN_COMMITTEE = "campaign_committee"


class Verdict(StrEnum):
    """What is said of a duty in the yearly review, the best first."""

    CLEAR = "clear"
    UNCLEAR = "unclear"
    HELP = "help"


class Side(StrEnum):
    """Who says it: those who lead the branch, or the board: its contact, else the board's officers."""

    BRANCH = "branch"
    BOARD = "board"


class BadDuty(ValueError):
    """An entry of the file cannot be used. The text names it and says why."""


@dataclass(frozen=True, slots=True)
class DutySpec:
    """One duty as it stands in a version. The parts are in the order of ``Party``, each once."""

    key: str
    name: str
    area: str
    does: tuple[str, ...]
    decides: tuple[str, ...]
    told: tuple[str, ...]
    why: str
    chapter: str = ""

    def acts(self, party: str) -> bool:
        """Tell whether the party does it or has the last word."""
        return party in self.does or party in self.decides

    def concerns(self, party: str) -> bool:
        """Tell whether the party has any part in it."""
        return self.acts(party) or party in self.told


class ChangeKind(StrEnum):
    """What became of a duty from one version to another."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class DutyChange:
    """One duty that differs. ``fields`` are the names of what differs, in the order of ``DutySpec``."""

    kind: ChangeKind
    before: DutySpec | None
    after: DutySpec | None
    fields: tuple[str, ...]


COMPARED = ("name", "area", "does", "decides", "told", "why")


def in_order(parties: Iterable[str]) -> tuple[str, ...]:
    """Return the parties each once, in the order of ``Party``. Unknown ones are left out."""
    given = set(parties)
    return tuple(party.value for party in Party if party in given)


def compare(before: Sequence[DutySpec], after: Sequence[DutySpec]) -> tuple[DutyChange, ...]:
    """Return what differs: what is new or changed in the order of ``after``, then what is gone."""
    old = {duty.key: duty for duty in before}
    new = {duty.key for duty in after}
    found = []
    for duty in after:
        known = old.get(duty.key)
        if known is None:
            found.append(DutyChange(ChangeKind.NEW, None, duty, ()))
            continue
        fields = tuple(name for name in COMPARED if getattr(known, name) != getattr(duty, name))
        if fields:
            found.append(DutyChange(ChangeKind.CHANGED, known, duty, fields))
    found += [DutyChange(ChangeKind.GONE, duty, None, ()) for duty in before if duty.key not in new]
    return tuple(found)


def steps(duties: Sequence[DutySpec], party: str) -> tuple[tuple[DutySpec, ...], ...]:
    """Return the pages of a review: what the party acts in by handfuls, then what it is only told of.

    What it acts in must be answered; the rest may be.
    """
    own = [duty for duty in duties if duty.acts(party)]
    rest = [duty for duty in duties if duty.concerns(party) and not duty.acts(party)]
    pages = [tuple(own[at : at + HANDFUL]) for at in range(0, len(own), HANDFUL)]
    pages += [tuple(rest[at : at + GLANCE]) for at in range(0, len(rest), GLANCE)]
    return tuple(pages)


def missing(asked: Iterable[str], answered: Mapping[Side, Iterable[str]], *, branch_is_led: bool) -> tuple[str, ...]:
    """Return the duties that stand in the way of closing a review, by key.

    The branch itself has answered each. Where nobody leads it, what the contact said stands in its place.
    """
    said = set(answered.get(Side.BRANCH, ()))
    if not branch_is_led:
        said |= set(answered.get(Side.BOARD, ()))
    return tuple(key for key in asked if key not in said)


def worst(verdicts: Iterable[str]) -> Verdict | None:
    """Return the verdict that counts where two differ: who finds it unclear is heard. ``None`` where none is given."""
    order = list(Verdict)
    return max((Verdict(each) for each in verdicts), key=order.index, default=None)


def read_duties(text: str) -> tuple[DutySpec, ...]:
    """Return the duties in the order they are written.

    :raises BadDuty: an entry is not as it must be, or two have the same key
    """
    duties = tuple(_duty(entry) for entry in tomllib.loads(text).get("duty", []))
    keys = [duty.key for duty in duties]
    for key in keys:
        if keys.count(key) > 1:
            raise BadDuty(f"{key}: two entries have this key")
    return duties


def _duty(entry: Mapping[str, Any]) -> DutySpec:
    key = str(entry.get("key", ""))
    try:
        duty = DutySpec(
            key=key,
            name=entry["name"].strip(),
            area=entry["area"].strip(),
            does=_parties(entry["does"]),
            decides=_parties(entry["decides"]),
            told=_parties(entry["told"]),
            why=entry["why"].strip(),
            chapter=entry["chapter"],
        )
    except (KeyError, ValueError, AttributeError) as error:
        raise BadDuty(f"{key or entry}: {error!r}") from error
    if not (duty.key and duty.name and duty.area and duty.does and duty.decides):
        raise BadDuty(f"{key or entry}: key, name, area, who does it and who decides are written")
    return duty


def _parties(names: Iterable[str]) -> tuple[str, ...]:
    return in_order([Party(name) for name in names])
