"""Finds the days of planned activities when they are shown: kinds, set days and the rule set, each looked up once."""

import json
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from lokallag.calendar.domain.explain import explain, rule_in_words
from lokallag.calendar.domain.graph import Anchor as SetDay
from lokallag.calendar.domain.graph import Answer, Found, RuleGraph
from lokallag.calendar.domain.rules import DateRule
from lokallag.organisation.domain.anchors import EVENTS, event_named
from lokallag.organisation.domain.rulebook import Rules
from lokallag.organisation.models import Anchor, Unit
from lokallag.organisation.queries import RULE_ROWS, SET_DAYS, rules_in_one_query, rules_of_rows
from lokallag.playbook.domain.catalogue import RuleSpec, rule_from
from lokallag.playbook.domain.dates import Deadline, Fixed, anchors_for
from lokallag.playbook.models import PlannedActivity, own_key
from lokallag.playbook.queries.known_kinds import KINDS, AnyKind, Library, library_in

DEADLINES = ("notice_days", "proposal_days", "papers_days", "extraordinary_notice_days")

# Kinds, the party's rules and set days: one row, for on a busy server each way to the database and back is a wait.
NEEDED = f"""
    SELECT ({KINDS}),
        (SELECT coalesce(json_agg(json_build_array(valid_from, version, key, value, source)), '[]')::text
            FROM ({RULE_ROWS}) AS rules),
        (SELECT coalesce(json_agg(json_build_array(unit_id, kind, year, day, is_confirmed)), '[]')::text
            FROM ({SET_DAYS}) AS days)
"""  # noqa: S608  # of our own words alone


@dataclass(frozen=True, slots=True)
class Dated:
    """An activity with what was found of its day."""

    activity: PlannedActivity
    answer: Answer

    @property
    def day(self) -> date | None:
        """Its day, or ``None`` where it has none."""
        return self.answer.day if isinstance(self.answer, Found) else None


