"""What this room holds of persons: who reported on an activity, and who answered and agreed about the duties."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lokallag.core import grounds
from lokallag.core.privacy import Holding, Shown, hold
from lokallag.people.models import Person
from lokallag.playbook.domain.duties import Verdict
from lokallag.playbook.models import VERDICTS, DutyAnswer, DutyReview, PlannedActivity, UnclearDuty


def _reports(person: Person) -> Iterable[Shown]:
    for activity in PlannedActivity.objects.filter(reported_by=person).select_related("kind").order_by("pk"):
        yield {
            _("Aktivitet"): activity.name,
            _("Rapportert"): activity.reported_at,
            _("Hvordan det gikk"): activity.how,
            _("Tips"): activity.tip,
        }


def _leave_reports(person: Person, _at: datetime) -> int:
    return PlannedActivity.objects.filter(reported_by=person).update(reported_by=None)


hold(
    Holding(
        model=PlannedActivity,
        persons=("reported_by",),
        title=_("Rapporter du har skrevet om aktiviteter"),
        why=_("For at de som planlegger neste år, skal kunne spørre den som var med."),
        ground=grounds.PARTY,
        kept=_("Til du melder deg ut. Rapporten blir stående uten navnet ditt."),
        rows=_reports,
        erase=_leave_reports,
    )
)


WHY_DUTIES = _("For at avdelingen og styret skal vite hvem de kan spørre om svaret.")
KEPT_ANSWERS = _("I tre år. Melder du deg ut, blir svaret stående uten navnet ditt.")
KEPT_DUTIES = _("Til du melder deg ut. Det som ble svart og avtalt, blir stående uten navnet ditt.")


def _answers(person: Person) -> Iterable[Shown]:
    for answer in DutyAnswer.objects.filter(answered_by=person).select_related("duty").order_by("pk"):
        yield {
            _("Oppgave"): answer.duty.name,
            _("Svar"): VERDICTS[Verdict(answer.verdict)],
            _("Et ord om dette"): answer.words,
            _("Svart"): answer.answered_at,
        }


def _leave_answers(person: Person, _at: datetime) -> int:
    return DutyAnswer.objects.filter(answered_by=person).update(answered_by=None)


def _reviews(person: Person) -> Iterable[Shown]:
    for review in DutyReview.objects.filter(closed_by=person).order_by("pk"):
        yield {_("År"): review.year, _("Avsluttet"): review.closed_at}


def _leave_reviews(person: Person, _at: datetime) -> int:
    return DutyReview.objects.filter(closed_by=person).update(closed_by=None)


def _agreements(person: Person) -> Iterable[Shown]:
    for unclear in UnclearDuty.objects.filter(Q(proposed_by=person) | Q(agreed_by=person)).order_by("pk"):
        yield {
            _("Oppgave"): unclear.name,
            _("Forslaget"): unclear.proposal if unclear.proposed_by_id == person.pk else "",
            _("Avklart"): unclear.closed_at,
        }


def _leave_agreements(person: Person, _at: datetime) -> int:
    proposed = UnclearDuty.objects.filter(proposed_by=person).update(proposed_by=None)
    return proposed + UnclearDuty.objects.filter(agreed_by=person).update(agreed_by=None)


hold(
    Holding(
        model=DutyAnswer,
        persons=("answered_by",),
        title=_("Svar du har gitt i gjennomgangen av oppgavene"),
        why=WHY_DUTIES,
        ground=grounds.PARTY,
        kept=KEPT_ANSWERS,
        rows=_answers,
        erase=_leave_answers,
    )
)
hold(
    Holding(
        model=DutyReview,
        persons=("closed_by",),
        title=_("Gjennomganger du har avsluttet"),
        why=WHY_DUTIES,
        ground=grounds.PARTY,
        kept=KEPT_DUTIES,
        rows=_reviews,
        erase=_leave_reviews,
    )
)
hold(
    Holding(
        model=UnclearDuty,
        persons=("proposed_by", "agreed_by"),
        title=_("Det du har foreslått eller avtalt om oppgaver"),
        why=WHY_DUTIES,
        ground=grounds.PARTY,
        kept=KEPT_DUTIES,
        rows=_agreements,
        erase=_leave_agreements,
    )
)
