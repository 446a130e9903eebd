"""Erasing former members when their time is over, and the little that stays of those who were expelled."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from lokallag.core import audit
from lokallag.core.keeping import EVERYTHING, Period
from lokallag.membership.domain.choices import EndReason
from lokallag.membership.queries import Former, former_members
from lokallag.people.models import Person
from lokallag.privacy.models import Expulsion, Why
from lokallag.privacy.services.erasure import erase_person

logger = logging.getLogger(__name__)


def erase_former(*, reason: EndReason, why: Why, unpaid: Period, at: datetime, most: int = EVERYTHING) -> int:
    """Erase those who ceased to be members for ``reason`` and whose time is over at ``at``. Returns how many.

    Each is done or undone by itself: one who cannot be erased stays due, is logged by number, and stops nobody else.

    :param unpaid: how long after the day a fee was due who did not pay it is kept
    :param most: the most persons to erase in one go
    """
    erased = 0
    for former in former_members(reason, until=localdate(at), unpaid=unpaid):
        if erased >= most:
            break
        try:
            erased += _erase(former, reason=reason, why=why, at=at)
        except Exception as error:  # told by number and kind alone: the database's own words may quote the row
            logger.warning("person %s could not be erased: %s", former.person_id, type(error).__name__)
    return erased


@transaction.atomic
def _erase(former: Former, *, reason: EndReason, why: Why, at: datetime) -> int:
    person = Person.objects.select_for_update().filter(pk=former.person_id).first()
    if person is None or not _is_former_still(person, former, reason):
        return 0  # gone, or back as a member, since we looked
    if reason is EndReason.EXPELLED:
        Expulsion.objects.create(name=person.name, expelled_on=former.ended_on)
    erase_person(person=person, by=None, at=at, why=why)
    return 1


def _is_former_still(person: Person, former: Former, reason: EndReason) -> bool:
    membership = getattr(person, "membership", None)
    return membership is not None and (membership.ended_on, membership.end_reason) == (former.ended_on, reason.value)


@transaction.atomic
def note_expulsion(*, expulsion: Expulsion, body: str, appeal: str, by: Person, at: datetime) -> Expulsion:
    """Write down who expelled somebody, and what came of an appeal: all that may stay beside name and day."""
    expulsion = Expulsion.objects.select_for_update().get(pk=expulsion.pk)
    expulsion.body, expulsion.appeal = body.strip(), appeal.strip()
    expulsion.save(update_fields=["body", "appeal"])
    audit.record("privacy.note_expulsion", actor=by, target=expulsion, at=at)
    return expulsion
