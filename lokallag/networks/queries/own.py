"""What of ideas and applications is a person's own: for Min side and the list of ideas."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.networks.domain.applying import OPEN, OVER, Stage
from lokallag.networks.models import STAGES, Application, Candidate
from lokallag.people.models import Person

TAGS = {
    Stage.DRAFT: "",
    Stage.SUBMITTED: "info",
    Stage.RETURNED: "warning",
    Stage.APPROVED: "ok",
    Stage.DECLINED: "",
    Stage.WITHDRAWN: "",
}
MOST_OVER = 3


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """One application of one's own: its name, a line on when, how it stands, and its page."""

    name: str
    line: str
    state: str
    tag: str
    url: str


@dataclass(frozen=True, slots=True)
class CandidacyRow:
    """One application that asks the person to stand: for what, and what they have answered so far."""

    name: str
    line: str
    waits: bool
    url: str


@dataclass(frozen=True, slots=True)
class OwnApplications:
    """What Min side shows of ideas and applications."""

    applications: tuple[ApplicationRow, ...]
    candidacies: tuple[CandidacyRow, ...]
    ideas_url: str


def own_applications(person: Person) -> OwnApplications:
    """Return a person's applications and what they are asked to stand for. Two queries."""
    return OwnApplications(applications_of(person), candidacies_of(person), reverse("networks:ideas"))


def applications_of(person: Person) -> tuple[ApplicationRow, ...]:
    """Return a person's applications: those under way and approved, then the last few that are over. One query."""
    found = list(Application.objects.filter(applicant=person).order_by("-updated_at", "-pk"))
    over = [row for row in found if Stage(row.stage) in OVER]
    return tuple(_row(row) for row in (*(row for row in found if Stage(row.stage) not in OVER), *over[:MOST_OVER]))


def candidacies_of(person: Person) -> tuple[CandidacyRow, ...]:
    """Return what a person is asked to stand for by others, unanswered first. One query."""
    rows = (
        Candidate.objects.filter(person=person, application__stage__in=OPEN)
        .exclude(application__applicant=person)
        .select_related("application")
        .order_by(F("answered_at").asc(nulls_first=True), "pk")
    )
    return tuple(
        CandidacyRow(
            name=row.application.name,
            line=_("Du er spurt om å sitte i styringsgruppa")
            if row.answer == Candidate.Answer.ASKED
            else _("Du har svart %(answer)s") % {"answer": str(Candidate.Answer(row.answer).label).lower()},
            waits=row.answer == Candidate.Answer.ASKED,
            url=reverse("networks:candidacy", args=[row.pk]),
        )
        for row in rows
    )


def when_in_words(application: Application) -> str:
    """Return the line that tells when: what happens next, or what happened last."""
    stage = Stage(application.stage)
    if stage is Stage.SUBMITTED and application.answer_by is not None:
        return _("Styret svarer senest %(day)s") % {"day": in_words(application.answer_by)}
    if stage is Stage.RETURNED:
        return _("Styret venter på svar fra deg")
    if application.decided_at is not None:
        return _("Avgjort %(day)s") % {"day": in_words(_day(application.meeting_on, application))}
    return _("Sist endret %(day)s") % {"day": in_words(local_date(application.updated_at))}


def _day(meeting_on: date | None, application: Application) -> date:
    return meeting_on or local_date(application.updated_at)


def _row(application: Application) -> ApplicationRow:
    stage = Stage(application.stage)
    return ApplicationRow(
        name=application.name,
        line=when_in_words(application),
        state=str(STAGES[stage]),
        tag=TAGS[stage],
        url=reverse("networks:application", args=[application.pk]),
    )
