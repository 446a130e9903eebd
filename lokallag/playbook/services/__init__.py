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
from lokallag.playbook.services.kinds import load_library
from lokallag.playbook.services.plans import begin_plan, publish_plan

__all__ = [
    "Text",
    "add_activity",
    "add_chapter",
    "archive_chapter",
    "begin_plan",
    "bring_back_chapter",
    "clear_day",
    "confirm_activity",
    "load_chapters",
    "load_library",
    "move_activity",
    "move_chapter",
    "publish_chapter",
    "publish_plan",
    "report_activity",
    "restore_version",
    "save_version",
    "set_day",
    "set_kinds",
    "skip_activity",
    "take_activity",
    "take_up_again",
    "withdraw_chapter",
    "write_chapter_note",
]
