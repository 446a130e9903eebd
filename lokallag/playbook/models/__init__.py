"""What the run book and the year keep, one module per subject."""

from lokallag.playbook.models.tips import TIP_STATES, Tip, tip_key
from lokallag.playbook.models.year import STATES, ActivityKind, PlannedActivity, Ring, Weight, YearPlan, own_key

__all__ = [
    "STATES",
    "TIP_STATES",
    "ActivityKind",
    "PlannedActivity",
    "Ring",
    "Tip",
    "Weight",
    "YearPlan",
    "own_key",
    "tip_key",
]
