"""The one door to what a unit may do in its own name where things are decided. Rooms above ask here."""

from dataclasses import dataclass
from datetime import date

from lokallag.organisation.domain.proposing import Deed, refusal
from lokallag.organisation.models import Kind, Unit
from lokallag.organisation.queries.rulesets import rules_on


@dataclass(frozen=True, slots=True)
class Proposing:
    """Whether a unit may; else why not, in words, and the paragraph or decision that says so (may be empty)."""

    is_allowed: bool
    reason: str
    source: str


def may_propose(unit: Unit, deed: Deed, on: date) -> Proposing:
    """Return whether the unit may do ``deed`` in its own name on the day.

    A network never may, whatever the rule set says. A side organisation may where the rule set lets it. Every other
    unit may as long as it has the right and is open.
    """
    rules = rules_on(unit, on)
    key = "networks_propose_how" if unit.kind == Kind.NETWORK else "proposal_right_side_organisations"
    has_right = unit.has_proposal_right and (
        unit.kind != Kind.SIDE_ORGANISATION or rules.says_yes("proposal_right_side_organisations")
    )
    is_open = unit.opened_on <= on and (unit.closed_on is None or on <= unit.closed_on)
    reason = refusal(unit.kind, deed, has_right=has_right, is_open=is_open)
    by_rule = bool(reason) and unit.kind in {Kind.NETWORK, Kind.SIDE_ORGANISATION}
    return Proposing(not reason, reason, rules.source(key) if by_rule else "")
