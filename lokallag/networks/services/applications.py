"""Writes about an application: a draft that is kept with its holes, sent, answered, withdrawn, and tried again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import check_fresh
from lokallag.membership.models import Membership
from lokallag.networks.domain import applying
from lokallag.networks.domain.applying import Stage
from lokallag.networks.domain.completeness import Part, Written, missing_in
from lokallag.networks.domain.ideas import IdeaState
from lokallag.networks.domain.likeness import has_same_topic
from lokallag.networks.models import Application, ApplicationQuestion, Candidate, Idea, Network, UnknownCandidate
from lokallag.networks.services import letters
from lokallag.networks.services.outcome_letters import Became, said_yes_to, tell_candidates
from lokallag.organisation.queries import main_unit, rules_in_one_query
from lokallag.people.models import Person

START, EDIT = "networks.start_application", "networks.edit_application"
MOST_DRAFTS = 3
TEXTS = ("name", "topic", "purpose", "for_whom", "plan", "wished_hours")
FIELDS = {"application_has_a_name": "name"}
SAID = {
    Part.TOPIC: gettext_lazy("Hva nettverket handler om"),
    Part.PURPOSE: gettext_lazy("Hva nettverket skal gjøre"),
    Part.FOR_WHOM: gettext_lazy("Hvem nettverket er for"),
    Part.CANDIDATES: gettext_lazy("Minst to som kan sitte i styringsgruppa, deg selv regnet med hvis du stiller"),
    Part.PLAN: gettext_lazy("Planen for det første halvåret"),
    Part.WISHED_HOURS: gettext_lazy("Når dere helst vil møtes"),
    Part.QUESTIONS: gettext_lazy("Svar på det styret har spurt om"),
}


@dataclass(frozen=True, slots=True)
class ApplicationText:
    """What an application says. All but the name may be empty while it is a draft. Ages are in years, both included."""

    name: str
    topic: str = ""
    purpose: str = ""
    for_whom: str = ""
    plan: str = ""
    wished_hours: str = ""
    age_from: int | None = None
    age_until: int | None = None


@transaction.atomic
def start_application(
    *, applicant: Person, text: ApplicationText, by: Person, at: datetime, idea: Idea | None = None
) -> Application:
    """Begin an application: a draft that its applicant alone sees. With an idea, its companions can be asked by name.

    :raises RuleViolation: no name, an application on the same topic is under way already, too many drafts, or the idea
        is another's
    """
    Person.objects.select_for_update(no_key=True).get(pk=applicant.pk)
    if idea is not None and idea.owner_id != applicant.pk:
        raise RuleViolation(_("Bare den som har ideen, kan søke med den."))
    open_ones = list(Application.objects.filter(applicant=applicant, stage__in=applying.OPEN))
    if sum(1 for one in open_ones if one.stage == Stage.DRAFT) >= MOST_DRAFTS:
        raise RuleViolation(_("Du har %(most)d kladder. Slett eller send en av dem først.") % {"most": MOST_DRAFTS})
    _check_not_twice(text.topic, open_ones)
    application = Application(applicant=applicant, idea=idea, made_at=at)
    _write(application, text, at=at)
    audit.record(START, actor=by, target=application, at=at)
    return application


@transaction.atomic
def save_application(
    *, application: Application, text: ApplicationText, by: Person, at: datetime, seen: str | None = None
) -> Application:
    """Keep what is written so far, holes and all.

    :raises StalePage: it was changed in another window meanwhile
    :raises RuleViolation: it lies with the board, has no name, the ages are the wrong way round, or the applicant has
        another one under way on the same topic
    """
    application = _with_applicant(application)
    check_fresh(seen, application.fingerprint)
    others = Application.objects.filter(applicant_id=application.applicant_id, stage__in=applying.OPEN)
    _check_not_twice(text.topic, others.exclude(pk=application.pk))
    _write(application, text, at=at)
    audit.record(EDIT, actor=by, target=application, at=at)
    return application


@transaction.atomic
def submit_application(
    *, application: Application, by: Person, at: datetime, knows_same: bool = False, seen: str | None = None
) -> Application:
    """Send an application to the board, which has until ``answer_by`` to answer, by the rule set.

    The applicant gets a receipt; the board's list finds it by itself. Candidates who have not answered may still do so.

    :param knows_same: the applicant has seen that there is something else on the same topic, and will apply all the
        same
    :raises StalePage: it was changed in another window after the applicant read it
    :raises RuleViolation: something is missing (the message says what), another has the same topic and the applicant
        has not said that they have seen it, or the applicant is a member no longer
    """
    application = _with_applicant(application)
    check_fresh(seen, application.fingerprint)
    missing = missing_parts(application)
    if missing:
        raise RuleViolation(
            _("Dette mangler før søknaden kan sendes: %(parts)s.")
            % {"parts": "; ".join(str(SAID[part]) for part in missing)}
        )
    if not _is_member(application.applicant_id, at):
        raise RuleViolation(_("Bare medlemmer kan søke om et nettverk."))
    if same_topic_elsewhere(application) and not (knows_same or application.knows_same):
        raise RuleViolation(
            _("Det finnes noe om det samme temaet. Les det først, og kryss av for at du vil søke likevel."),
            field="knows_same",
        )
    application.knows_same = application.knows_same or knows_same
    return _send(application, by=by, at=at)


@transaction.atomic
def withdraw_application(*, application: Application, by: Person | None, at: datetime) -> None:
    """Withdraw an application. A draft is deleted. Done twice, it changes nothing.

    Those who had said yes to leading it are told; they alone stay named for a while, so that their page says so.

    :raises RuleViolation: the board has decided it
    """
    found = Application.objects.select_for_update(of=("self",)).filter(pk=application.pk).first()
    if found is None or found.stage == Stage.WITHDRAWN:
        return
    if not applying.may_become(Stage(found.stage), Stage.WITHDRAWN):
        raise RuleViolation(_("Styret har avgjort søknaden, så den kan ikke trekkes."))
    if found.submitted_at is None:
        audit.record(EDIT, actor=by, target=found, at=at, details={"dropped": True})
        tell_candidates(found, said_yes_to(found), Became.WITHDRAWN, at=at, has_page=False)
        found.delete()
        return
    _withdraw(found, by=by, at=at)


@transaction.atomic
def answer_question(*, question: ApplicationQuestion, answer: str, by: Person, at: datetime) -> Application:
    """Answer what the board has asked. With the last answer the application goes back to the board, if it is whole.

    :raises RuleViolation: it is answered, the answer is empty, or the application does not wait for the applicant
    """
    application = _locked(Application(pk=question.application_id))
    question = ApplicationQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if application.stage != Stage.RETURNED:
        raise RuleViolation(_("Søknaden venter ikke på svar fra deg nå."))
    if question.answer:
        raise RuleViolation(_("Dette er svart på. Svaret står under spørsmålet."))
    if question.taken_back_at is not None:
        raise RuleViolation(_("Styret har tatt spørsmålet tilbake, og venter ikke på svar."))
    words = answer.strip()
    if not words:
        raise RuleViolation(_("Skriv svaret."), field="answer")
    question.answer, question.answered_at = words, at
    with speaking({"application_answer_has_a_time": "answer"}):
        question.save(update_fields=["answer", "answered_at"])
    audit.record(EDIT, actor=by, target=application, at=at, details={"question": question.pk})
    if missing_parts(application):
        return application
    return _send(application, by=by, at=at)


@transaction.atomic
def apply_again(*, application: Application, by: Person, at: datetime) -> Application:
    """Begin anew with the text of an application that was declined or withdrawn. Those who stood are asked anew.

    :raises RuleViolation: it was neither, or one on the same topic is under way already
    """
    old = _locked(application)
    if old.stage not in applying.OVER or old.applicant is None:
        raise RuleViolation(_("Du kan søke igjen når en søknad er avslått eller trukket."))
    text = ApplicationText(**{name: getattr(old, name) for name in (*TEXTS, "age_from", "age_until")})
    idea = old.idea if old.idea is not None and old.idea.state != IdeaState.CLOSED else None
    fresh = start_application(applicant=old.applicant, text=text, by=by, at=at, idea=idea)
    fresh.earlier = old
    fresh.save(update_fields=["earlier"])
    return fresh


def missing_parts(application: Application) -> tuple[Part, ...]:
    """Return what an application lacks before it can be sent, in the order of the form. Three queries."""
    named = Candidate.objects.filter(application=application).exclude(answer=Candidate.Answer.NO).count()
    named += UnknownCandidate.objects.filter(application=application).count()
    return tuple(
        missing_in(
            Written(
                topic=application.topic,
                purpose=application.purpose,
                for_whom=application.for_whom,
                plan=application.plan,
                wished_hours=application.wished_hours,
                candidates=named,
                open_questions=ApplicationQuestion.objects.filter(application=application).waiting().count(),
            )
        )
    )


def same_topic_elsewhere(application: Application) -> bool:
    """Tell whether a living network, or another's application at the board, has the same topic. Two queries."""
    sent = Application.objects.filter(stage__in=applying.SENT).exclude(pk=application.pk)
    topics = [*sent.values_list("topic", flat=True), *Network.objects.living().values_list("topic", flat=True)]
    return any(has_same_topic(application.topic, topic) for topic in topics)


