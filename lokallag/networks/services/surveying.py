"""The survey to those who are in the networks. Of an answer nothing is logged: not who, what or when (ADR 0025)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.followup.services import supersede_source, take_on
from lokallag.membership.models import Belonging
from lokallag.networks.domain import survey as domain
from lokallag.networks.models import Evaluation, Network, Survey, SurveyBox
from lokallag.networks.services.survey_box import mark_of, sealed, unsealed
from lokallag.organisation.queries import name_on
from lokallag.outbox.domain.checks import Answer, Waiting, Why, only
from lokallag.outbox.services import post
from lokallag.people.models import Person
from lokallag.people.services.letters import keys_in

ASK, CLOSE = "networks.ask_members", "networks.close_survey"
PURPOSE = "networks.survey"
LONGEST_DAYS = 60
TEXTS = [question.key for question in domain.QUESTIONS if question.kind is domain.Kind.TEXT]


@transaction.atomic
def open_survey(
    *, evaluation: Evaluation, questions: Sequence[str], closes_on: date, by: Person, at: datetime
) -> Survey:
    """Ask those who have joined a network, each in their channel. There is one survey in an evaluation.

    :raises RuleViolation: there is one already, the report is finished, nothing is asked, or the last day is not ahead
    """
    evaluation = Evaluation.objects.select_for_update(of=("self",)).get(pk=evaluation.pk)
    today = local_date(at)
    if evaluation.reported_at is not None:
        raise RuleViolation(_("Rapporten er ferdig, så svarene ville ikke kommet med."))
    if Survey.objects.filter(evaluation=evaluation).exists():
        raise RuleViolation(_("Undersøkelsen er allerede sendt. Den sendes én gang."))
    if not 1 <= (closes_on - today).days <= LONGEST_DAYS:
        raise RuleViolation(
            _("Velg en dag fra i morgen til om %(days)d dager.") % {"days": LONGEST_DAYS}, field="closes_on"
        )
    asked = [question.key for question in domain.chosen(questions)]
    with speaking({"survey_asks_something": "questions"}):
        survey = Survey.objects.create(evaluation=evaluation, questions=asked, opened_at=at, closes_on=closes_on)
    networks = list(Network.objects.living().select_related("unit").order_by("pk"))
    SurveyBox.objects.bulk_create(SurveyBox(survey=survey, network=network) for network in networks)
    survey.written_to, survey.to_be_called = _invite(survey, networks, at=at)
    survey.save(update_fields=["written_to", "to_be_called"])
    _ask_to_call(survey, networks, by=by, at=at)
    details = {"written_to": survey.written_to, "networks": len(networks)}
    audit.record(ASK, actor=by, target=survey, at=at, details=details)
    return survey


def _invite(survey: Survey, networks: Sequence[Network], *, at: datetime) -> tuple[int, int]:
    """Write to those who want e-mail, each once. Returns how many, and how many want a call instead."""
    joined = Belonging.objects.joined().filter(unit_id__in=[network.pk for network in networks])
    by_mail = joined.filter(channel=Belonging.Channel.EMAIL)
    persons = Person.objects.filter(pk__in=by_mail.values("person_id")).exclude(email="").order_by("pk")
    to: dict[str, list[tuple[str, str]]] = {}
    for key, email, language in persons.values_list("key", "email", "language"):
        to.setdefault(language, []).append((str(key), email))
    unit = survey.evaluation.unit
    for language, recipients in to.items():
        with translation.override(language):
            subject = _("Hva synes du om fagnettverket?")
            text = "\n\n".join(
                (
                    _("Årsmøtet skal si hva som skjer med fagnettverkene. Det vil vite hva du mener."),
                    _(
                        "Det tar to minutter, og siste dag er %(day)s. Du svarer uten navn: Vi lagrer at du har svart,"
                        " men ikke hvilket svar som er ditt. Når undersøkelsen er avsluttet, slettes også det."
                    )
                    % {"day": in_words(survey.closes_on)},
                )
            )
            label = _("Svar her")
        post(
            key=f"{PURPOSE}:{survey.pk}:{language}",
            subject=subject,
            text=text,
            to=recipients,
            purpose=PURPOSE,
            at=at,
            language=language,
            sender_name=name_on(unit, local_date(at)),
            action=(label, settings.SITE_URL + reverse("networks:answers")),
        )
    called = joined.filter(channel=Belonging.Channel.PHONE).exclude(person_id__in=persons.values("pk"))
    return sum(map(len, to.values())), called.values("person_id").distinct().count()


def calls_key(survey: Survey, network: Network) -> str:
    """Return what a steering group's commitment to call its members is known by."""
    return f"networks.survey_calls:{survey.pk}:{network.pk}"


