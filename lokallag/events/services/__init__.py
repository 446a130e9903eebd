"""Writes about events. The only way to change them."""

from lokallag.events.services.attendance import (
    arrive,
    arrive_without_name,
    count_drop_ins,
    door_code,
    is_door_code,
    tick_arrival,
)
from lokallag.events.services.coordinators import appoint_coordinator, end_coordinator, last_day_of
from lokallag.events.services.days import follow_set_day
from lokallag.events.services.editing import add_task, edit_event, publish_event, set_programme
from lokallag.events.services.facts import Facts, LinkedTask, Point, Source, facts_of
from lokallag.events.services.feeds import end_feed_address, make_feed_address, note_use
from lokallag.events.services.hosts import answer_invitation, invite_host, remove_host
from lokallag.events.services.inviting import draft_invitation, invitation_key
from lokallag.events.services.making import copy_event, drop_draft, make_event, make_series
from lokallag.events.services.moving import cancel_event, finish_event, finish_past_events, move_event
from lokallag.events.services.notices import note_deliveries, send_notice, take_back_delivery, write_notice
from lokallag.events.services.reminders import ask_for_reports, remind, tell_cancelled, tell_moved
from lokallag.events.services.reports import read_reports_with, takes_report, write_report
from lokallag.events.services.signups import (
    answer,
    enter_signup,
    find_by_token,
    settle,
    sign_up_by_email,
    sign_up_person,
    why_closed,
)
from lokallag.events.services.sources import Proposal, SourceKind, make_source, propose, register_source

__all__ = [
    "Facts",
    "LinkedTask",
    "Point",
    "Proposal",
    "Source",
    "SourceKind",
    "add_task",
    "answer",
    "answer_invitation",
    "appoint_coordinator",
    "arrive",
    "arrive_without_name",
    "ask_for_reports",
    "cancel_event",
    "copy_event",
    "count_drop_ins",
    "door_code",
    "draft_invitation",
    "drop_draft",
    "edit_event",
    "end_coordinator",
    "end_feed_address",
    "enter_signup",
    "facts_of",
    "find_by_token",
    "finish_event",
    "finish_past_events",
    "follow_set_day",
    "invitation_key",
    "invite_host",
    "is_door_code",
    "last_day_of",
    "make_event",
    "make_feed_address",
    "make_series",
    "make_source",
    "move_event",
    "note_deliveries",
    "note_use",
    "propose",
    "publish_event",
    "read_reports_with",
    "register_source",
    "remind",
    "remove_host",
    "send_notice",
    "set_programme",
    "settle",
    "sign_up_by_email",
    "sign_up_person",
    "take_back_delivery",
    "takes_report",
    "tell_cancelled",
    "tell_moved",
    "tick_arrival",
    "why_closed",
    "write_notice",
    "write_report",
]
