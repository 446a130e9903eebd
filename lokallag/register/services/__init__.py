"""Writes about imports of the member register. The only way to change them."""

from lokallag.register.services.answering import answer_ends, answer_row
from lokallag.register.services.applying import apply_import, apply_in_job, one_at_a_time
from lokallag.register.services.checks import RowsLost, give_up_lost
from lokallag.register.services.example import file_of_members, import_that_waits
from lokallag.register.services.intake import (
    compare_rows,
    hold_file,
    is_from,
    lay_out_rows,
    read_held,
    read_rows,
    save_mapping,
    take_file,
    tell_columns,
)
from lokallag.register.services.keeping import drop_import, forget_imports
from lokallag.register.services.left import has_left, remember_left
from lokallag.register.services.proposing import ask_to_apply, carry_out, waiting_approval
from lokallag.register.services.settling import mark_sent, take_theirs

__all__ = [
    "RowsLost",
    "answer_ends",
    "answer_row",
    "apply_import",
    "apply_in_job",
    "ask_to_apply",
    "carry_out",
    "compare_rows",
    "drop_import",
    "file_of_members",
    "forget_imports",
    "give_up_lost",
    "has_left",
    "hold_file",
    "import_that_waits",
    "is_from",
    "lay_out_rows",
    "mark_sent",
    "one_at_a_time",
    "read_held",
    "read_rows",
    "remember_left",
    "save_mapping",
    "take_file",
    "take_theirs",
    "tell_columns",
    "waiting_approval",
]
