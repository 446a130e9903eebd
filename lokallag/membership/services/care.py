"""Writes about those whom one must take more care of: protected addresses, and members under 18."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.keeping import delete_some
from lokallag.membership.domain.ages import GROWN
from lokallag.membership.models import AddressKeeper, Guardian, Membership
from lokallag.membership.queries.address import holds_register
from lokallag.people import services as people
from lokallag.people.domain.contact import clean_phone
from lokallag.people.domain.names import clean_name
from lokallag.people.models import Person


@transaction.atomic
def name_address_keeper(*, person: Person | None, by: Person, at: datetime) -> AddressKeeper | None:
    """Name the one person who sees protected addresses from now on, or nobody.

    :raises RuleViolation: one names oneself, or somebody who is not leader or secretary of the party
    """
    live = AddressKeeper.objects.live().select_for_update().first()
    if person is not None and person.pk == by.pk:
        raise RuleViolation(_("Du kan ikke utpeke deg selv. Be en annen i styret om det."), field="person")
    if person is not None and not holds_register(person, local_date(at)):
        raise RuleViolation(_("Velg lederen eller sekretæren i kommunepartiet."), field="person")
    if live is not None and person is not None and live.person_id == person.pk:
        return live
    if live is not None:
        live.ended_on = local_date(at)
        live.save(update_fields=["ended_on"])
    made = None
    if person is not None:
        with speaking():
            made = AddressKeeper.objects.create(person=person, named_on=local_date(at), named_by=by)
    if made is not None or live is not None:
        audit.record("membership.name_address_keeper", actor=by, target=person, at=at)
    return made


@transaction.atomic
def protect_member(*, membership: Membership, is_protected: bool, by: Person, at: datetime) -> None:
    """Write down for a member that the address is protected, or no longer."""
    people.set_protected(person=membership.person, is_protected=is_protected, by=by, at=at)
    audit.record("membership.protect_member", actor=by, target=membership, at=at, details={"protected": is_protected})


@transaction.atomic
def write_guardian(*, membership: Membership, name: str, phone: str, email: str, by: Person, at: datetime) -> Guardian:
    """Write down who answers for a member under 18, in place of what was written before.

    :raises RuleViolation: the name is missing, there is no way to reach them, or the number is none
    """
    number = clean_phone(phone)
    if number is None:
        raise RuleViolation(_("Skriv telefonnummeret med åtte siffer, eller med landkode foran."), field="phone")
    with speaking({"guardian_can_be_reached": "name"}):
        guardian, _is_new = Guardian.objects.update_or_create(
            person_id=membership.person_id, defaults={"name": clean_name(name), "phone": number, "email": email.strip()}
        )
    audit.record("membership.edit_guardian", actor=by, target=membership, at=at)
    return guardian


def of_grown(on: date) -> QuerySet[Guardian]:
    """Return who answers for members that are no longer under 18, and for those of whom no year of birth is known.

    Only the year of birth is known, so one is under 18 to the end of the year in which one turns 18. Without a year
    nobody is shown the guardian, so that nothing is left to keep it for.
    """
    return Guardian.objects.filter(Q(person__birth_year__lt=on.year - GROWN) | Q(person__birth_year=None))


def forget_guardians(*, at: datetime, most: int) -> int:
    """Delete at most ``most`` guardians of members that are no longer under 18, the eldest first. Returns how many."""
    return delete_some(of_grown(local_date(at)).order_by("person__birth_year", "pk"), most=most)
