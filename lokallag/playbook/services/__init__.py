"""Writes about the year. The only way to change it."""

from lokallag.playbook.services.activities import (
    add_activity,
    confirm_activity,
    move_activity,
    report_activity,
    skip_activity,
    take_activity,
    take_up_again,
)
from lokallag.playbook.services.days import clear_day, set_day
from lokallag.playbook.services.kinds import load_library
from lokallag.playbook.services.plans import begin_plan, publish_plan

__all__ = [
    "add_activity",
    "begin_plan",
    "clear_day",
    "confirm_activity",
    "load_library",
    "move_activity",
    "publish_plan",
    "report_activity",
    "set_day",
    "skip_activity",
    "take_activity",
    "take_up_again",
]
