"""Settling what the register has otherwise: taking its word after all, or noting that ours is sent to it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.people.models import Person
from lokallag.people.services.notices import Notice, notify
from lokallag.register.models import Difference

About = Difference.About
_NOTICES = {About.EMAIL: Notice.EMAIL_CHANGED, About.PHONE: Notice.PHONE_CHANGED}


@transaction.atomic
def take_theirs(*, difference: Difference, by: Person, at: datetime) -> None:
    """Write what the register has over what stands here. A new e-mail address or telephone is told to the old one.

    :raises RuleViolation: it is about the branch, which the member chooses, or it is settled already
    """
    difference = _locked(difference)
    if difference.about == About.BRANCH:
        raise RuleViolation(_("Avdelingen velger medlemmet selv. Ber medlemmet om det, kan du plassere det."))
    person = Person.objects.select_for_update().get(pk=difference.membership.person_id)
    notice = _NOTICES.get(About(difference.about))
    if notice is not None and person.email:
        notify(person=person, notice=notice, at=at)
    setattr(person, difference.about, difference.theirs)
    with speaking():
        person.save(update_fields=[difference.about])
    difference.delete()
    audit.record("register.import_members", actor=by, target=person, at=at, details={"settled": difference.about})


@transaction.atomic
def mark_sent(*, differences: Iterable[Difference], by: Person, at: datetime) -> int:
    """Note that the register has been told. They stay until a file agrees. Returns how many were not noted before."""
    ids = [each.pk for each in differences]
    count = Difference.objects.filter(pk__in=ids, sent_at=None).update(sent_at=at)
    audit.record("register.import_members", actor=by, target=None, at=at, details={"sent_to_register": count})
    return count


def _locked(difference: Difference) -> Difference:
    found = (
        Difference.objects.select_for_update(of=("self",)).select_related("membership").filter(pk=difference.pk).first()
    )
    if found is None:
        raise RuleViolation(_("Avviket er allerede gjort opp."))
    return found
