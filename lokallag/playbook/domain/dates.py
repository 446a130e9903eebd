"""The rules of a plan as the calendar needs them: the rule set's deadlines filled in, election day expected. Pure."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from lokallag.calendar.domain.graph import Anchor, RuleGraph
from lokallag.calendar.domain.rules import DateRule, FromEvent, NthWeekday, YearKind
from lokallag.organisation.domain.anchors import ANNUAL_MEETING, UP
from lokallag.playbook.domain.catalogue import RuleSpec

ELECTION = frozenset({YearKind.MUNICIPAL, YearKind.STORTING})
EXPECTED: dict[Hashable, DateRule] = {
    "election_day": DateRule(NthWeekday(2, 0, 9), years=ELECTION, source="valgloven", is_expected=True)
}
LAST_WEEK = 4
Named = Callable[[Hashable], str]


@dataclass(frozen=True, slots=True)
class Deadline:
    """How many days before the meeting something is due by the rule set, and the paragraph that says so."""

    days: int
    source: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """A day that is set: whose, of which kind, in which year."""

    unit_id: int
    kind: str
    year: int
    day: date
    is_confirmed: bool


def filled_in(spec: RuleSpec, deadlines: Mapping[str, Deadline]) -> DateRule:
    """Return the rule with the number of days that the rule set says, where it leans on one."""
    if not spec.amount_rule or not isinstance(spec.rule.base, FromEvent):
        return spec.rule
    deadline = deadlines[spec.amount_rule]
    base = replace(spec.rule.base, amount=-deadline.days)
    return replace(spec.rule, base=base, source=deadline.source or spec.rule.source)


def graph_of(specs: Mapping[str, RuleSpec], deadlines: Mapping[str, Deadline]) -> RuleGraph:
    """Return the rules joined: those of kinds and of units' own activities, and what is expected without them.

    :raises RuleCycle: some wait for each other
    """
    rules: dict[Hashable, DateRule] = {key: filled_in(spec, deadlines) for key, spec in specs.items()}
    return RuleGraph({**dict(EXPECTED), **rules})


def anchors_for(unit_id: int, party_id: int, days: Iterable[Fixed]) -> dict[tuple[Hashable, int], Anchor]:
    """Return the days as they are called in a unit: its own annual meeting, and what is shared and stands above."""
    found: dict[tuple[Hashable, int], Anchor] = {}
    above = {below: kind for kind, below in UP.items()}
    for fixed in days:
        anchor = Anchor(fixed.day, fixed.is_confirmed)
        if fixed.unit_id == party_id and fixed.kind in above:
            found[above[fixed.kind], fixed.year] = anchor
        if fixed.unit_id == unit_id or (fixed.unit_id == party_id and fixed.kind != ANNUAL_MEETING):
            found[fixed.kind, fixed.year] = anchor
    return found


def same_day_again(day: date) -> dict[str, int]:
    """Return the rule by which a day that was chosen by hand comes again the next year: the same weekday of the month.

    The fifth one becomes the last.
    """
    number = (day.day - 1) // 7 + 1
    return {"nth": number if number <= LAST_WEEK else -1, "weekday": day.weekday(), "month": day.month}
