"""The meeting that the networks are evaluated by, as the rule set names it and the calendar of set days dates it."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from lokallag.networks.domain.evaluating import Meeting, Standing, opens_on, standing
from lokallag.organisation.domain.anchors import ANNUAL_MEETING
from lokallag.organisation.domain.rulebook import Rules
from lokallag.organisation.models import Anchor, Unit
from lokallag.organisation.queries import rules_in_one_query

RULE, MONTHS = "network_evaluation", "network_evaluation_months"


@dataclass(frozen=True, slots=True)
class Schedule:
    """The meeting with the rules it rests on. ``anchor`` is the set day, ``moved_from`` where it stood before."""

    rules: Rules
    meeting: Meeting | None
    anchor: Anchor | None
    standing: Standing

    @property
    def months(self) -> int:
        """How many months before the meeting the board gets the case."""
        return self.rules.whole(MONTHS)

    @property
    def opens_on(self) -> date | None:
        """The day on which the board gets the case, or ``None`` where no meeting is known."""
        return None if self.meeting is None else opens_on(self.meeting, months=self.months)


def schedule_of(party: Unit, today: date) -> Schedule:
    """Return when the networks are evaluated, as it stands on the day. Two queries."""
    rules = rules_in_one_query(party, today)
    year = rules.meeting(RULE)
    meeting, anchor = None, None
    if year is not None:
        anchor = Anchor.objects.filter(unit=party, kind=ANNUAL_MEETING, year=year).first()
        day, month = rules.day_and_month("annual_meeting_by")
        latest = date(year, month, min(day, monthrange(year, month)[1]))
        meeting = Meeting(year, latest, None if anchor is None else anchor.day)
    at = standing(meeting, is_written=bool(rules.text(RULE)), months=rules.whole(MONTHS), today=today)
    return Schedule(rules, meeting, anchor, at)
