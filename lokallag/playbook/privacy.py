"""What this room holds of persons: who wrote reports, chapters, notes and tips, and who answered about duties."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lokallag.core import grounds
from lokallag.core.privacy import Holding, Shown, hold
from lokallag.people.models import Person
from lokallag.playbook.domain.duties import Verdict
from lokallag.playbook.domain.tip_lifecycle import State as TipState
from lokallag.playbook.models import (
    TIP_STATES,
    VERDICTS,
    ChapterNote,
    ChapterVersion,
    DutyAnswer,
    DutyReview,
    PlannedActivity,
    Tip,
    UnclearDuty,
)


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


def _tips(person: Person) -> Iterable[Shown]:
    for tip in Tip.objects.filter(left_by=person).order_by("pk"):
        yield {
            _("Gjelder"): tip.source_label,
            _("Gitt"): tip.left_at,
            _("Tips"): tip.text,
            _("Hva det ble til"): TIP_STATES[TipState(tip.state)],
            _("Svar"): tip.answer,
        }
    for tip in Tip.objects.filter(answered_by=person).order_by("pk"):
        yield {_("Gjelder"): tip.source_label, _("Besvart"): tip.answered_at, _("Svaret du ga"): tip.answer}


def _leave_tips(person: Person, _at: datetime) -> int:
    given = Tip.objects.filter(left_by=person).update(left_by=None)
    return given + Tip.objects.filter(answered_by=person).update(answered_by=None)


hold(
    Holding(
        model=Tip,
        persons=("left_by", "answered_by"),
        title=_("Tips du har gitt eller besvart"),
        why=_("For at den som ga tipset, skal få svar."),
        ground=grounds.PARTY,
        kept=_("Til du melder deg ut. Tipset blir stående uten navnet ditt."),
        rows=_tips,
        erase=_leave_tips,
    )
)


def _versions(person: Person) -> Iterable[Shown]:
    for version in ChapterVersion.objects.filter(by=person).defer("body").order_by("pk"):
        yield {_("Kapittel"): version.title, _("Lagret"): version.at, _("Hva er endret"): version.why}


def _leave_versions(person: Person, _at: datetime) -> int:
    return ChapterVersion.objects.filter(by=person).update(by=None)


def _chapter_notes(person: Person) -> Iterable[Shown]:
    for note in ChapterNote.objects.filter(by=person).order_by("pk"):
        yield {_("Skrevet"): note.updated_at, _("Notat"): note.text}


def _leave_chapter_notes(person: Person, _at: datetime) -> int:
    return ChapterNote.objects.filter(by=person).update(by=None)


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
hold(
    Holding(
        model=ChapterVersion,
        persons=("by",),
        title=_("Kapitler i dreieboka du har skrevet i"),
        why=_("For at de andre som redigerer, skal vite hvem som endret hva, og kunne spørre."),
        ground=grounds.PARTY,
        kept=_("Til du melder deg ut. Teksten blir stående uten navnet ditt."),
        rows=_versions,
        erase=_leave_versions,
    )
)
hold(
    Holding(
        model=ChapterNote,
        persons=("by",),
        title=_("Notater du har skrevet i dreieboka"),
        why=_("For at enheten skal vite hvem den kan spørre."),
        ground=grounds.PARTY,
        kept=_("Til du melder deg ut. Notatet blir stående uten navnet ditt."),
        rows=_chapter_notes,
        erase=_leave_chapter_notes,
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
