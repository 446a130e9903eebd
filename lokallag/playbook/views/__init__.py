"""The pages of the year and the run book."""

from lokallag.playbook.views.activities import activity, confirm, kind, move, report, resume, skip
from lokallag.playbook.views.book import print_book, print_chapter
from lokallag.playbook.views.chapter_versions import (
    chapter_history,
    chapter_version,
    compare_chapter,
    publish_chapter,
    restore_chapter,
    withdraw_chapter,
)
from lokallag.playbook.views.chapters import (
    add_chapter,
    archive_chapter,
    bring_back_chapter,
    chapter,
    chapter_kinds,
    chapter_note,
    check_lists,
    contents,
    edit_chapter,
    move_chapter,
)
from lokallag.playbook.views.days import clear_day, day, days
from lokallag.playbook.views.kinds import edit_kind, hide_kind, kinds, new_kind, show_kind
from lokallag.playbook.views.plans import add, begin, overview, plan, publish, take
from lokallag.playbook.views.search import search
from lokallag.playbook.views.tips import answer_tip, put_tip_back, tip, tips
from lokallag.playbook.views.wheel import print_wheel, wheel, wheel_of

__all__ = [
    "activity",
    "add",
    "add_chapter",
    "answer_tip",
    "archive_chapter",
    "begin",
    "bring_back_chapter",
    "chapter",
    "chapter_history",
    "chapter_kinds",
    "chapter_note",
    "chapter_version",
    "check_lists",
    "clear_day",
    "compare_chapter",
    "confirm",
    "contents",
    "day",
    "days",
    "edit_chapter",
    "edit_kind",
    "hide_kind",
    "kind",
    "kinds",
    "move",
    "move_chapter",
    "new_kind",
    "overview",
    "plan",
    "print_book",
    "print_chapter",
    "print_wheel",
    "publish",
    "publish_chapter",
    "put_tip_back",
    "report",
    "restore_chapter",
    "resume",
    "search",
    "show_kind",
    "skip",
    "take",
    "tip",
    "tips",
    "wheel",
    "wheel_of",
    "withdraw_chapter",
]
