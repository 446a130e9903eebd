"""What the run book and the year keep, one module per subject."""

from lokallag.playbook.models.year import STATES, ActivityKind, PlannedActivity, Ring, Weight, YearPlan, own_key

__all__ = ["STATES", "ActivityKind", "PlannedActivity", "Ring", "Weight", "YearPlan", "own_key"]