def unanswered(application: Application) -> int:
    """Return how many of those who are named have not said yes or no. Two queries."""
    asked = Candidate.objects.filter(application=application, answer=Candidate.Answer.ASKED).count()
    return asked + UnknownCandidate.objects.filter(application=application).count()


def _send(application: Application, *, by: Person, at: datetime) -> Application:
    on = local_date(at)
    party = main_unit(on)
    if party is None:
        raise RuleViolation(_("Det er ikke noe styre å sende til ennå."))
    rules = rules_in_one_query(party, on)
    application.submitted_at = application.submitted_at or at
    application.answer_by = on + timedelta(days=rules.whole("network_answer_days"))
    application.stage, application.updated_at = Stage.SUBMITTED, at
    application.save(update_fields=["submitted_at", "answer_by", "stage", "updated_at", "knows_same"])
    audit.record(EDIT, actor=by, target=application, at=at, details={"stage": Stage.SUBMITTED.value})
    letters.send_receipt(
        application, unanswered=unanswered(application), source=rules.source("network_answer_days"), at=at
    )
    return application


def _withdraw(application: Application, *, by: Person | None, at: datetime) -> None:
    application.stage, application.updated_at = Stage.WITHDRAWN, at
    application.save(update_fields=["stage", "updated_at"])
    kept = said_yes_to(application)
    application.candidates.exclude(pk__in=[row.pk for row in kept]).delete()
    application.unknown_candidates.all().delete()
    tell_candidates(application, kept, Became.WITHDRAWN, at=at)
    audit.record(EDIT, actor=by, target=application, at=at, details={"stage": Stage.WITHDRAWN.value})


