"""Until when somebody who has grown out of a network may stay: the rule set's."""

from datetime import date

from lokallag.organisation.domain.rulebook import read_rules
from lokallag.organisation.queries import main_unit, rules_in_one_query


def season_ends(on: date) -> date:
    """Return the last day of the season that the day lies in. At most two queries."""
    party = main_unit(on)
    rules = read_rules({}, version=0) if party is None else rules_in_one_query(party, on)
    day, month = rules.day_and_month("network_season_ends")
    this_year = _on(on.year, month, day)
    return this_year if on <= this_year else _on(on.year + 1, month, day)


def _on(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, 28) if month == 2 else day)  # a rule may say 29 February
