"""What the one who answers for something is told by e-mail, in their own language. No details stand in it."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.followup.models import Commitment
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import main_unit
from lokallag.organisation.services.letters import ids_in, only_theirs
from lokallag.outbox.domain.checks import Answer, Waiting, register
from lokallag.outbox.services import post

PURPOSE = "followup.commitment"


def tell_of_assignment(commitment: Commitment, *, at: datetime) -> None:
    """Tell the responsible one that a commitment is now theirs."""
    person = commitment.responsible
    if person is None:
        return
    with translation.override(person.language):
        subject = _("Du har fått en oppgave: %(title)s") % {"title": commitment.title}
        said = _("Du har fått ansvaret for en oppgave i %(unit)s: %(title)s.") % {
            "unit": _unit_name(commitment, at),
            "title": commitment.title,
        }
    _post(commitment, f"assigned:{person.pk}:{at.isoformat()}", subject, said, at=at)


def remind(commitment: Commitment, which: str, *, at: datetime) -> int:
    """Remind the responsible one: ``soon`` a week before, ``late`` the day after. Returns 1 where one was written."""
    person = commitment.responsible
    if person is None or not person.email or commitment.due_on is None:
        return 0
    with translation.override(person.language):
        words = {"title": commitment.title, "day": in_words(commitment.due_on)}
        if which == "soon":
            subject = _("Om en uke: %(title)s") % words
            said = _("Fristen for «%(title)s» er %(day)s.") % words
        else:
            subject = _("Fristen er ute: %(title)s") % words
            said = (
                _("Fristen for «%(title)s» var %(day)s. Meld fra om det er gjort, eller om du trenger hjelp.") % words
            )
    _post(commitment, f"{which}:{commitment.due_on.isoformat()}", subject, said, at=at, says_day=which == "soon")
    return 1


def _unit_name(commitment: Commitment, at: datetime) -> str:
    return Unit.objects.named(local_date(at)).get(pk=commitment.unit_id).name


def _day_in_words(commitment: Commitment, at: datetime) -> str:
    if commitment.due_on is None:
        return ""
    day = {"day": in_words(commitment.due_on, weekday=True)}
    if commitment.due_on < local_date(at):
        return _("Fristen var %(day)s, så dette skulle vært gjort da. Meld fra om det er gjort.") % day
    return _("Frist: %(day)s") % day


def _post(commitment: Commitment, key: str, subject: str, said: str, *, at: datetime, says_day: bool = True) -> None:
    person = commitment.responsible
    if person is None or not person.email:
        return
    with translation.override(person.language):
        greeting = _("Hei %(name)s") % {"name": person.given_name}
        source = commitment.source_label
        about = _("Oppgaven hører til «%(source)s».") % {"source": source} if source else ""
        day = _day_in_words(commitment, at) if says_day else ""
        link = _("Se oppgaven og meld fra her:\n%(link)s") % {
            "link": f"{settings.SITE_URL}{reverse('followup:commitment', args=[commitment.pk])}"
        }
    sender = main_unit(local_date(at))
    post(
        key=f"{PURPOSE}:{commitment.pk}:{key}"[:200],
        subject=subject,
        text="\n\n".join(part for part in (greeting, said, about, day, link) if part),
        to=[(str(person.key), person.email)],
        purpose=PURPOSE,
        at=at,
        language=person.language,
        sender_name="" if sender is None else sender.name,
    )


def _who_are_responsible(letters: Sequence[Waiting], _at: datetime) -> Answer:
    """Let through whoever is still the one responsible for what the letter is about. One query."""
    rows = Commitment.objects.filter(pk__in=ids_in(letter.message_key for letter in letters), responsible__isnull=False)
    return only_theirs(letters, {(pk, str(key)) for pk, key in rows.values_list("pk", "responsible__key")})


def answer_for_letters() -> None:
    """Say who may get the letters of this room."""
    register(PURPOSE, _who_are_responsible)
