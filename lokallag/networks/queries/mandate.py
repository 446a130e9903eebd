"""What lets the board start networks, as the rule set says it."""

from datetime import date

from lokallag.networks.domain.deciding import Mandate
from lokallag.organisation.domain.rulebook import Rules
from lokallag.organisation.models import Unit
from lokallag.organisation.queries.rulesets import rules_in_one_query

TEXT, UNTIL = "network_mandate", "network_mandate_until"


def mandate_of(rules: Rules) -> Mandate:
    """Return the mandate that stands in these rules. The source is that of its words, else of its last day."""
    return Mandate(rules.text(TEXT), rules.source(TEXT) or rules.source(UNTIL), rules.day(UNTIL))


def mandate_on(party: Unit, on: date) -> Mandate:
    """Return the mandate that holds by the rules of that day. One query."""
    return mandate_of(rules_in_one_query(party, on))
