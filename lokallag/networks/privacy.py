"""What this room holds of persons: who wrote and recorded in an evaluation, and that one has answered a survey."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lokallag.core import grounds
from lokallag.core.privacy import Holding, Shown, hold
from lokallag.networks.domain.evaluating import Word
from lokallag.networks.models import WORDS, Baseline, Evaluation, NetworkEnd, OwnView, SurveyBox, Verdict
from lokallag.networks.services.survey_box import mark_of
from lokallag.networks.services.surveying import forget_marks
from lokallag.people.models import Person

WHY_WRITTEN = _("For at styret og årsmøtet skal kunne spørre den som skrev det.")
KEPT_WRITTEN = _("Til du melder deg ut. Teksten blir stående uten navnet ditt.")


def _assessments(person: Person) -> Iterable[Shown]:
    for row in Evaluation.objects.filter(assessed_by=person).order_by("pk"):
        yield {_("Årsmøte"): row.year, _("Skrevet"): row.assessed_at, _("Vurdering"): row.assessment}


def _leave_assessments(person: Person, _at: datetime) -> int:
    return Evaluation.objects.filter(assessed_by=person).update(assessed_by=None)


def _baselines(person: Person) -> Iterable[Shown]:
    for row in Baseline.objects.filter(entered_by=person).order_by("pk"):
        yield {_("År"): row.year, _("Ført inn"): row.entered_at, _("Kilde"): row.source}


def _leave_baselines(person: Person, _at: datetime) -> int:
    return Baseline.objects.filter(entered_by=person).update(entered_by=None)


def _views(person: Person) -> Iterable[Shown]:
    for row in OwnView.objects.filter(written_by=person).order_by("pk"):
        yield {_("Skrevet"): row.written_at, _("Styringsgruppas syn"): row.text}


def _leave_views(person: Person, _at: datetime) -> int:
    return OwnView.objects.filter(written_by=person).update(written_by=None)


def _verdicts(person: Person) -> Iterable[Shown]:
    for row in Verdict.objects.filter(recorded_by=person).order_by("pk"):
        yield {_("Ført inn"): row.recorded_at, _("Vedtak"): WORDS[Word(row.word)], _("Sak"): row.case_number}


def _leave_verdicts(person: Person, _at: datetime) -> int:
    return Verdict.objects.filter(recorded_by=person).update(recorded_by=None)


def _ends(person: Person) -> Iterable[Shown]:
    for row in NetworkEnd.objects.filter(ended_by=person).order_by("pk"):
        yield {_("Avsluttet"): row.ended_on, _("Sak"): row.case_number, _("Begrunnelse"): row.reason}


def _leave_ends(person: Person, _at: datetime) -> int:
    return NetworkEnd.objects.filter(ended_by=person).update(ended_by=None)


def _answered(person: Person) -> Iterable[Shown]:
    for box in SurveyBox.objects.filter(survey__closed_at__isnull=True).select_related("survey").order_by("pk"):
        if mark_of(box, person) in box.marks:
            yield {_("Du har svart"): True, _("Slettes senest"): box.survey.closes_on}


hold(
    Holding(
        model=Evaluation,
        persons=("assessed_by",),
        title=_("Vurderinger av fagnettverkene du har skrevet for styret"),
        why=WHY_WRITTEN,
        ground=grounds.PARTY,
        kept=KEPT_WRITTEN,
        rows=_assessments,
        erase=_leave_assessments,
    )
)
hold(
    Holding(
        model=Baseline,
        persons=("entered_by",),
        title=_("Tall fra tidligere år du har ført inn for et fagnettverk"),
        why=WHY_WRITTEN,
        ground=grounds.PARTY,
        kept=_("Til du melder deg ut. Tallene blir stående uten navnet ditt."),
        rows=_baselines,
        erase=_leave_baselines,
    )
)
hold(
    Holding(
        model=OwnView,
        persons=("written_by",),
        title=_("Det du har skrevet for styringsgruppa i et fagnettverk"),
        why=WHY_WRITTEN,
        ground=grounds.PARTY,
        kept=KEPT_WRITTEN,
        rows=_views,
        erase=_leave_views,
    )
)
hold(
    Holding(
        model=Verdict,
        persons=("recorded_by",),
        title=_("Vedtak om fagnettverk du har ført inn"),
        why=WHY_WRITTEN,
        ground=grounds.PARTY,
        kept=_("Til du melder deg ut. Vedtaket blir stående uten navnet ditt."),
        rows=_verdicts,
        erase=_leave_verdicts,
    )
)
hold(
    Holding(
        model=NetworkEnd,
        persons=("ended_by",),
        title=_("Fagnettverk du har avsluttet etter vedtak"),
        why=WHY_WRITTEN,
        ground=grounds.PARTY,
        kept=_("Til du melder deg ut. Avslutningen blir stående uten navnet ditt."),
        rows=_ends,
        erase=_leave_ends,
    )
)
hold(
    Holding(
        model=SurveyBox,
        persons=("marks",),
        title=_("At du har svart på en undersøkelse i et fagnettverk, men ikke hva"),
        why=_("For at hver skal svare én gang. Hva du svarte, kan ingen finne igjen."),
        ground=grounds.PARTY,
        kept=_("Til undersøkelsen avsluttes, eller til du melder deg ut."),
        rows=_answered,
        erase=lambda person, _at: forget_marks(person),
        order=20,
    )
)
