"""The pages of events."""

from lokallag.events.views.attendance import attendees, door, drop_in, enter, print_list, report, tick
from lokallag.events.views.feeds import (
    by_uid,
    end_address,
    event_file,
    feed_of_all,
    feed_of_unit,
    make_address,
    own_calendar,
    own_feed,
    subscribe,
)
from lokallag.events.views.making import choose, copy, create
from lokallag.events.views.notices import (
    letters,
    letters_posted,
    note_call,
    notice,
    notice_list,
    send_notice,
    write_notice,
)
from lokallag.events.views.public import event, event_list, month
from lokallag.events.views.signups import arrive, arrived, reply, sign_up, thanks
from lokallag.events.views.together import answer, coordinator, end_coordinator, invite, invite_members, remove_host
from lokallag.events.views.work import cancel, drop, edit, move, programme, publish, task, work

__all__ = [
    "answer",
    "arrive",
    "arrived",
    "attendees",
    "by_uid",
    "cancel",
    "choose",
    "coordinator",
    "copy",
    "create",
    "door",
    "drop",
    "drop_in",
    "edit",
    "end_address",
    "end_coordinator",
    "enter",
    "event",
    "event_file",
    "event_list",
    "feed_of_all",
    "feed_of_unit",
    "invite",
    "invite_members",
    "letters",
    "letters_posted",
    "make_address",
    "month",
    "move",
    "note_call",
    "notice",
    "notice_list",
    "own_calendar",
    "own_feed",
    "print_list",
    "programme",
    "publish",
    "remove_host",
    "reply",
    "report",
    "send_notice",
    "sign_up",
    "subscribe",
    "task",
    "thanks",
    "tick",
    "work",
    "write_notice",
]