def _ask_to_call(survey: Survey, networks: Sequence[Network], *, by: Person, at: datetime) -> None:
    """Give each steering group the task to call those who chose that instead of letters. They answer for themselves."""
    called = Belonging.objects.joined().filter(channel=Belonging.Channel.PHONE, unit_id__in=[n.pk for n in networks])
    counts = dict(called.values_list("unit_id").annotate(Count("pk")))
    for network in networks:
        if network.pk in counts:
            take_on(
                unit=network.unit,
                title=_("Ring dem som heller vil ringes enn få e-post, om undersøkelsen"),
                details=_(
                    "Siste dag for å svare er %(day)s. Si at de svarer selv, uten navn, på Min side. "
                    "Dere fører ikke inn svar for noen."
                )
                % {"day": in_words(survey.closes_on)},
                due_on=survey.closes_on,
                source_label=_("Undersøkelsen om fagnettverkene"),
                source_url=f"{reverse('networks:members', args=[network.unit.slug])}?kanal={Belonging.Channel.PHONE}",
                source_key=calls_key(survey, network),
                by=by,
                at=at,
            )


def answer_survey(*, box: SurveyBox, answer: Mapping[str, str], person: Person, at: datetime) -> None:
    """Put one answer into the box, unless the person has answered already. Nothing is logged.

    Mark and answer are written in one row, in one statement; whoever answers at the same moment waits.

    :raises RuleViolation: the survey is closed, or the person has answered already: nothing is counted twice
    """
    with transaction.atomic():
        box = SurveyBox.objects.select_for_update(of=("self",)).select_related("survey").get(pk=box.pk)
        if not takes_answers(box.survey, on=local_date(at)):
            raise RuleViolation(_("Undersøkelsen er avsluttet. Takk for at du ville svare."))
        mark = mark_of(box, person)
        if mark in box.marks:
            raise RuleViolation(_("Du har allerede svart. Svaret ditt er talt én gang, og du trenger ikke gjøre mer."))
        asked = {question.key for question in domain.chosen(box.survey.questions)}
        given = {key: value.strip()[: domain.MOST_TEXT] for key, value in answer.items() if key in asked}
        if not any(given.values()):
            raise RuleViolation(_("Svar på minst ett spørsmål."))
        box.sealed = sealed(box, domain.with_answer(unsealed(box), given))
        box.marks = sorted([*box.marks, mark])
        box.save(update_fields=["marks", "sealed"])


def takes_answers(survey: Survey, *, on: date) -> bool:
    """Tell whether the survey is open on the day."""
    return survey.closed_at is None and on <= survey.closes_on


@transaction.atomic
def close_survey(*, survey: Survey, by: Person | None, at: datetime) -> Survey:
    """Close the survey: answers become sorted lists, and who has answered is erased. Done twice, it changes nothing."""
    survey = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if survey.closed_at is not None:
        return survey
    for box in (
        SurveyBox.objects.select_for_update(of=("self",)).select_related("network").filter(survey=survey).order_by("pk")
    ):
        box.answers, box.answered = unsealed(box), len(box.marks)
        if box.answered < domain.LEAST:
            box.answers = {}  # too few to be shown, ever: they are not kept
        box.marks, box.sealed = [], b""
        box.save(update_fields=["answers", "answered", "marks", "sealed"])
        supersede_source(source_key=calls_key(survey, box.network), why=_("Undersøkelsen er avsluttet."), by=by, at=at)
    survey.closed_at = at
    survey.save(update_fields=["closed_at"])
    audit.record(CLOSE, actor=by, target=survey, at=at)
    return survey


def close_due(*, at: datetime) -> int:
    """Close the surveys whose last day is over. Returns how many."""
    due = Survey.objects.filter(closed_at__isnull=True, closes_on__lt=local_date(at)).order_by("pk")
    return len([close_survey(survey=survey, by=None, at=at) for survey in due])


def forget_marks(person: Person) -> int:
    """Take a person's marks out of the boxes that are open. Returns how many."""
    gone = 0
    with transaction.atomic():
        rows = SurveyBox.objects.select_for_update(of=("self",)).filter(survey__closed_at__isnull=True).order_by("pk")
        for box in rows:
            mark = mark_of(box, person)
            if mark in box.marks:
                box.marks = [each for each in box.marks if each != mark]
                box.save(update_fields=["marks"])
                gone += 1
    return gone


def forget_texts(*, before: datetime, most: int) -> int:
    """Delete what was written in own words in surveys closed before an instant. Returns of how many boxes."""
    due = SurveyBox.objects.filter(survey__closed_at__lt=before, answers__has_any_keys=TEXTS).order_by("pk")[:most]
    for box in due:
        box.answers = {key: values for key, values in (box.answers or {}).items() if key not in TEXTS}
        box.save(update_fields=["answers"])
    return len(due)


def who_are_asked(letters: Sequence[Waiting], _at: datetime) -> Answer:
    """Let through those who have joined a living network and want its e-mail. One query."""
    joined = Belonging.objects.joined().filter(
        channel=Belonging.Channel.EMAIL,
        unit__network__isnull=False,
        person__key__in=keys_in(letters),
    )
    return only(letters, {str(key) for key in joined.values_list("person__key", flat=True)}, why=Why.NO_RIGHT)
