"""Writes about candidates: the applicant names them, each says yes or no themselves.

Whoever is named by an address is asked if they are a member, and nothing happens if not. The applicant sees the same
either way (``UnknownCandidate``), so asking never tells who is a member.
"""

import uuid
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.membership.models import Membership
from lokallag.networks.domain import applying
from lokallag.networks.domain.applying import Stage
from lokallag.networks.domain.completeness import MOST_CANDIDATES
from lokallag.networks.models import Application, Candidate, Companion, UnknownCandidate
from lokallag.networks.services import letters
from lokallag.people.domain.signin import clean_address
from lokallag.people.models import Person

EDIT, ANSWER = "networks.edit_application", "networks.answer_candidacy"
ASK_AGAIN_AFTER = timedelta(days=3)
LOCKED = gettext_lazy("Søknaden ligger hos styret nå, så kandidatene kan ikke endres.")
ALREADY = gettext_lazy("Denne personen er allerede spurt.")


@transaction.atomic
def stand_oneself(*, application: Application, by: Person, at: datetime) -> Candidate:
    """Let the applicant stand themselves: it is their own yes. Twice changes nothing.

    :raises RuleViolation: it lies with the board, or too many are named
    """
    application = _with_applicant(application)
    known = Candidate.objects.filter(application=application, person=by).first()
    if known is not None:
        return known
    _check_room(application)
    candidate = Candidate.objects.create(
        application=application,
        person=by,
        called=by.name,
        answer=Candidate.Answer.YES,
        asked_at=at,
        answered_at=at,
    )
    audit.record(EDIT, actor=by, target=application, at=at)
    return candidate


@transaction.atomic
def ask_companion(*, application: Application, companion: Companion, by: Person, at: datetime) -> Candidate:
    """Ask somebody who is with the idea by name.

    :raises RuleViolation: they have taken their name back, it lies with the board, or they are asked already
    """
    application = _with_applicant(application)
    companion = Companion.objects.select_related("person").filter(pk=companion.pk, shows_name=True).first() or _gone()
    if companion.idea_id != application.idea_id:
        _gone()
    return _ask(application, companion.person, called=companion.person.name, address="", by=by, at=at)


@transaction.atomic
def ask_by_address(*, application: Application, called: str, address: str, by: Person, at: datetime) -> None:
    """Ask somebody by name and e-mail address. What is answered is the same whether they are a member or not.

    :raises RuleViolation: name or address is missing, the address is already asked, or it lies with the board
    """
    application = _with_applicant(application)
    called, address = " ".join(called.split()), clean_address(address)
    if not called:
        raise RuleViolation(_("Skriv hva personen heter."), field="called")
    try:
        validate_email(address)
    except ValidationError as error:
        raise RuleViolation(_("Skriv hele e-postadressen, for eksempel kari@example.org."), field="address") from error
    named = Candidate.objects.filter(application=application, address=address).exists()
    if named or UnknownCandidate.objects.filter(application=application, address=address).exists():
        raise RuleViolation(ALREADY, field="address")
    if by.email and clean_address(by.email) == address:
        stand_oneself(application=application, by=by, at=at)
        return
    live = Membership.objects.live(local_date(at)).filter(person__email__iexact=address).select_related("person")
    found = list(live.order_by("pk")[:2])
    if len(found) == 1 and not Candidate.objects.filter(application=application, person=found[0].person).exists():
        _ask(application, found[0].person, called=called, address=address, by=by, at=at)
        return
    _check_room(application)
    UnknownCandidate.objects.create(application=application, called=called, address=address, asked_at=at)
    audit.record(EDIT, actor=by, target=application, at=at)


@transaction.atomic
def ask_again(*, application: Application, mark: str, by: Person, at: datetime) -> None:
    """Ask once more somebody who has not answered, at the earliest three days after the last time.

    :raises RuleViolation: they have answered, or were asked just now
    """
    application = _locked(application)
    if not applying.takes_answers(Stage(application.stage)):
        raise RuleViolation(LOCKED)
    row = find_named(application, mark)
    if row is None or (isinstance(row, Candidate) and row.answer != Candidate.Answer.ASKED):
        raise RuleViolation(_("Denne personen har svart, eller er tatt av lista."))
    if at - row.asked_at < ASK_AGAIN_AFTER:
        raise RuleViolation(_("Vent tre dager før du spør en gang til."))
    row.asked_at = at
    row.save(update_fields=["asked_at"])
    if isinstance(row, Candidate):
        row.application = application
        letters.ask_candidate(row, at=at)
    audit.record(EDIT, actor=by, target=application, at=at)


