"""Leaving, entered by an officer after the member has said it. It is the member's own leaving, with its erasure."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.errors import RuleViolation
from lokallag.membership.domain.behalf import Said, fault_in_day
from lokallag.membership.models import Membership
from lokallag.membership.services.behalf import ENDED, FAULTS, OWN
from lokallag.organisation.models import Term
from lokallag.people.models import Person
from lokallag.privacy.services.leaving import leave_party

HOLDS_OFFICE = _("Medlemmet har et verv. Avslutt vervet først, eller la medlemmet melde seg ut selv på Min side.")


@transaction.atomic
def leave_for_member(*, membership: Membership, said: Said, by: Person, at: datetime) -> bool:
    """Let a member leave as the member has said. Returns whether the receipt went by e-mail.

    Whoever holds an office is left out: no officer removes another by this. What says who entered it, how and when is
    the log of changes: of the member nothing stays.

    :raises RuleViolation: it is for oneself, the member holds or is to hold an office, the membership has ended, the
        day is not within the last year
    """
    on = local_date(at)
    membership = Membership.objects.select_for_update(no_key=True).select_related("person").get(pk=membership.pk)
    if membership.person_id == by.pk:
        raise RuleViolation(OWN)
    if not membership.holds_on(on):
        raise RuleViolation(ENDED)
    fault = fault_in_day(said, today=on)
    if fault is not None:
        raise RuleViolation(FAULTS[fault], field="said_on")
    if Term.objects.filter(person_id=membership.person_id).exclude(until_on__lt=on).exists():
        raise RuleViolation(HOLDS_OFFICE)
    went_by_mail = leave_party(person=membership.person, by=by, at=at)
    details = {"how": str(said.how), "said_on": said.on.isoformat()}
    audit.record("privacy.leave_for_member", actor=by, target=None, at=at, details=details)
    return went_by_mail
