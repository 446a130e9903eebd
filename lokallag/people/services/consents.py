"""Leave given and taken back. Each row is one yes: to which text, when, said how, and who wrote it down."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.people.domain.consents import purpose_of
from lokallag.people.models import Consent, Person


@transaction.atomic
def give_consent(
    *, person: Person, purpose: str, by: Person, at: datetime, channel: str = Consent.Channel.SELF
) -> Consent:
    """Write down a person's yes to the purpose's present text. The same yes again changes nothing.

    A yes to an earlier text is closed, and the new one begins.

    :param by: the person, or the officer who wrote it down after the person said it
    :raises RuleViolation: nothing asks for leave to this any more
    """
    asked = purpose_of(purpose)
    if asked is None:
        raise RuleViolation(_("Dette blir det ikke bedt om samtykke til lenger."))
    Person.objects.select_for_update().get(pk=person.pk)
    given = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).first()
    if given is not None and given.text_version == asked.version:
        return given
    with speaking():
        if given is not None:
            given.withdrawn_at = at
            given.save(update_fields=["withdrawn_at"])
        consent = Consent.objects.create(
            person=person,
            purpose=purpose,
            text_version=asked.version,
            channel=channel,
            entered_by=None if by.pk == person.pk else by,
            given_at=at,
        )
    _record("given", consent, by=by, at=at)
    return consent


@transaction.atomic
def withdraw_consent(*, person: Person, purpose: str, by: Person, at: datetime) -> bool:
    """Take a person's yes back. It stays in the list with its end. Returns whether there was one."""
    Person.objects.select_for_update().get(pk=person.pk)
    given = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).first()
    if given is None:
        return False
    given.withdrawn_at = at
    given.save(update_fields=["withdrawn_at"])
    _record("withdrawn", given, by=by, at=at)
    return True


def _record(what: str, consent: Consent, *, by: Person, at: datetime) -> None:
    details = {"what": what, "purpose": consent.purpose, "version": consent.text_version}
    audit.record("people.change_consent", actor=by, target=consent, at=at, details=details)