@transaction.atomic
def take_off_candidate(*, application: Application, mark: str, by: Person, at: datetime) -> None:
    """Take somebody off the list. Twice changes nothing.

    :raises RuleViolation: it lies with the board
    """
    application = _with_applicant(application)
    row = find_named(application, mark)
    if row is not None:
        row.delete()
        audit.record(EDIT, actor=by, target=application, at=at)


@transaction.atomic
def name_leader(*, application: Application, candidate: Candidate, by: Person, at: datetime) -> Candidate:
    """Say who would lead the steering group, instead of whoever was said before.

    :raises RuleViolation: it lies with the board, or the candidate has said no or is off the list
    """
    application = _with_applicant(application)
    found = Candidate.objects.select_for_update(of=("self",)).filter(pk=candidate.pk, application=application).first()
    if found is None or found.answer != Candidate.Answer.YES:
        raise RuleViolation(_("Den som skal lede, må ha sagt ja til å være med."))
    Candidate.objects.filter(application=application, is_leader=True).update(is_leader=False)
    found.is_leader = True
    with speaking():
        found.save(update_fields=["is_leader"])
    audit.record(EDIT, actor=by, target=application, at=at, details={"leader": found.pk})
    return found


@transaction.atomic
def answer_candidacy(*, candidate: Candidate, says_yes: bool, by: Person, at: datetime) -> Candidate:
    """Say yes or no to standing, or the other way round from before. The applicant is told that there is an answer.

    :raises RuleViolation: the board has decided, or the application is withdrawn
    """
    application = _locked(Application(pk=candidate.application_id))
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    candidate.application = application
    if not applying.takes_answers(Stage(application.stage)):
        raise RuleViolation(_("Søknaden er avgjort eller trukket, så det er ikke noe å svare på lenger."))
    answer = Candidate.Answer.YES if says_yes else Candidate.Answer.NO
    if candidate.answer == answer:
        return candidate
    candidate.answer, candidate.answered_at = answer, at
    candidate.is_leader = candidate.is_leader and says_yes
    candidate.save(update_fields=["answer", "answered_at", "is_leader"])
    audit.record(ANSWER, actor=by, target=candidate, at=at, details={"answer": answer.value})
    letters.tell_answer(candidate, at=at)
    return candidate


def find_named(application: Application, mark: str) -> Candidate | UnknownCandidate | None:
    """Return whom a key on the applicant's page stands for, or ``None``. A key says nothing of who is a member."""
    try:
        key = uuid.UUID(mark)
    except ValueError:
        return None
    found = Candidate.objects.filter(application=application, key=key).first()
    return found or UnknownCandidate.objects.filter(application=application, key=key).first()


def _ask(application: Application, person: Person, *, called: str, address: str, by: Person, at: datetime) -> Candidate:
    _check_room(application)
    with speaking():
        candidate = Candidate.objects.create(
            application=application, person=person, called=called[:120], address=address, asked_at=at
        )
    audit.record(EDIT, actor=by, target=application, at=at)
    letters.ask_candidate(candidate, at=at)
    return candidate


def _check_room(application: Application) -> None:
    named = Candidate.objects.filter(application=application).count()
    named += UnknownCandidate.objects.filter(application=application).count()
    if named >= MOST_CANDIDATES:
        raise RuleViolation(
            _("Du har spurt %(most)d, og det er det meste. Ta av noen som har sagt nei.") % {"most": MOST_CANDIDATES}
        )


def _gone() -> Companion:
    raise RuleViolation(_("Personen har trukket navnet sitt. Spør en annen."))


def _locked(application: Application) -> Application:
    return Application.objects.select_for_update(of=("self",)).select_related("applicant").get(pk=application.pk)


def _with_applicant(application: Application) -> Application:
    found = _locked(application)
    if not applying.takes_edits(Stage(found.stage)):
        raise RuleViolation(LOCKED)
    return found
