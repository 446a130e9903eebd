"""Who is told by e-mail of what happens to an event: those who hold it with others, and those who have it in hand.

``of_move`` and ``of_cancelling`` are called once for each event, in the transaction of the change.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import moment_in_words
from lokallag.events.domain.lifecycle import Answer
from lokallag.events.domain.speaking import State
from lokallag.events.models import Event, EventCoordinator, EventHost, SpeakerRequest
from lokallag.events.services import speaker_mail
from lokallag.events.services.reminders import begin_anew, tell_signed_up
from lokallag.organisation.models import Term, Unit
from lokallag.organisation.queries import LEADING, main_unit
from lokallag.outbox.services import post
from lokallag.people.models import Person

PURPOSE = "events.notice"
Words = Callable[[], tuple[str, str]]  # subject and what happened, in the language that is active


def of_invitation(host: EventHost, *, by: Person | None, at: datetime) -> int:
    """Tell those who lead a unit that it is asked to hold an event with others. Returns how many are told."""
    event = host.event
    main = _main_name(event, at)

    def words() -> tuple[str, str]:
        said = {"title": event.title, "main": main, "when": moment_in_words(event.starts_at, weekday=True)}
        subject = _("Vil dere holde «%(title)s» sammen med %(main)s?") % said
        return subject, _("%(main)s inviterer dere til å holde «%(title)s» %(when)s. Svar ja eller nei her.") % said

    return _tell(event, _leaders([host.unit_id], at), "invited", words, by=by, at=at)


def of_answer(host: EventHost, *, by: Person | None, at: datetime) -> int:
    """Tell those who lead the main host what a unit has answered. Returns how many are told."""
    event = host.event
    unit = _name(host.unit_id, at)

    def words() -> tuple[str, str]:
        said = {"title": event.title, "unit": unit}
        if host.state == Answer.ACCEPTED:
            return _("%(unit)s er med på «%(title)s»") % said, _("%(unit)s holder «%(title)s» sammen med dere.") % said
        return _("%(unit)s er ikke med på «%(title)s»") % said, _("%(unit)s holder ikke «%(title)s».") % said

    units = [other.unit_id for other in event.hosts.filter(is_main=True)]
    return _tell(event, _leaders(units, at), "answered", words, by=by, at=at)


def of_coordinator(coordinator: EventCoordinator, *, by: Person | None, at: datetime) -> int:
    """Tell somebody that they have an event in hand. Returns 1 where they are told."""
    event = coordinator.event

    def words() -> tuple[str, str]:
        said = {"title": event.title, "when": moment_in_words(event.starts_at, weekday=True)}
        subject = _("Du har fått ansvaret for «%(title)s»") % said
        return subject, _("Du har fått ansvaret for «%(title)s» %(when)s.") % said

    return _tell(event, [coordinator.person], "coordinator", words, by=by, at=at)


def of_move(event: Event, *, was: datetime, by: Person | None, at: datetime) -> int:
    """Tell those who work with an event, its speakers and those signed up, that it is moved.

    Returns how many of the first are told.

    :param was: when it began before
    """

    def words() -> tuple[str, str]:
        said = {
            "title": event.title,
            "was": moment_in_words(was, weekday=True),
            "when": moment_in_words(event.starts_at, weekday=True),
        }
        return _("Flyttet: %(title)s") % said, _("«%(title)s» er flyttet fra %(was)s til %(when)s.") % said

    begin_anew(event=event)
    tell_signed_up(event, "moved", before=was)
    speaker_mail.tell_moved(event, was=was, at=at)
    return _tell(event, _workers(event, at), "moved", words, by=by, at=at)


def of_cancelling(event: Event, *, by: Person | None, at: datetime) -> int:
    """Tell those who work with an event, its speakers and those signed up, that it is cancelled, and why.

    Returns how many of the first are told.
    """

    def words() -> tuple[str, str]:
        said = {
            "title": event.title,
            "when": moment_in_words(event.starts_at, weekday=True),
            "reason": event.cancel_reason,
        }
        return _("Avlyst: %(title)s") % said, _("«%(title)s» %(when)s er avlyst: %(reason)s") % said

    tell_signed_up(event, "cancelled")
    speaker_mail.tell_cancelled(event, at=at)
    return _tell(event, _workers(event, at), "cancelled", words, by=by, at=at)


def of_speaker(request: SpeakerRequest, *, by: Person | None, at: datetime) -> int:
    """Tell those who work with an event what a speaker has answered. Returns how many are told."""
    event = request.event

    def words() -> tuple[str, str]:
        said = {"title": event.title, "name": request.speaker.name}
        if request.state == State.YES:
            lead = _("%(name)s sa ja til å innlede på «%(title)s», og står i programmet.") % said
            return _("En innleder har sagt ja til «%(title)s»") % said, lead
        lead = _("%(name)s kan ikke innlede på «%(title)s». Dere kan spørre noen andre.") % said
        return _("En innleder har sagt nei til «%(title)s»") % said, lead

    return _tell(event, _workers(event, at), f"speaker{request.pk}", words, by=by, at=at)


def _workers(event: Event, at: datetime) -> list[Person]:
    units = event.hosts.filter(state__in=[Answer.ACCEPTED, Answer.INVITED]).values_list("unit_id", flat=True)
    coordinators = EventCoordinator.objects.live(local_date(at)).filter(event=event).values("person_id")
    return _leaders(list(units), at) + list(Person.objects.filter(pk__in=coordinators))


def _leaders(unit_ids: list[int], at: datetime) -> list[Person]:
    terms = Term.objects.live(local_date(at)).filter(LEADING, office__unit_id__in=unit_ids)
    return list(Person.objects.filter(pk__in=terms.values("person_id")).order_by("pk"))


def _name(unit_id: int, at: datetime) -> str:
    return Unit.objects.named(local_date(at)).get(pk=unit_id).name


def _main_name(event: Event, at: datetime) -> str:
    return _name(event.hosts.get(is_main=True).unit_id, at)


def _tell(event: Event, persons: Iterable[Person], what: str, words: Words, *, by: Person | None, at: datetime) -> int:
    sender = main_unit(local_date(at))
    told = {person.pk: person for person in persons if person.email and person != by}
    for person in told.values():
        with translation.override(person.language):
            subject, said = words()
            greeting = _("Hei %(name)s") % {"name": person.given_name}
            link = _("Se arrangementet her:\n%(link)s") % {
                "link": f"{settings.SITE_URL}{reverse('events:work', args=[event.slug])}"
            }
        post(
            key=f"{PURPOSE}:{event.pk}:{what}:{person.pk}:{at.isoformat()}"[:200],
            subject=" ".join(subject.split()),
            text="\n\n".join((greeting, said, link)),
            to=[(str(person.key), person.email)],
            purpose=PURPOSE,
            at=at,
            language=person.language,
            sender_name="" if sender is None else sender.name,
        )
    return len(told)
