"""What this room holds of persons: ideas, applications, candidates; evaluations, and that one has answered a survey."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from lokallag.core import grounds
from lokallag.core.privacy import Holding, Shown, hold
from lokallag.networks.domain.applying import Stage
from lokallag.networks.domain.evaluating import Word
from lokallag.networks.domain.ideas import IdeaState
from lokallag.networks.models import (
    IDEA_STATES,
    STAGES,
    WORDS,
    Application,
    ApplicationQuestion,
    Baseline,
    Candidate,
    Companion,
    Evaluation,
    Idea,
    NetworkEnd,
    OwnView,
    SurveyBox,
    UnknownCandidate,
    Verdict,
)
from lokallag.networks.services import forgetting, ideas
from lokallag.networks.services.survey_box import mark_of
from lokallag.networks.services.surveying import forget_marks
from lokallag.people.models import Person

WHY_IDEA = _("For at medlemmer med samme idé skal finne hverandre, og styret kunne svare.")
WHY_APPLICATION = _("For at styret skal kunne behandle søknader om nettverk, og den som søker, følge med.")


def _ideas(person: Person) -> Iterable[Shown]:
    for idea in Idea.objects.filter(Q(owner=person) | Q(contact=person)).order_by("pk"):
        if idea.owner_id != person.pk:
            yield {_("En idé som ble tatt opp med deg"): idea.topic, _("Når"): idea.contacted_at}
            continue
        yield {
            _("Tema"): idea.topic,
            _("Idé"): idea.text,
            _("Skrevet"): idea.made_at,
            _("Lagt ut for medlemmer"): idea.published_at,
            _("Slik står den"): IDEA_STATES[IdeaState(idea.state)],
        }


def _erase_ideas(person: Person, at: datetime) -> int:
    touched = 0
    for idea in Idea.objects.filter(owner=person):
        ideas.drop_idea(idea, at=at)
        touched += 1
    return touched + Idea.objects.filter(contact=person).update(contact=None)


def _companionships(person: Person) -> Iterable[Shown]:
    for row in Companion.objects.filter(person=person).select_related("idea").order_by("pk"):
        yield {_("Idé"): row.idea.topic, _("Siden"): row.since, _("Navnet ditt vises"): row.shows_name}


def _erase_companionships(person: Person, _at: datetime) -> int:
    return Companion.objects.filter(person=person).delete()[0]


def _applications(person: Person) -> Iterable[Shown]:
    for row in Application.objects.filter(Q(applicant=person) | Q(decided_by=person)).order_by("pk"):
        if row.applicant_id != person.pk:
            yield {_("Du førte inn avgjørelsen om"): row.name, _("Når"): row.decided_at}
            continue
        yield {
            _("Navnet på nettverket"): row.name,
            _("Tema"): row.topic,
            _("Hva det skal gjøre"): row.purpose,
            _("Hvem det er for"): row.for_whom,
            _("Plan"): row.plan,
            _("Ønsket møtetid"): row.wished_hours,
            _("Sendt"): row.submitted_at,
            _("Slik står den"): STAGES[Stage(row.stage)],
            _("Begrunnelse"): row.reason,
        }


def _erase_applications(person: Person, at: datetime) -> int:
    touched = Application.objects.filter(decided_by=person).update(decided_by=None)
    for application in Application.objects.filter(applicant=person):
        forgetting.release_applicant(application=application, at=at)
        touched += 1
    return touched


def _candidacies(person: Person) -> Iterable[Shown]:
    for row in Candidate.objects.filter(person=person).select_related("application").order_by("pk"):
        yield {
            pgettext("one of them", "Nettverk"): row.application.name,
            _("Spurt"): row.asked_at,
            _("Svaret ditt"): Candidate.Answer(row.answer).label,
            _("Skulle lede"): row.is_leader,
            _("Kalt"): row.called,
            _("Spurt på"): row.address,
        }


def _erase_candidacies(person: Person, _at: datetime) -> int:
    return Candidate.objects.filter(person=person).delete()[0]


def _named_in_vain(person: Person) -> Iterable[Shown]:
    for row in _unknown(person).select_related("application").order_by("pk"):
        if row.application.applicant_id == person.pk:
            yield {_("Du skrev"): _("Et navn og en e-postadresse"), _("Når"): row.asked_at}
        else:
            yield {_("Kalt"): row.called, _("Adresse"): row.address, _("Når"): row.asked_at}


def _unknown(person: Person) -> QuerySet[UnknownCandidate]:
    """Return what was written of the person, and by the person. Of an address that two share, the name tells which."""
    named = Q(address__iexact=person.email) if person.email else Q(pk=None)
    if person.email and Person.objects.filter(email__iexact=person.email).exclude(pk=person.pk).exists():
        named &= Q(called__icontains=person.given_name) | Q(called__icontains=person.family_name)
    return UnknownCandidate.objects.filter(named | Q(application__applicant=person))


def _erase_named_in_vain(person: Person, _at: datetime) -> int:
    return _unknown(person).delete()[0]


def _questions(person: Person) -> Iterable[Shown]:
    theirs = Q(asked_by=person) | Q(application__applicant=person)
    for row in ApplicationQuestion.objects.filter(theirs).select_related("application").order_by("pk"):
        asks = row.asked_by_id == person.pk
        yield {
            _("Spørsmål"): row.text,
            _("Spurt"): row.asked_at,
            _("Svar"): "" if asks and row.application.applicant_id != person.pk else row.answer,
        }


def _erase_questions(person: Person, _at: datetime) -> int:
    """Take the name off questions. What the person answered, goes with their application (which goes after this)."""
    return ApplicationQuestion.objects.filter(asked_by=person).update(asked_by=None)


hold(
    Holding(
        model=ApplicationQuestion,
        persons=("application", "asked_by"),
        title=_("Spørsmål om søknader om nettverk"),
        why=WHY_APPLICATION,
        ground=grounds.PARTY,
        kept=_("Så lenge søknaden lagres. Navnet ditt tas bort når du melder deg ut."),
        rows=_questions,
        erase=_erase_questions,
        order=30,
    )
)
hold(
    Holding(
        model=UnknownCandidate,
        persons=("application",),
        title=_("Navn og e-postadresser til en styringsgruppe"),
        why=_("For at den som søker, ikke skal kunne finne ut hvem som er medlem."),
        ground=grounds.PARTY,
        kept=_("Til seks måneder etter at søknaden er avgjort, eller til søknaden trekkes."),
        rows=_named_in_vain,
        erase=_erase_named_in_vain,
        order=31,
    )
)
hold(
    Holding(
        model=Candidate,
        persons=("person", "application"),
        title=_("Nettverk du er spurt om å lede"),
        why=_("For at du selv skal si ja eller nei før navnet ditt brukes."),
        ground=grounds.PARTY,
        kept=_("Til seks måneder etter at søknaden er avgjort, til den trekkes, eller til du melder deg ut."),
        rows=_candidacies,
        erase=_erase_candidacies,
        order=32,
    )
)
hold(
    Holding(
        model=Application,
        persons=("applicant", "decided_by", "idea"),
        title=_("Søknadene dine om nettverk"),
        why=WHY_APPLICATION,
        ground=grounds.PARTY,
        kept=_("Kladder i tolv måneder, avslåtte og trukne i 24 måneder. Navnet ditt tas bort når du melder deg ut."),
        rows=_applications,
        erase=_erase_applications,
        order=33,
    )
)
hold(
    Holding(
        model=Companion,
        persons=("person", "idea"),
        title=_("Ideer du er med på"),
        why=WHY_IDEA,
        ground=grounds.PARTY,
        kept=_("Til du trekker deg, ideen avsluttes, eller du melder deg ut."),
        rows=_companionships,
        erase=_erase_companionships,
        order=34,
    )
)
hold(
    Holding(
        model=Idea,
        persons=("owner", "contact"),
        title=_("Ideene dine til nettverk"),
        why=WHY_IDEA,
        ground=grounds.PARTY,
        kept=_("Tre måneder etter at den er avsluttet, eller til du melder deg ut."),
        rows=_ideas,
        erase=_erase_ideas,
        order=35,
    )
)


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
