"""What the run book and the year keep, one module per subject."""

from lokallag.playbook.models.chapters import Chapter, ChapterNote, ChapterVersion
from lokallag.playbook.models.duties import (
    PARTIES,
    SIDES,
    VERDICTS,
    Duty,
    DutyAnswer,
    DutyReview,
    DutyVersion,
    UnclearDuty,
)
from lokallag.playbook.models.printed import PrintedBook
from lokallag.playbook.models.search import SearchEntry, SearchWord
from lokallag.playbook.models.tips import TIP_STATES, Tip, tip_key
from lokallag.playbook.models.year import STATES, ActivityKind, PlannedActivity, Ring, Weight, YearPlan, own_key

__all__ = [
    "PARTIES",
    "SIDES",
    "STATES",
    "TIP_STATES",
    "VERDICTS",
    "ActivityKind",
    "Chapter",
    "ChapterNote",
    "ChapterVersion",
    "Duty",
    "DutyAnswer",
    "DutyReview",
    "DutyVersion",
    "PlannedActivity",
    "PrintedBook",
    "Ring",
    "SearchEntry",
    "SearchWord",
    "Tip",
    "UnclearDuty",
    "Weight",
    "YearPlan",
    "own_key",
    "tip_key",
]