def _write(application: Application, text: ApplicationText, *, at: datetime) -> None:
    for name in TEXTS:
        setattr(application, name, getattr(text, name).strip())
    application.name, application.topic = " ".join(application.name.split()), " ".join(application.topic.split())
    application.age_from, application.age_until = text.age_from, text.age_until
    if text.age_from is not None and text.age_until is not None and text.age_from > text.age_until:
        raise RuleViolation(_("Den laveste alderen kan ikke være over den høyeste."), field="age_until")
    application.updated_at = at
    with speaking(FIELDS):
        application.save()


def _check_not_twice(topic: str, others: Iterable[Application]) -> None:
    for other in others:
        if has_same_topic(topic, other.topic):
            raise RuleViolation(
                _("Du har allerede en søknad om det samme: «%(name)s». Fortsett på den, eller trekk den først.")
                % {"name": other.name},
                field="topic",
            )


def _is_member(person_id: int | None, at: datetime) -> bool:
    return person_id is not None and Membership.objects.live(local_date(at)).filter(person_id=person_id).exists()


def _locked(application: Application) -> Application:
    return (
        Application.objects.select_for_update(of=("self",)).select_related("applicant", "idea").get(pk=application.pk)
    )


def _with_applicant(application: Application) -> Application:
    found = _locked(application)
    if not applying.takes_edits(Stage(found.stage)):
        raise RuleViolation(_("Søknaden ligger hos styret eller er avgjort, så den kan ikke endres nå."))
    return found
