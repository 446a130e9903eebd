"""The library of activity kinds as it is written in ``data/activity_kinds.toml``, read and checked. Pure.

One entry is one ``[[kind]]``. Its rule is one of

- ``{ month = 3, day = 8 }``: a fixed date
- ``{ nth = 2, weekday = 0, month = 9 }``: the nth weekday (0 is Monday, ``nth = -1`` the last) of a month
- ``{ easter = 50 }``: days from Easter Sunday
- ``{ event = "annual_meeting", amount = -3, step = "weeks", shift = 0 }``: from an event; ``shift = 1`` next year's.
  ``amount_rule = "notice_days"`` in place of ``amount`` counts back as many days as the rule set says, whose paragraph
  then is the source

An event is one of ``EVENTS`` (days that are set each year, ``organisation.domain.anchors``) or the key of another kind.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from lokallag.calendar.domain.rules import (
    EVERY_YEAR,
    Base,
    DateRule,
    FixedDate,
    FromEaster,
    FromEvent,
    NthWeekday,
    Roll,
    Step,
    YearKind,
)
from lokallag.organisation.domain.anchors import EVENTS
from lokallag.playbook.domain.wheel import Ring, Weight

RINGS = {
    "deadline": Ring.DEADLINE,
    "meeting": Ring.MEETING,
    "campaign": Ring.CAMPAIGN,
    "network": Ring.NETWORK,
    "day": Ring.DAY,
}
WEIGHTS = {"must": Weight.MUST, "should": Weight.SHOULD, "may": Weight.MAY}
UNIT_KINDS = frozenset({"municipal", "branch", "network", "council_group"})
PURPOSES = frozenset({"", "budget", "programme", "nomination", "annual_meeting"})
REPORTS = frozenset({"attended", "how", "tip", "new_members", "contacts", "leaflets", "cost"})


class BadEntry(ValueError):
    """An entry of the library cannot be used. The text names it and says why."""


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """A task counted back from the day: ``before`` days before it (after it where negative), and whose it is."""

    name: str
    before: int
    who: str


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """A date rule whose offset may be the rule set's: ``amount_rule`` is the key of a number of days to count back."""

    rule: DateRule
    amount_rule: str = ""


@dataclass(frozen=True, slots=True)
class KindSpec:
    """One activity kind as written. ``source`` is there exactly where it must be done."""

    key: str
    name: str
    units: frozenset[str]
    ring: Ring
    weight: Weight
    source: str
    purpose: str
    chapter: str
    what: str
    why: str
    rule: RuleSpec
    raw_rule: Mapping[str, Any]
    tasks: tuple[TaskSpec, ...]
    invitation: str
    materials: tuple[str, ...]
    report: tuple[str, ...]


def read_library(text: str) -> tuple[KindSpec, ...]:
    """Return the kinds in the order they are written.

    :raises BadEntry: an entry is not as it must be, or two have the same key
    """
    entries = tomllib.loads(text).get("kind", [])
    kinds = tuple(_kind(entry) for entry in entries)
    keys = [kind.key for kind in kinds]
    for key in keys:
        if keys.count(key) > 1:
            raise BadEntry(f"{key}: two entries have this key")
    for kind in kinds:
        base = kind.rule.rule.base
        if isinstance(base, FromEvent) and base.event not in EVENTS | set(keys):
            raise BadEntry(f"{kind.key}: no event is called {base.event}")
    return kinds


def read_rule(raw: Mapping[str, Any], **other: Any) -> RuleSpec:
    """Return the rule that a table of the library (or a stored one) says.

    :raises ValueError: it says none, or one that cannot be
    """
    amount_rule = str(raw.get("amount_rule", ""))
    return RuleSpec(DateRule(_base(raw), **other), amount_rule)


RULE_FIELDS = ("at", "days", "roll", "years", "source", "expected")


def stored_rule(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rule of an entry as one table: the base, and beside it what is done to it, where it is said."""
    return {**entry["rule"], **{name: entry[name] for name in RULE_FIELDS if name in entry}}


def rule_from(raw: Mapping[str, Any]) -> RuleSpec:
    """Return the rule that a stored table says.

    :raises ValueError: it says none, or one that cannot be
    """
    return read_rule(
        raw,
        at=time.fromisoformat(raw["at"]) if raw.get("at") else None,
        days=int(raw.get("days", 1)),
        roll=Roll(raw.get("roll", "stay")),
        years=frozenset(map(YearKind, raw["years"])) if "years" in raw else EVERY_YEAR,
        source=raw.get("source", ""),
        is_expected=bool(raw.get("expected", False)),
    )


def _base(raw: Mapping[str, Any]) -> Base:
    if "event" in raw:
        amount = 0 if "amount_rule" in raw else int(raw["amount"])
        return FromEvent(str(raw["event"]), amount, Step(raw.get("step", "days")), int(raw.get("shift", 0)))
    if "easter" in raw:
        return FromEaster(int(raw["easter"]))
    if "nth" in raw:
        return NthWeekday(int(raw["nth"]), int(raw["weekday"]), int(raw["month"]))
    return FixedDate(int(raw["month"]), int(raw["day"]))


def _kind(entry: Mapping[str, Any]) -> KindSpec:
    key = str(entry.get("key", ""))
    try:
        return _checked(
            KindSpec(
                key=key,
                name=entry["name"],
                units=frozenset(entry["for"]),
                ring=RINGS[entry["ring"]],
                weight=WEIGHTS[entry["weight"]],
                source=entry.get("source", ""),
                purpose=entry.get("purpose", ""),
                chapter=entry["chapter"],
                what=entry["what"].strip(),
                why=entry["why"].strip(),
                rule=rule_from(stored_rule(entry)),
                raw_rule=stored_rule(entry),
                tasks=tuple(TaskSpec(task["name"], int(task["before"]), task["who"]) for task in entry.get("task", [])),
                invitation=entry.get("invitation", "").strip(),
                materials=tuple(entry.get("materials", ())),
                report=tuple(entry.get("report", ("attended", "how", "tip"))),
            )
        )
    except BadEntry:
        raise
    except (KeyError, ValueError, TypeError) as error:
        raise BadEntry(f"{key or entry}: {error!r}") from error


def _checked(kind: KindSpec) -> KindSpec:
    faults = {
        "the key is lower-case letters, digits and hyphens": not kind.key
        or not kind.key.replace("-", "").isalnum()
        or kind.key != kind.key.lower()
        or not kind.key.isascii(),
        "the name has 1 to 120 characters": not 0 < len(kind.name) <= 120,
        "it is for some of the known kinds of units": not kind.units or not kind.units <= UNIT_KINDS,
        "what and why are written": not kind.what or not kind.why,
        "a source stands where it must be done, and only there": (kind.weight is Weight.MUST)
        != bool(kind.source or kind.rule.amount_rule),
        "the purpose is a known one": kind.purpose not in PURPOSES,
        "the report asks for known things": not set(kind.report) <= REPORTS,
        "tasks have a name and somebody who does them": any(not task.name or not task.who for task in kind.tasks),
    }
    for words, is_broken in faults.items():
        if is_broken:
            raise BadEntry(f"{kind.key}: {words}")
    return kind
