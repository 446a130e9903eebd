"""What an application still lacks before the board can take it. Pure: of Django only gettext."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lokallag.networks.domain.terms import SMALLEST_GROUP

MOST_CANDIDATES = 12  # persons that one application may ask


class Part(StrEnum):
    """One part of an application. The values are the names of its fields."""

    TOPIC = "topic"
    PURPOSE = "purpose"
    FOR_WHOM = "for_whom"
    CANDIDATES = "candidates"
    PLAN = "plan"
    WISHED_HOURS = "wished_hours"
    QUESTIONS = "questions"


@dataclass(frozen=True, slots=True)
class Written:
    """What is written so far. Numbers are of persons and of questions."""

    topic: str
    purpose: str
    for_whom: str
    plan: str
    wished_hours: str
    candidates: int
    open_questions: int = 0


def missing_in(written: Written) -> Sequence[Part]:
    """Return the parts that are missing, in the order of the form. Candidates who said no do not count.

    As many must be named as the board appoints at the least, the applicant among them if they stand.
    """
    lacks = {
        Part.TOPIC: not written.topic.strip(),
        Part.PURPOSE: not written.purpose.strip(),
        Part.FOR_WHOM: not written.for_whom.strip(),
        Part.PLAN: not written.plan.strip(),
        Part.WISHED_HOURS: not written.wished_hours.strip(),
        Part.CANDIDATES: written.candidates < SMALLEST_GROUP,
        Part.QUESTIONS: written.open_questions > 0,
    }
    return tuple(part for part in Part if lacks[part])
