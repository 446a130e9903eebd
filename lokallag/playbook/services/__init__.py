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
from lokallag.playbook.services.edited_kinds import add_kind, edit_kind, hide_kind, show_kind
from lokallag.playbook.services.kinds import load_library
from lokallag.playbook.services.plans import begin_plan, publish_plan
from lokallag.playbook.services.tips import answer_tip, leave_tip, put_tip_back

__all__ = [
    "add_activity",
    "add_kind",
    "answer_tip",
    "begin_plan",
    "clear_day",
    "confirm_activity",
    "edit_kind",
    "hide_kind",
    "leave_tip",
    "load_library",
    "move_activity",
    "publish_plan",
    "put_tip_back",
    "report_activity",
    "set_day",
    "show_kind",
    "skip_activity",
    "take_activity",
    "take_up_again",
]
