"""The two mailings that the statutes ask for before a meeting, and when each is due. Pure: no Django, no clock."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Part(StrEnum):
    """Which of the two mailings."""

    NOTICE = "notice"
    PAPERS = "papers"


# The rule of the rule set that says how many days before the meeting (organisation.domain.rulebook).
RULES = {Part.NOTICE: "notice_days", Part.PAPERS: "papers_days"}


@dataclass(frozen=True, slots=True)
class Due:
    """The last day on which a mailing is in time, and the paragraph that says so (may be empty)."""

    on: date
    source: str

    def days_late(self, sent_on: date) -> int:
        """Return by how many days a mailing on that day comes too late; 0 in time."""
        return max(0, (sent_on - self.on).days)


def due(meeting: date, days: int, source: str) -> Due:
    """Return when a mailing is due that must be out so many days before the meeting. Days are counted by date."""
    return Due(meeting - timedelta(days=days), source)


EMPTY_ITEM = re.compile(r"^[ \t]*\d+\.[ \t]*\r?$", re.MULTILINE)


def has_empty_item(text: str) -> bool:
    """Tell whether a numbered line says nothing: the items are not filled in yet."""
    return EMPTY_ITEM.search(text) is not None
