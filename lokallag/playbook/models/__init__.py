"""What the run book and the year keep, one module per subject."""

from lokallag.playbook.models.duties import (
    PARTIES,
    SIDES,
    VERDICTS,
    Duty,
    DutyAnswer,
    DutyReview,
    DutyVersion,
    UnclearDuty,
)
from lokallag.playbook.models.year import STATES, ActivityKind, PlannedActivity, Ring, Weight, YearPlan, own_key

__all__ = [
    "PARTIES",
    "SIDES",
    "STATES",
    "VERDICTS",
    "ActivityKind",
    "Duty",
    "DutyAnswer",
    "DutyReview",
    "DutyVersion",
    "PlannedActivity",
    "Ring",
    "UnclearDuty",
    "Weight",
    "YearPlan",
    "own_key",
]
