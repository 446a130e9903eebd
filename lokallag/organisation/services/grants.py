"""Electing leader or secretary of the municipal party: proposed by one, approved by another (ADR 0011)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.calendar.domain.words import in_words
from lokallag.core import scope
from lokallag.core.errors import RuleViolation
from lokallag.organisation.models import Approval, Office, Unit
from lokallag.organisation.queries.effects import effects_of, powers_on
from lokallag.organisation.services.approval_kinds import CHECK_MINUTES, DONE
from lokallag.organisation.services.approvals import ApprovalKind, Proposed, propose
from lokallag.organisation.services.offices import write_term
from lokallag.people.models import Person

GRANT = "organisation.grant_office"
T = TypeVar("T")


def tried_out(act: Callable[[], T]) -> T:
    """Do ``act`` and take it back again: what it would answer, and every rule it would break."""
    try:
        with transaction.atomic():
            found = act()
            transaction.set_rollback(True)
        return found
    finally:
        scope.forget()


def check_minuted(elected_by: str, elected_on: date | None, minuted_in: str) -> None:
    """Do nothing where the election stands in minutes: all power over the register rests on one.

    :raises RuleViolation: meeting, day or minutes are missing
    """
    if not elected_by.strip():
        raise RuleViolation(_("Skriv hvilket møte som valgte, for eksempel «Årsmøtet 2026»."), field="elected_by")
    if elected_on is None:
        raise RuleViolation(
            _("Skriv dagen møtet ble holdt. Den som godkjenner, skal kunne se etter."), field="elected_on"
        )
    if not minuted_in.strip():
        raise RuleViolation(_("Skriv hvor valget står i protokollen. Rettighetene bygger på det."), field="minuted_in")


@transaction.atomic
def propose_grant(
    *,
    office: Office,
    person: Person,
    from_on: date,
    until_on: date | None,
    elected_by: str,
    elected_on: date | None,
    minuted_in: str,
    by: Person,
    at: datetime,
    seat: int | None = None,
    reason: str = "",
) -> Approval:
    """Propose that an elected person is seated where power over the whole register follows. Another must approve.

    Everything that stands in the way now is told now.

    :raises RuleViolation: the election is not minuted, one's own office, the same waits already, and all that
        ``appoint`` refuses
    """
    check_minuted(elected_by, elected_on, minuted_in)
    Unit.objects.select_for_update().get(pk=office.unit_id)
    if Approval.objects.filter(
        kind=GRANT, state=Approval.State.WAITING, expires_at__gt=at, beneficiary=person, payload__office=office.pk
    ).exists():
        raise RuleViolation(_("Dette venter allerede på godkjenning. Se under Godkjenninger."), field="person")
    tried_out(
        lambda: write_term(
            office=office,
            person=person,
            from_on=from_on,
            until_on=until_on,
            seat=seat,
            elected_by=elected_by,
            elected_on=elected_on,
            minuted_in=minuted_in,
            by=by,
            at=at,
        )
    )
    return propose(
        kind=GRANT,
        payload={
            "office": office.pk,
            "seat": seat,
            "from_on": from_on.isoformat(),
            "until_on": until_on.isoformat() if until_on is not None else None,
            "elected_by": elected_by.strip(),
            "elected_on": elected_on.isoformat() if elected_on is not None else None,
            "minuted_in": minuted_in.strip(),
        },
        unit=office.unit,
        beneficiary=person,
        reason=reason,
        by=by,
        at=at,
    )


def day_of(text: object) -> date | None:
    """Return the day that a payload holds as text, or ``None``."""
    return date.fromisoformat(text) if isinstance(text, str) and text else None


def election_in_words(payload: dict[str, object]) -> str:
    """Return what an election rests on: the meeting, the day, the minutes."""
    held = day_of(payload.get("elected_on"))
    return _("Valgt av %(meeting)s, %(day)s. I protokollen: %(minutes)s.") % {
        "meeting": payload.get("elected_by", ""),
        "day": in_words(held) if held is not None else "",
        "minutes": payload.get("minuted_in", ""),
    }


def _carry_out(approval: Approval, _by: Person, at: datetime) -> None:
    """Seat the person as the proposer wrote it."""
    payload = approval.payload
    office = Office.objects.filter(pk=payload.get("office", 0)).first()
    first = day_of(payload.get("from_on"))
    if office is None or approval.beneficiary is None or first is None:
        raise RuleViolation(_("Personen eller vervet finnes ikke lenger. Si nei, og foreslå det på nytt."))
    write_term(
        office=office,
        person=approval.beneficiary,
        from_on=first,
        until_on=day_of(payload["until_on"]),
        seat=payload["seat"],
        elected_by=payload["elected_by"],
        elected_on=day_of(payload["elected_on"]),
        minuted_in=payload["minuted_in"],
        by=approval.proposer,
        at=at,
        approval=approval,
    )


def _describe(approval: Approval, on: date) -> Proposed:
    payload = approval.payload
    office = Office.objects.select_related("unit").filter(pk=payload.get("office", 0)).first()
    first, last = day_of(payload.get("from_on")) or on, day_of(payload.get("until_on"))
    person = approval.beneficiary
    if office is None or person is None:
        return Proposed(_("Et verv i kommunepartiet til en som ikke står i registeret lenger"))
    unit = Unit.objects.named(on).get(pk=office.unit_id)
    words = {
        "name": person.name,
        "office": office.label.lower(),
        "unit": unit.name,
        "first": in_words(first),
        "last": in_words(last) if last is not None else "",
    }
    if last is not None:
        headline = _("%(name)s blir %(office)s i %(unit)s fra %(first)s til og med %(last)s") % words
    else:
        headline = _("%(name)s blir %(office)s i %(unit)s fra %(first)s") % words
    lines = [election_in_words(payload)]
    if approval.state == Approval.State.WAITING:
        lines += _gains(office, person, first, on)
    return Proposed(headline, tuple(lines), before=CHECK_MINUTES, done=DONE)


def _gains(office: Office, person: Person, first: date, on: date) -> list[str]:
    """Return what the person gains by the office, in a sentence; nothing where they have it all already."""
    day = max(first, on)
    before, after = powers_on([person.pk], day), powers_on([person.pk], day, plus=[(person.pk, office)])
    return [effect.gains for effect in effects_of({person.pk: person.name}, before, after, day=day) if effect.gains]


GRANT_KIND = ApprovalKind(
    name=GRANT,
    title=gettext_lazy("Leder eller sekretær i kommunepartiet"),
    act="organisation.appoint_officer",
    approve_act="organisation.approve_grant",
    describe=_describe,
    carry_out=_carry_out,
)
