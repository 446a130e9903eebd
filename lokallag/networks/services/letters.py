"""What members are told by e-mail about ideas and applications, each in their own language, and who may still get it.

A letter tells what has happened and where to read it; what somebody else has written does not stand in it.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.networks.domain.applying import OPEN, Stage
from lokallag.networks.domain.ideas import IdeaState
from lokallag.networks.models import Application, Candidate, Companion, Idea, Network
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import main_unit
from lokallag.organisation.services.letters import ids_in, only_theirs
from lokallag.outbox.domain.checks import Answer, Waiting, register
from lokallag.outbox.services import post
from lokallag.people.models import Person

CANDIDACY, ANSWERED, RECEIPT, COMPANION, REMINDER, BECAME = (
    "networks.candidacy",
    "networks.candidate_answer",
    "networks.receipt",
    "networks.companion",
    "networks.answer_reminder",
    "networks.idea_became",
)


def ask_candidate(candidate: Candidate, *, at: datetime) -> None:
    """Ask somebody whether they will stand for the steering group. The same at most once a day."""
    application, person = candidate.application, candidate.person
    with translation.override(person.language):
        subject = _("Vil du sitte i styringsgruppa for et nytt nettverk?")
        parts = [
            _("Et medlem vil starte nettverket «%(name)s», og spør om du vil være med i styringsgruppa.")
            % {"name": application.name},
            _("Les hva det handler om, og svar ja eller nei. Svarer du ikke, skjer det ingenting."),
        ]
        label = _("Les og svar")
    post_letter(
        CANDIDACY,
        f"{candidate.pk}:{local_date(at).isoformat()}",
        person,
        subject,
        parts,
        (label, reverse("networks:candidacy", args=[candidate.pk])),
        at=at,
    )


def tell_answer(candidate: Candidate, *, at: datetime) -> None:
    """Tell the applicant that a candidate has answered. What the answer was, stands on the page."""
    application = candidate.application
    person = application.applicant
    if person is None or person.pk == candidate.person_id:
        return
    with translation.override(person.language):
        subject = _("En kandidat har svart: %(name)s") % {"name": application.name}
        parts = [_("En av dem du har spurt om å sitte i styringsgruppa, har svart.")]
        label = _("Se søknaden")
    where = reverse("networks:application", args=[application.pk])
    post_letter(
        ANSWERED, f"{application.pk}:{candidate.pk}:{at.isoformat()}", person, subject, parts, (label, where), at=at
    )


def send_receipt(application: Application, *, unanswered: int, source: str, at: datetime) -> None:
    """Tell the applicant that the application has come, when the board will answer, and who has not answered yet.

    :param unanswered: candidates who have not said yes or no
    :param source: where the rule of the last day comes from; empty where nobody has said
    """
    person = application.applicant
    if person is None or application.answer_by is None:
        return
    with translation.override(person.language):
        subject = _("Styret har fått søknaden: %(name)s") % {"name": application.name}
        parts = [
            _("Styret svarer senest %(day)s.") % {"day": in_words(application.answer_by, weekday=True)},
            _("Fristen står i %(source)s.") % {"source": source} if source else "",
            _("Til da kan du følge søknaden på siden under, og trekke den hvis du ombestemmer deg."),
        ]
        if unanswered:
            parts.append(
                ngettext(
                    "%(n)d av dem du har spurt, har ikke svart ennå. Styret ser det, og svaret kan komme etterpå.",
                    "%(n)d av dem du har spurt, har ikke svart ennå. Styret ser det, og svarene kan komme etterpå.",
                    unanswered,
                )
                % {"n": unanswered}
            )
        label = _("Se søknaden")
    where = reverse("networks:application", args=[application.pk])
    post_letter(RECEIPT, f"{application.pk}:{at.isoformat()}", person, subject, parts, (label, where), at=at)


def remind_of_question(application: Application, *, question_id: int, at: datetime) -> None:
    """Remind the applicant that the board waits for an answer. Once for each time it has asked."""
    person = application.applicant
    if person is None:
        return
    with translation.override(person.language):
        subject = _("Styret venter på svar fra deg: %(name)s") % {"name": application.name}
        parts = [
            _("Styret har spurt om noe i søknaden din, og det har gått en uke. Søknaden venter på svaret ditt."),
            _("Svar på søknadens side, så går den tilbake til styret. Vil du ikke gå videre, kan du trekke den der."),
        ]
        label = _("Se søknaden")
    where = reverse("networks:application", args=[application.pk])
    post_letter(REMINDER, f"{application.pk}:{question_id}", person, subject, parts, (label, where), at=at)


def tell_of_companion(idea: Idea, *, at: datetime) -> None:
    """Tell the owner of an idea that somebody would be with it, at most once a day."""
    person = idea.owner
    with translation.override(person.language):
        subject = _("Flere vil være med på ideen din: %(topic)s") % {"topic": idea.topic}
        parts = [_("Noen har sagt at de vil være med på ideen din.")]
        label = _("Se ideen")
    where = reverse("networks:idea", args=[idea.pk])
    post_letter(COMPANION, f"{idea.pk}:{local_date(at).isoformat()}", person, subject, parts, (label, where), at=at)


def tell_of_network(companion: Companion, idea: Idea, network: Network, *, at: datetime) -> None:
    """Tell somebody who is with an idea that it became a network, once."""
    person = companion.person
    name = Unit.objects.named(local_date(at)).get(pk=network.pk).name
    with translation.override(person.language):
        words = {"topic": idea.topic, "network": name}
        subject = _("Ideen du er med på, ble til et nettverk: %(network)s") % words
        parts = [
            _("Du sa at du vil være med på ideen «%(topic)s». Styret har sagt ja, og %(network)s er startet.") % words,
            _("Du er ikke med i nettverket ennå. Det blir du med ett trykk på nettverkets side."),
        ]
        label = _("Gå til nettverket")
    where = reverse("networks:network", args=[network.unit.slug])
    post_letter(BECAME, f"{companion.pk}", person, subject, parts, (label, where), at=at)


def post_letter(
    purpose: str,
    detail: str,
    person: Person,
    subject: str,
    parts: list[str],
    action: tuple[str, str],
    *,
    at: datetime,
) -> None:
    """Put a letter to one person in the outbox, once for each ``detail``; nothing where they have no address.

    :param detail: begins with the id of the row that the purpose's answerer looks at
    :param action: label and path of the one link
    """
    if not person.email:
        return
    with translation.override(person.language):
        greeting = _("Hei %(name)s") % {"name": person.given_name}
    sender = main_unit(local_date(at))
    post(
        key=f"{purpose}:{detail}"[:200],
        subject=subject,
        text="\n\n".join(part for part in (greeting, *parts) if part),
        to=[(str(person.key), person.email)],
        purpose=purpose,
        at=at,
        language=person.language,
        sender_name="" if sender is None else sender.name,
        action=(action[0], f"{settings.SITE_URL}{action[1]}"),
    )


def who_are_asked(letters: Sequence[Waiting], _at: datetime) -> Answer:
    """Let through those who are still asked, and have not answered. One query."""
    rows = Candidate.objects.filter(
        pk__in=ids_in(letter.message_key for letter in letters),
        answer=Candidate.Answer.ASKED,
        application__stage__in=OPEN,
    )
    return only_theirs(letters, {(pk, str(key)) for pk, key in rows.values_list("pk", "person__key")})


def who_apply(letters: Sequence[Waiting], _at: datetime) -> Answer:
    """Let through applicants, as long as the application is not withdrawn. One query."""
    rows = Application.objects.filter(
        pk__in=ids_in(letter.message_key for letter in letters), applicant__isnull=False
    ).exclude(stage=Stage.WITHDRAWN)
    return only_theirs(letters, {(pk, str(key)) for pk, key in rows.values_list("pk", "applicant__key")})


def who_are_waited_for(letters: Sequence[Waiting], _at: datetime) -> Answer:
    """Let through applicants whom the board still waits for. One query."""
    rows = Application.objects.filter(
        pk__in=ids_in(letter.message_key for letter in letters), stage=Stage.RETURNED, applicant__isnull=False
    )
    return only_theirs(letters, {(pk, str(key)) for pk, key in rows.values_list("pk", "applicant__key")})


def who_have_ideas(letters: Sequence[Waiting], _at: datetime) -> Answer:
    """Let through owners of ideas that still look for others, and have some. One query."""
    rows = Idea.objects.filter(
        pk__in=ids_in(letter.message_key for letter in letters),
        state=IdeaState.PUBLISHED,
    ).filter(pk__in=Companion.objects.values("idea_id"))
    return only_theirs(letters, {(pk, str(key)) for pk, key in rows.values_list("pk", "owner__key")})


def who_are_with_it(letters: Sequence[Waiting], _at: datetime) -> Answer:
    """Let through those who are still with the idea. One query."""
    rows = Companion.objects.filter(pk__in=ids_in(letter.message_key for letter in letters))
    return only_theirs(letters, {(pk, str(key)) for pk, key in rows.values_list("pk", "person__key")})


def answer_for_letters() -> None:
    """Say who may get the letters of ideas and applications."""
    register(CANDIDACY, who_are_asked)
    register(ANSWERED, who_apply)
    register(RECEIPT, who_apply)
    register(COMPANION, who_have_ideas)
    register(REMINDER, who_are_waited_for)
    register(BECAME, who_are_with_it)
