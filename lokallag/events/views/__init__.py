"""The pages of events."""

from lokallag.events.views.making import choose, copy, create
from lokallag.events.views.public import event, event_list, month
from lokallag.events.views.together import answer, coordinator, end_coordinator, invite, remove_host
from lokallag.events.views.work import cancel, drop, edit, move, programme, publish, task, work

__all__ = [
    "answer",
    "cancel",
    "choose",
    "coordinator",
    "copy",
    "create",
    "drop",
    "edit",
    "end_coordinator",
    "event",
    "event_list",
    "invite",
    "month",
    "move",
    "programme",
    "publish",
    "remove_host",
    "task",
    "work",
]
