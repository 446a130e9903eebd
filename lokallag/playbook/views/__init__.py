"""The pages of the year."""

from lokallag.playbook.views.activities import activity, confirm, kind, move, report, resume, skip
from lokallag.playbook.views.days import clear_day, day, days
from lokallag.playbook.views.plans import add, begin, overview, plan, publish, take
from lokallag.playbook.views.wheel import print_wheel, wheel, wheel_of

__all__ = [
    "activity",
    "add",
    "begin",
    "clear_day",
    "confirm",
    "day",
    "days",
    "kind",
    "move",
    "overview",
    "plan",
    "print_wheel",
    "publish",
    "report",
    "resume",
    "skip",
    "take",
    "wheel",
    "wheel_of",
]
