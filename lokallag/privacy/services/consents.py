"""Saying yes to the text that one has read. What is kept of it, and taking it back, are the room of persons'."""

from datetime import datetime

from django.utils.translation import gettext as _

from lokallag.core.errors import RuleViolation
from lokallag.people import services as people
from lokallag.people.models import Consent, Person
from lokallag.privacy.domain import consents


def give_consent(*, person: Person, purpose: str, version: str, by: Person, at: datetime) -> Consent:
    """Write down that a person said yes to the newest text of a purpose. Saying it twice changes nothing.

    :param version: the version that the person read
    :raises RuleViolation: nothing is asked for this purpose, or the text is newer than what was read
    """
    text = consents.newest_for(purpose)
    if text is None or text.version != version:
        raise RuleViolation(_("Teksten er endret siden du åpnet siden. Les den nye før du svarer."))
    return people.give_consent(person=person, purpose=purpose, by=by, at=at)
