"""The pages of the year."""

from lokallag.playbook.views.activities import activity, confirm, kind, move, report, resume, skip
from lokallag.playbook.views.days import clear_day, day, days
from lokallag.playbook.views.kinds import edit_kind, hide_kind, kinds, new_kind, show_kind
from lokallag.playbook.views.plans import add, begin, overview, plan, publish, take
from lokallag.playbook.views.tips import answer_tip, put_tip_back, tip, tips
from lokallag.playbook.views.wheel import print_wheel, wheel, wheel_of

__all__ = [
    "activity",
    "add",
    "answer_tip",
    "begin",
    "clear_day",
    "confirm",
    "day",
    "days",
    "edit_kind",
    "hide_kind",
    "kind",
    "kinds",
    "move",
    "new_kind",
    "overview",
    "plan",
    "print_wheel",
    "publish",
    "put_tip_back",
    "report",
    "resume",
    "show_kind",
    "skip",
    "take",
    "tip",
    "tips",
    "wheel",
    "wheel_of",
]
