"""Writes about events. The only way to change them."""

from lokallag.events.services.asking import answer_request, ask_speaker, remind_speakers, withdraw_request
from lokallag.events.services.attendance import (
    arrive,
    count_drop_ins,
    door_code,
    is_door_code,
    tick_arrival,
    walk_in,
)
from lokallag.events.services.coordinators import appoint_coordinator, end_coordinator, last_day_of
from lokallag.events.services.days import follow_set_day
from lokallag.events.services.editing import add_task, edit_event, publish_event, set_programme
from lokallag.events.services.facts import Facts, LinkedTask, Point, Source, facts_of
from lokallag.events.services.feeds import end_feed_address, make_feed_address, note_use
from lokallag.events.services.hosts import answer_invitation, invite_host, remove_host
from lokallag.events.services.hours import clear_usual_hours, set_usual_hours
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
from lokallag.events.services.speaker_mail import find_request
from lokallag.events.services.speakers import (
    Profile,
    add_speaker,
    edit_speaker,
    erase_speaker,
    keep_speaker,
    link_person,
    withdraw_consent,
)
from lokallag.events.services.summaries import drop_summary_draft, publish_summary, save_summary, takes_summary

__all__ = [
    "Facts",
    "LinkedTask",
    "Point",
    "Profile",
    "Proposal",
    "Source",
    "SourceKind",
    "add_speaker",
    "add_task",
    "answer",
    "answer_invitation",
    "answer_request",
    "appoint_coordinator",
    "arrive",
    "ask_for_reports",
    "ask_speaker",
    "cancel_event",
    "clear_usual_hours",
    "copy_event",
    "count_drop_ins",
    "door_code",
    "draft_invitation",
    "drop_draft",
    "drop_summary_draft",
    "edit_event",
    "edit_speaker",
    "end_coordinator",
    "end_feed_address",
    "enter_signup",
    "erase_speaker",
    "facts_of",
    "find_by_token",
    "find_request",
    "finish_event",
    "finish_past_events",
    "follow_set_day",
    "invitation_key",
    "invite_host",
    "is_door_code",
    "keep_speaker",
    "last_day_of",
    "link_person",
    "make_event",
    "make_feed_address",
    "make_series",
    "make_source",
    "move_event",
    "note_deliveries",
    "note_use",
    "propose",
    "publish_event",
    "publish_summary",
    "read_reports_with",
    "register_source",
    "remind",
    "remind_speakers",
    "remove_host",
    "save_summary",
    "send_notice",
    "set_programme",
    "set_usual_hours",
    "settle",
    "sign_up_by_email",
    "sign_up_person",
    "take_back_delivery",
    "takes_report",
    "takes_summary",
    "tell_cancelled",
    "tell_moved",
    "tick_arrival",
    "walk_in",
    "why_closed",
    "withdraw_consent",
    "withdraw_request",
    "write_notice",
    "write_report",
]
