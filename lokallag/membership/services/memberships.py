"""Becoming a member and ceasing to be one."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.membership.domain.choices import EndReason
from lokallag.membership.models import Belonging, Membership
from lokallag.people.models import Person


@transaction.atomic
def start_membership(*, person: Person, number: str, joined_on: date, by: Person | None, at: datetime) -> Membership:
    """Write a person down as a member from a day on. Which branch is a separate choice.

    Somebody who left and comes back gets the same membership with a new first day; the earlier choices of branch
    stay in its history.

    :param number: the number in the party's national register
    :param by: who wrote it down; ``None`` is a command on the server
    :raises RuleViolation: the person is a member already, or the number is missing or another member's
    """
    Person.objects.select_for_update().get(pk=person.pk)
    earlier = Membership.objects.filter(person=person).first()
    if earlier is not None and earlier.ended_on is None:
        raise RuleViolation(_("%(name)s er allerede medlem.") % {"name": person.name}, field="person")
    if earlier is not None and earlier.ended_on is not None and joined_on < earlier.ended_on:
        raise RuleViolation(
            _("Det forrige medlemskapet varte til en senere dag. Velg en senere dato."), field="joined_on"
        )
    membership = earlier or Membership(person=person)
    membership.number, membership.joined_on = number.strip(), joined_on
    membership.ended_on, membership.end_reason = None, ""
    with speaking():
        membership.save()
    audit.record(
        "membership.start_membership",
        actor=by,
        target=membership,
        at=at,
        details={"joined_on": joined_on.isoformat()},
    )
    return membership


@transaction.atomic
def end_membership(
    *, membership: Membership, ended_on: date, reason: EndReason, by: Person | None, at: datetime
) -> Membership:
    """End a membership, and with it the choice of branch and what the person has joined or follows.

    Ending what has ended changes nothing.

    :param ended_on: the first day on which the person is no longer a member
    :raises RuleViolation: the day lies in the future, before the first day, or before the latest choice of branch
    """
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if membership.ended_on is not None:
        return membership
    if ended_on > local_date(at):
        raise RuleViolation(_("Velg i dag eller en tidligere dag. Et medlemskap avsluttes når det er slutt."))
    with speaking():
        membership.choices.filter(ended_on__isnull=True).update(ended_on=ended_on)
        membership.ended_on, membership.end_reason = ended_on, reason
        membership.save(update_fields=["ended_on", "end_reason"])
        Belonging.objects.filter(person_id=membership.person_id).delete()
    audit.record(
        "membership.end_membership",
        actor=by,
        target=membership,
        at=at,
        details={"ended_on": ended_on.isoformat(), "reason": reason},
    )
    return membership
