"""Choosing a branch: the member freely, or an officer of the board for a member who asks."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.membership.domain.choices import Reason, reason_of
from lokallag.membership.models import BranchChoice, Membership
from lokallag.membership.queries.areas import suggested_for
from lokallag.membership.services import notes
from lokallag.organisation.models import Unit
from lokallag.people.models import Person

NO_CHOICE = 0  # what ``seen`` is when the page showed that no branch was chosen
CLOSED = _("Denne avdelingen tar ikke imot medlemmer lenger. Velg en annen.")
CHANGED = _("Valget av avdeling er endret siden du åpnet siden. Se hvilken avdeling som gjelder nå, og velg på nytt.")


@transaction.atomic
def choose_branch(
    *,
    membership: Membership,
    unit: Unit,
    by: Person | None,
    at: datetime,
    reason: Reason | None = None,
    seen: int | None = None,
    tell_member: bool = True,
) -> BranchChoice:
    """Let a member belong to a branch from today on, whichever branch answers where the member lives.

    The member and the leaders of the branch left and the branch joined get a note, except for what is imported.
    Staying in one's branch when another is offered is a choice too: it is written down, and the offer is answered.
    A choice that changes nothing writes nothing, and gives back the present one.

    :param reason: ``None`` works it out: followed suggestion where the branch answers for the postal code, else own
    :param seen: the id of the choice that the page showed, 0 where it showed none; ``None`` asks for no such check
    :param tell_member: False where the member gets word in another way (a receipt)
    :raises RuleViolation: the branch is closed, the choice has changed since the page was shown, or the membership
        has ended
    """
    on = local_date(at)
    membership, present, unit = _locked(membership, unit, on, seen)
    suggested = _suggested(membership, on)
    suggested_id = None if suggested is None else suggested.pk
    if present is not None and present.unit_id == unit.pk and present.suggested_id == suggested_id:
        return present
    why = reason or reason_of(chosen=unit.pk, suggested=suggested_id)
    choice = _write(membership, present, unit, suggested, reason=why, by=by, on=on)
    audit.record("membership.choose_branch", actor=by, target=choice, at=at, details={"unit": unit.pk, "reason": why})
    if why != Reason.IMPORTED:
        notes.tell_of_choice(choice, present, unit, at=at, tell_member=tell_member)
    return choice


@transaction.atomic
def place_member(
    *,
    membership: Membership,
    unit: Unit,
    note: str,
    by: Person | None,
    at: datetime,
    seen: int | None = None,
) -> BranchChoice:
    """Place a member in a branch, as an officer of the board, for instance because the member asked by phone.

    :param note: why, in words that the member reads
    :param seen: as in ``choose_branch``
    :raises RuleViolation: no reason is given, the member is in that branch already, the branch is closed, the choice
        has changed since the page was shown, or the membership has ended
    """
    if not note.strip():
        raise RuleViolation(
            _("Skriv hvorfor, for eksempel «Ba om det på telefon». Medlemmet får se det."), field="note"
        )
    if len(note.strip()) > 300:
        raise RuleViolation(_("Skriv høyst 300 tegn."), field="note")
    on = local_date(at)
    membership, present, unit = _locked(membership, unit, on, seen)
    if present is not None and present.unit_id == unit.pk:
        raise RuleViolation(_("Medlemmet hører allerede til denne avdelingen."), field="unit")
    suggested = _suggested(membership, on)
    choice = _write(
        membership, present, unit, suggested, reason=Reason.PLACED_BY_OFFICE, by=by, on=on, note=note.strip()
    )
    audit.record("membership.place_member", actor=by, target=choice, at=at, details={"unit": unit.pk})
    notes.tell_of_choice(choice, present, unit, at=at)
    return choice


def _locked(
    membership: Membership, unit: Unit, on: date, seen: int | None
) -> tuple[Membership, BranchChoice | None, Unit]:
    """Return the membership (locked), its present choice and the branch (kept from closing), all as stored now."""
    membership = Membership.objects.select_for_update(of=("self",)).select_related("person").get(pk=membership.pk)
    if not membership.holds_on(on):
        raise RuleViolation(_("Medlemskapet er avsluttet. Bare medlemmer velger avdeling."))
    present = membership.choices.filter(ended_on__isnull=True).select_related("unit").first()
    if seen is not None and seen != (NO_CHOICE if present is None else present.pk):
        raise RuleViolation(CHANGED)
    open_branch = Unit.objects.branches(on).select_for_update(of=("self",), no_key=True).filter(pk=unit.pk).first()
    if open_branch is None:
        raise RuleViolation(CLOSED, field="unit")
    return membership, present, open_branch


def _suggested(membership: Membership, on: date) -> Unit | None:
    code = membership.person.postal_code
    return suggested_for([code], on).get(code)


def _write(
    membership: Membership,
    present: BranchChoice | None,
    unit: Unit,
    suggested: Unit | None,
    *,
    reason: Reason,
    by: Person | None,
    on: date,
    note: str = "",
) -> BranchChoice:
    with speaking():
        if present is not None:
            present.ended_on = on
            present.save(update_fields=["ended_on"])
        return BranchChoice.objects.create(
            membership=membership,
            unit=unit,
            chosen_on=on,
            reason=reason,
            suggested=suggested,
            postal_code=membership.person.postal_code,
            chosen_by=by,
            note=note,
        )
