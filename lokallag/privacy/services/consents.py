"""Saying yes to one use of one's data, and taking it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lokallag.core import audit
from lokallag.core.errors import RuleViolation
from lokallag.people.models import Consent, Person
from lokallag.privacy.domain import consents

Channel = Consent.Channel


@transaction.atomic
def give_consent(
    *, person: Person, purpose: str, version: str, by: Person, at: datetime, channel: str = Channel.SELF
) -> Consent:
    """Write down that a person said yes to the newest text of a purpose. Saying it twice changes nothing.

    A yes to an older version is closed, and stands as history.

    :param version: the version that the person read
    :param by: the person, or the officer who wrote it down after a call, a paper or a talk
    :raises RuleViolation: nothing is asked for this purpose, or the text is newer than what was read
    """
    text = consents.newest_for(purpose)
    if text is None or text.version != version:
        raise RuleViolation(_("Teksten er endret siden du åpnet siden. Les den nye før du svarer."))
    Person.objects.select_for_update().get(pk=person.pk)
    given = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True).first()
    if given is not None and given.text_version == version:
        return given
    if given is not None:
        given.withdrawn_at = at
        given.save(update_fields=["withdrawn_at"])
    row = Consent.objects.create(
        person=person,
        purpose=purpose,
        text_version=version,
        channel=channel,
        entered_by=None if by.pk == person.pk else by,
        given_at=at,
    )
    audit.record(
        "privacy.give_consent",
        actor=by,
        target=person,
        at=at,
        details={"purpose": purpose, "version": version, "channel": str(channel)},
    )
    return row


@transaction.atomic
def withdraw_consent(*, person: Person, purpose: str, by: Person, at: datetime) -> bool:
    """Take back a yes, whatever version it was given to. Returns whether there was one."""
    given = Consent.objects.select_for_update().filter(person=person, purpose=purpose, withdrawn_at__isnull=True)
    withdrawn = given.update(withdrawn_at=at)
    if withdrawn:
        audit.record("privacy.withdraw_consent", actor=by, target=person, at=at, details={"purpose": purpose})
    return bool(withdrawn)
