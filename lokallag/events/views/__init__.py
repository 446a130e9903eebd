"""The pages of events."""

from lokallag.events.views.attendance import attendees, door, drop_in, enter, print_list, report, tick
from lokallag.events.views.making import choose, copy, create
from lokallag.events.views.public import event, event_list, month
from lokallag.events.views.signups import arrive, arrived, reply, sign_up, thanks
from lokallag.events.views.together import answer, coordinator, end_coordinator, invite, remove_host
from lokallag.events.views.work import cancel, drop, edit, move, programme, publish, task, work

__all__ = [
    "answer",
    "arrive",
    "arrived",
    "attendees",
    "cancel",
    "choose",
    "coordinator",
    "copy",
    "create",
    "door",
    "drop",
    "drop_in",
    "edit",
    "end_coordinator",
    "enter",
    "event",
    "event_list",
    "invite",
    "month",
    "move",
    "print_list",
    "programme",
    "publish",
    "remove_host",
    "reply",
    "report",
    "sign_up",
    "task",
    "thanks",
    "tick",
    "work",
]