class Reckoner:
    """Knows all rules and all set days, and finds the days of any unit's activities without asking the database more.

    :param own: the activities of units' own that have a rule, which others may lean on
    """

    def __init__(
        self,
        *,
        party: Unit,
        library: Library,
        fixed: Iterable[Fixed],
        deadlines: dict[str, Deadline],
        own: Iterable[PlannedActivity] = (),
    ) -> None:
        self.party_id = party.pk
        self.kinds = library.kinds
        self.fixed = tuple(fixed)
        self.deadlines = deadlines
        self.names: dict[str, str] = {kind.key: kind.name for kind in self.kinds.values()}
        self.graph: RuleGraph = library.graph(deadlines, self._own_rules(own))
        self._anchors: dict[int, dict[tuple[Hashable, int], SetDay]] = {}
        self._by_unit: dict[int, list[Fixed]] = defaultdict(list)
        for each in self.fixed:
            self._by_unit[each.unit_id].append(each)

    def _own_rules(self, own: Iterable[PlannedActivity]) -> dict[str, RuleSpec]:
        specs = {}
        for activity in own:
            if activity.kind_id is None:
                key = own_key(activity.pk)
                self.names[key] = activity.title
                if activity.rule is not None:
                    specs[key] = rule_from(activity.rule)
        return specs

    def named(self, key: Hashable) -> str:
        """Return what an event, a kind or an activity is called in the middle of a sentence."""
        return event_named(key) if key in EVENTS else f"«{self.names.get(str(key), _('en aktivitet som er slettet'))}»"

    def anchors(self, unit_id: int) -> dict[tuple[Hashable, int], SetDay]:
        """Return the set days as they count for a unit."""
        if unit_id not in self._anchors:
            days = [*self._by_unit[unit_id], *(self._by_unit[self.party_id] if unit_id != self.party_id else ())]
            self._anchors[unit_id] = anchors_for(unit_id, self.party_id, days)
        return self._anchors[unit_id]

    def key_of(self, activity: PlannedActivity) -> str:
        """Return what dates call the activity."""
        return self.kinds[activity.kind_id].key if activity.kind_id is not None else own_key(activity.pk)

    def rule_of(self, activity: PlannedActivity) -> DateRule | None:
        """Return the activity's rule, ``None`` where it has only a day chosen by hand."""
        return self.graph.rules.get(self.key_of(activity))

    def dated(self, activities: Sequence[PlannedActivity]) -> list[Dated]:
        """Return the activities, in the order given, each with its day as it is now."""
        by_unit: dict[int, list[PlannedActivity]] = defaultdict(list)
        for activity in activities:
            by_unit[activity.plan.unit_id].append(activity)
        found: dict[int, Answer] = {}
        for unit_id, those in by_unit.items():
            wanted: dict[int, tuple[Hashable, int]] = {
                activity.pk: (self.key_of(activity), activity.plan.year) for activity in those
            }
            manual = {wanted[a.pk]: a.manual_day for a in those if a.manual_day is not None}
            days = self.graph.find(wanted.values(), anchors=self.anchors(unit_id), manual=manual)
            found.update({pk: days[key] for pk, key in wanted.items()})
        return [Dated(activity, found[activity.pk]) for activity in activities]

    def suggested(self, kind: AnyKind, unit_id: int, year: int) -> Answer:
        """Return the day that a kind would get in a unit's plan."""
        return self.graph.find([(kind.key, year)], anchors=self.anchors(unit_id))[kind.key, year]

    def why(self, dated: Dated) -> str:
        """Return in words why it falls on its day."""
        rule = self.rule_of(dated.activity)
        if rule is None:
            return _("Dagen er satt for hånd.")
        return explain(rule, dated.answer, self.named)

    def why_kind(self, kind: AnyKind, answer: Answer) -> str:
        """Return in words why a kind would fall on its day."""
        return explain(self.graph.rules[kind.key], answer, self.named)

    def rule_words(self, kind: AnyKind) -> str:
        """Return the rule of a kind in words, without a year."""
        return rule_in_words(self.graph.rules[kind.key], self.named)


def fixed_days(years: Iterable[int]) -> list[Fixed]:
    """Return the set days of all units in those years. One query."""
    rows = Anchor.objects.filter(year__in=list(years))
    return [Fixed(*row) for row in rows.values_list("unit_id", "kind", "year", "day", "is_confirmed")]


def deadlines_on(party: Unit, on: date) -> dict[str, Deadline]:
    """Return the deadlines that the rule set names."""
    return _deadlines(rules_in_one_query(party, on))


def _deadlines(rules: Rules) -> dict[str, Deadline]:
    return {key: Deadline(rules.whole(key), rules.source(key)) for key in DEADLINES}


def reckoner_for(
    party: Unit,
    *,
    year: int,
    today: date,
    own: Iterable[PlannedActivity] = (),
    fixed: list[Fixed] | None = None,
    units: Iterable[int] | None = None,
) -> Reckoner:
    """Return what finds the days of a year, with those of the years around it. One query.

    :param fixed: set days to reckon with in place of those that are stored
    :param units: whose set days are read; all, where none are given
    """
    values: dict[str, Any] = {
        "unit": party.pk,
        "on": today,
        "years": list(range(year - 2, year + 3)) if fixed is None else [],
        "units": None if units is None else list(units),
    }
    with connection.cursor() as cursor:
        cursor.execute(NEEDED, values)
        kinds, rules, days = cursor.fetchone()
    if fixed is None:
        fixed = [
            Fixed(unit, kind, in_year, date.fromisoformat(day), is_confirmed)
            for unit, kind, in_year, day, is_confirmed in json.loads(days)
        ]
    return Reckoner(
        party=party,
        library=library_in(kinds),
        fixed=fixed,
        deadlines=_deadlines(rules_of_rows(json.loads(rules))),
        own=own,
    )
