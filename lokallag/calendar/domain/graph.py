"""Finds the days of many rules that lean on each other and on anchors. Pure.

An *anchor* is a day that somebody has set: a unit's annual meeting, election day, expected or confirmed. A *manual*
day is one that somebody chose in place of the rule's; the rule's own stays beside it. Keys are whatever names an event.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lokallag.calendar.domain.rules import DateRule, FromEvent

Key = Hashable
ONE_DAY = timedelta(days=1)


class RuleCycle(ValueError):
    """Rules wait for each other. ``keys`` are those of the circle, the first one again at the end."""

    def __init__(self, keys: tuple[Key, ...]) -> None:
        super().__init__(" → ".join(str(key) for key in keys))
        self.keys = keys


@dataclass(frozen=True, slots=True)
class Anchor:
    """A day that is set for an event in a year; ``is_confirmed`` is False while it is only expected."""

    day: date
    is_confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """The day of an event in a year.

    ``last`` is the last day of a span, ``unrolled`` the day before it was moved to a working day, ``ruled`` what the
    rule gives where somebody chose another day (``None`` where nobody did or there is no rule's day), ``from_day`` the
    day of the event it is counted from.
    """

    day: date
    last: date
    is_confirmed: bool
    unrolled: date
    ruled: date | None = None
    from_day: date | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """No day, since ``event`` in ``year`` has none: its anchor is not set, was deleted, or it is not held that year."""

    event: Key
    year: int


Answer = Found | Missing | None  # ``None``: the rule gives no day in this kind of year
Anchors = Mapping[tuple[Key, int], Anchor]
Days = Mapping[tuple[Key, int], date]
NOTHING: Mapping[tuple[Key, int], date] = {}


class RuleGraph:
    """Rules in an order in which each comes after those it leans on.

    :raises RuleCycle: rules lean on each other in a circle, whatever the years
    """

    def __init__(self, rules: Mapping[Key, DateRule]) -> None:
        self.rules = dict(rules)
        self.order = _ordered(self.rules)
        self._same: dict[tuple[Key, int], Answer] = {}  # what the rules give that lean on nothing: alike for all units

    def days(self, years: Iterable[int], *, anchors: Anchors, manual: Days = NOTHING) -> dict[tuple[Key, int], Answer]:
        """Return the answer for each rule in each of the years, keyed by (key, year).

        An anchor for a rule's own key takes the place of what the rule gives, and a manual day that of both.
        """
        known: dict[tuple[Key, int], Answer] = {}
        asked = tuple(years)
        for year in asked:
            for key in self.order:
                if (key, year) not in known:
                    known[key, year] = self._find(key, year, anchors, manual, known)
        return {(key, year): known[key, year] for year in asked for key in self.order}

    def find(
        self, wanted: Iterable[tuple[Key, int]], *, anchors: Anchors, manual: Days = NOTHING
    ) -> dict[tuple[Key, int], Answer]:
        """Return the answer for each (key, year) wanted and for no others; a key may be a rule, an anchor or manual."""
        known: dict[tuple[Key, int], Answer] = {}
        return {(key, year): self._answer(key, year, anchors, manual, known) for key, year in wanted}

    def _answer(
        self, key: Key, year: int, anchors: Anchors, manual: Days, known: dict[tuple[Key, int], Answer]
    ) -> Answer:
        """Return the answer for any event, also one of another year or one that is only an anchor."""
        if key in self.rules:
            if (key, year) not in known:
                known[key, year] = self._find(key, year, anchors, manual, known)
            return known[key, year]
        chosen, anchor = manual.get((key, year)), anchors.get((key, year))
        if chosen is not None:
            return Found(chosen, chosen, True, chosen, None if anchor is None else anchor.day)
        if anchor is not None:
            return Found(anchor.day, anchor.day, anchor.is_confirmed, anchor.day)
        return Missing(key, year)

    def _find(
        self, key: Key, year: int, anchors: Anchors, manual: Days, known: dict[tuple[Key, int], Answer]
    ) -> Answer:
        rule = self.rules[key]
        if isinstance(rule.base, FromEvent):
            ruled = self._ruled(rule, year, anchors, manual, known)
        elif (key, year) in self._same:
            ruled = self._same[key, year]
        else:
            ruled = self._same[key, year] = self._ruled(rule, year, anchors, manual, known)
        chosen, anchor = manual.get((key, year)), anchors.get((key, year))
        if chosen is None and anchor is None:
            return ruled
        if chosen is not None:
            day, is_confirmed = chosen, True
        else:
            assert anchor is not None
            day, is_confirmed = anchor.day, anchor.is_confirmed
        own = ruled if isinstance(ruled, Found) else None
        return Found(
            day,
            day + (rule.days - 1) * ONE_DAY,
            is_confirmed,
            day,
            None if own is None else own.day,
            None if own is None else own.from_day,
        )

    def _ruled(
        self, rule: DateRule, year: int, anchors: Anchors, manual: Days, known: dict[tuple[Key, int], Answer]
    ) -> Answer:
        if not rule.holds_in(year):
            return None
        base, is_confirmed, from_day = rule.base, not rule.is_expected, None
        if isinstance(base, FromEvent):
            answer = self._answer(base.event, year + base.year_shift, anchors, manual, known)
            if not isinstance(answer, Found):
                return answer if isinstance(answer, Missing) else Missing(base.event, year + base.year_shift)
            is_confirmed, from_day = is_confirmed and answer.is_confirmed, answer.day
            unrolled = base.day_from(from_day)
        else:
            found = base.day_in(year)
            if found is None:
                return None
            unrolled = found
        day = rule.rolled(unrolled)
        last = day if rule.days == 1 else day + (rule.days - 1) * ONE_DAY
        return Found(day, last, is_confirmed, unrolled, None, from_day)


def _ordered(rules: Mapping[Key, DateRule]) -> tuple[Key, ...]:
    """Return the keys so that each comes after the one it leans on. Each leans on one at most."""
    order: list[Key] = []
    done: set[Key] = set()
    for start in rules:
        path: list[Key] = []
        key: Key | None = start
        while key is not None and key in rules and key not in done:
            if key in path:
                raise RuleCycle((*path[path.index(key) :], key))
            path.append(key)
            base = rules[key].base
            key = base.event if isinstance(base, FromEvent) else None
        order.extend(reversed(path))
        done.update(path)
    return tuple(order)
