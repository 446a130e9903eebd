"""What an applicant is told by e-mail of what the board did: in plain words, with the reason, in their own language."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.networks.models import Application, ApplicationQuestion
from lokallag.organisation.queries import main_unit
from lokallag.organisation.services.letters import ids_in, only_theirs
from lokallag.outbox.domain.checks import Answer, Waiting, register
from lokallag.outbox.services import post
from lokallag.people.models import Person

PURPOSE = "networks.board_answer"


def tell_of_approval(application: Application, *, until_on: date, at: datetime) -> None:
    """Tell the applicant that the network is founded, until when its group sits, and what comes now."""
    person = application.applicant
    if person is None:
        return
    with translation.override(person.language):
        name = {"name": application.name}
        said = [
            _("Styret sa ja til %(name)s. Nettverket er startet.") % name,
            _reason(application),
            _("Styringsgruppa er oppnevnt, og sitter til og med %(day)s. Nå kan dere planlegge det første møtet.")
            % {"day": in_words(until_on)},
        ]
        _post(application, person, _("Styret sa ja til %(name)s") % name, said, at=at)


def tell_of_refusal(application: Application, *, at: datetime) -> None:
    """Tell the applicant why the board said no, and that one may apply again."""
    person = application.applicant
    if person is None:
        return
    with translation.override(person.language):
        name = {"name": application.name}
        said = [
            _("Styret sa nei til %(name)s denne gangen.") % name,
            _reason(application),
            _(
                "Du kan søke igjen når du vil. Se hva styret skrev, endre det som trengs, eller snakk med en i styret "
                "først. Det du skrev, har du fortsatt."
            ),
        ]
        _post(application, person, _("Styret har svart på søknaden om %(name)s") % name, said, at=at)


def tell_of_return(application: Application, *, at: datetime) -> None:
    """Tell the applicant what the board wants changed before it decides."""
    person = application.applicant
    if person is None:
        return
    with translation.override(person.language):
        name = {"name": application.name}
        said = [
            _("Styret sendte søknaden om %(name)s tilbake til deg. Det er ikke et nei.") % name,
            _reason(application),
            _("Endre søknaden og send den på nytt. Da avgjør styret den."),
        ]
        _post(application, person, _("Styret vil ha mer om %(name)s") % name, said, at=at)


def tell_of_question(question: ApplicationQuestion, application: Application, *, at: datetime) -> None:
    """Tell the applicant what the board asks."""
    person = application.applicant
    if person is None:
        return
    with translation.override(person.language):
        name = {"name": application.name}
        said = [
            _("Styret leser søknaden din om %(name)s, og lurer på dette:") % name,
            question.text,
            _("Svar på søknadens side. Da går den tilbake til styret."),
        ]
        _post(application, person, _("Styret spør om %(name)s") % name, said, at=at)


def tell_of_taken_back(application: Application, *, at: datetime) -> None:
    """Tell the applicant that the board needs no answer, and by when it decides."""
    person = application.applicant
    if person is None or application.answer_by is None:
        return
    with translation.override(person.language):
        name = {"name": application.name}
        said = [
            _("Styret trenger ikke svaret ditt likevel, og avgjør søknaden om %(name)s slik den er.") % name,
            _("Du trenger ikke gjøre noe. Styret svarer senest %(day)s.")
            % {"day": in_words(application.answer_by, weekday=True)},
        ]
        _post(application, person, _("Styret trenger ikke svar likevel: %(name)s") % name, said, at=at)


def _reason(application: Application) -> str:
    assert application.meeting_on is not None
    return _("Begrunnelse fra styremøtet %(day)s, sak %(number)s:\n%(reason)s") % {
        "day": in_words(application.meeting_on),
        "number": application.case_number,
        "reason": application.reason,
    }


def _status_path(application: Application) -> str:
    """Return where the applicant follows the application."""
    try:
        return reverse("networks:application", args=[application.pk])
    except NoReverseMatch:  # the applicant's pages stand in another module of this room
        return reverse("web:my_page")


def _post(application: Application, person: Person, subject: str, said: Sequence[str], *, at: datetime) -> None:
    if not person.email:
        return
    greeting = _("Hei %(name)s") % {"name": person.given_name}
    link = _("Se søknaden din her:\n%(link)s") % {"link": f"{settings.SITE_URL}{_status_path(application)}"}
    sender = main_unit(local_date(at))
    post(
        key=f"{PURPOSE}:{application.pk}:{at.isoformat()}"[:200],
        subject=subject,
        text="\n\n".join((greeting, *said, link)),
        to=[(str(person.key), person.email)],
        purpose=PURPOSE,
        at=at,
        language=person.language,
        sender_name="" if sender is None else sender.name,
    )


def _who_applied(letters: Sequence[Waiting], _at: datetime) -> Answer:
    """Let through whoever is still the applicant of what the letter is about. One query."""
    rows = Application.objects.filter(pk__in=ids_in(letter.message_key for letter in letters), applicant__isnull=False)
    return only_theirs(letters, {(pk, str(key)) for pk, key in rows.values_list("pk", "applicant__key")})


def answer_for_letters() -> None:
    """Say who may get the letters about what the board answered."""
    register(PURPOSE, _who_applied)
