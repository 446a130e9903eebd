"""Writes about the year and the run book. The only way to change it."""

from lokallag.playbook.services.activities import (
    add_activity,
    confirm_activity,
    move_activity,
    report_activity,
    skip_activity,
    take_activity,
    take_up_again,
)
from lokallag.playbook.services.chapter_library import load_chapters
from lokallag.playbook.services.chapter_notes import write_chapter_note
from lokallag.playbook.services.chapter_tree import archive_chapter, bring_back_chapter, move_chapter, set_kinds
from lokallag.playbook.services.chapters import (
    Text,
    add_chapter,
    publish_chapter,
    restore_version,
    save_version,
    withdraw_chapter,
)
from lokallag.playbook.services.days import clear_day, set_day
from lokallag.playbook.services.edited_kinds import add_kind, edit_kind, hide_kind, show_kind
from lokallag.playbook.services.kinds import load_library
from lokallag.playbook.services.plans import begin_plan, publish_plan
from lokallag.playbook.services.tips import answer_tip, leave_tip, put_tip_back

__all__ = [
    "Text",
    "add_activity",
    "add_chapter",
    "add_kind",
    "answer_tip",
    "archive_chapter",
    "begin_plan",
    "bring_back_chapter",
    "clear_day",
    "confirm_activity",
    "edit_kind",
    "hide_kind",
    "leave_tip",
    "load_chapters",
    "load_library",
    "move_activity",
    "move_chapter",
    "publish_chapter",
    "publish_plan",
    "put_tip_back",
    "report_activity",
    "restore_version",
    "save_version",
    "set_day",
    "set_kinds",
    "show_kind",
    "skip_activity",
    "take_activity",
    "take_up_again",
    "withdraw_chapter",
    "write_chapter_note",
]
