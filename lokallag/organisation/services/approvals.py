"""What takes two: one officer proposes, another approves, and only then it is done (ADR 0011).

A room says what it lets be proposed by registering a kind in its ``apps.py``; the approval itself knows no room above
this one. What was proposed is carried out in the transaction of the approval, with the rights of both asked again.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date, midnight_after
from lokallag.core import audit, scope
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.keeping import EVERYTHING, Period, delete_some
from lokallag.core.permissions import find_act, may
from lokallag.organisation.models import Approval, Term, Unit
from lokallag.organisation.services import approval_notes as notes
from lokallag.organisation.services.approval_kinds import (
    ApprovalKind,
    Overtaken,
    Proposed,
    deciders,
    find_kind,
    has_right_to_decide,
    kind_of,
    own_hand,
    register_kind,
)
from lokallag.people.models import Person

__all__ = [
    "LASTS",
    "ApprovalKind",
    "Overtaken",
    "Payload",
    "Proposed",
    "approve",
    "deciders",
    "decline",
    "end_overtaken",
    "expire_approvals",
    "forget_ended",
    "has_right_to_decide",
    "kind_of",
    "own_hand",
    "propose",
    "register_kind",
    "remind_of_approvals",
]

LASTS = timedelta(days=7)
Payload = Mapping[str, str | int | bool | list[int] | list[str] | None]


@transaction.atomic
def propose(
    *,
    kind: str,
    payload: Payload,
    by: Person,
    at: datetime,
    unit: Unit | None = None,
    beneficiary: Person | None = None,
    also_for: Collection[int] = (),
    reason: str = "",
) -> Approval:
    """Propose something that another must approve within seven days. Returns the approval that waits.

    Those who can approve it, the proposer and those who gain by it are written to.

    :param payload: what the kind needs to carry it out: ids, codes and dates
    :param also_for: ids of others than the beneficiary who gain by it, and so cannot approve it
    :raises RuleViolation: the proposer may not do it, or would gain by it
    """
    found = find_kind(kind)
    if not may(by, found.act, unit):
        raise RuleViolation(_("Dette kan bare den foreslå som kan gjøre det."))
    with speaking():
        approval = Approval.objects.create(
            kind=kind,
            payload=dict(payload),
            unit=unit,
            proposer=by,
            beneficiary=beneficiary,
            also_for=sorted(set(also_for)),
            reason=reason.strip()[:300],
            proposed_at=at,
            expires_at=at + LASTS,
        )
    audit.record("organisation.propose_approval", actor=by, target=approval, at=at, details={"kind": kind})
    notes.tell(approval, notes.News.PROPOSED, at=at)
    return approval


@transaction.atomic
def approve(*, approval: Approval, by: Person, at: datetime) -> Approval:
    """Approve what another proposed, and carry it out. Of two who approve at once, one does and the other is told so.

    :raises RuleViolation: it is decided or expired, the approver proposed it or gains by it, or one of the two no
        longer has the right to it; and whatever stands in the way of carrying it out
    :raises Overtaken: it can never be carried out any more: then call ``end_overtaken``
    """
    approval = _waiting(approval, at)
    kind = kind_of(approval)
    if why := own_hand(approval, by):
        raise RuleViolation(why)
    _hold_terms(approval, by, at)
    if approval.proposer is None or not find_act(kind.act).predicate.test(approval.proposer, approval.unit):
        raise RuleViolation(_("Den som foreslo dette, har ikke lenger vervet. Foreslå det på nytt."))
    if not may(by, kind.deciding_act, approval.unit):
        raise RuleViolation(_("Du har ikke lenger et verv som gir rett til å godkjenne dette."))
    _decide(approval, Approval.State.APPROVED, by=by, at=at)
    told = notes.tell(approval, notes.News.APPROVED, at=at)  # before: those who lose an office by it are told, too
    kind.carry_out(approval, by, at)
    audit.record(
        "organisation.decide_approval", actor=by, target=approval, at=at, details={"state": "approved", "told": told}
    )
    scope.forget()
    return approval


@transaction.atomic
def decline(*, approval: Approval, by: Person, at: datetime, answer: str = "") -> Approval:
    """Say no to what another proposed, or take back what one proposed oneself.

    :param answer: why not, for the proposer to read; who takes back an own proposal needs none
    :raises RuleViolation: it is decided or expired, no reason is given, or one has nothing to do with it
    """
    approval = _waiting(approval, at)
    if by.pk == approval.proposer_id:
        _decide(approval, Approval.State.WITHDRAWN, by=by, at=at)
        notes.tell(approval, notes.News.WITHDRAWN, at=at)
    else:
        scope.forget()
        if not has_right_to_decide(by, approval):
            raise RuleViolation(_("Du har ikke lenger et verv som gir rett til å avgjøre dette."))
        if not answer.strip():
            raise RuleViolation(_("Skriv hvorfor du sier nei. Den som foreslo det, får lese det."), field="answer")
        approval.answer = answer.strip()[:300]
        _decide(approval, Approval.State.DECLINED, by=by, at=at)
        notes.tell(approval, notes.News.DECLINED, at=at)
    audit.record(
        "organisation.decide_approval", actor=by, target=approval, at=at, details={"state": str(approval.state)}
    )
    return approval


@transaction.atomic
def end_overtaken(*, approval: Approval, why: str, at: datetime) -> None:
    """End a proposal that can no longer be carried out, and tell the proposer and those who could decide it why."""
    approval = Approval.objects.select_for_update(of=("self",)).select_related("proposer").get(pk=approval.pk)
    if approval.state != Approval.State.WAITING:
        return
    approval.answer = why[:300]
    _decide(approval, Approval.State.WITHDRAWN, by=None, at=at)
    if (overtaken := kind_of(approval).overtaken) is not None:
        overtaken(approval, at)
    notes.tell(approval, notes.News.OVERTAKEN, at=at)
    audit.record("organisation.decide_approval", actor=None, target=approval, at=at, details={"state": "overtaken"})


@transaction.atomic
def expire_approvals(*, at: datetime) -> int:
    """Mark what nobody decided in time. Returns how many. It could not be approved any more before, either."""
    over = Approval.objects.select_for_update(skip_locked=True).filter(state=Approval.State.WAITING, expires_at__lte=at)
    count = 0
    for approval in over:
        _decide(approval, Approval.State.EXPIRED, by=None, at=approval.expires_at)
        audit.record("organisation.decide_approval", actor=None, target=approval, at=at, details={"state": "expired"})
        notes.tell(approval, notes.News.EXPIRED, at=at)
        count += 1
    return count


def remind_of_approvals(*, at: datetime) -> int:
    """Write once to those who can decide what expires before the end of tomorrow, and to the proposer.

    Returns how many proposals were written about. What has been written about already is counted, not written again.
    """
    soon = midnight_after(local_date(at) + timedelta(days=1))
    waiting = Approval.objects.filter(state=Approval.State.WAITING, expires_at__gt=at, expires_at__lte=soon)
    count = 0
    for approval in waiting.select_related("unit", "proposer", "beneficiary").order_by("expires_at", "pk"):
        notes.tell(approval, notes.News.EXPIRES_SOON, at=at)
        count += 1
    return count


def _waiting(approval: Approval, at: datetime) -> Approval:
    found = (
        Approval.objects.select_for_update(of=("self",))
        .select_related("proposer", "beneficiary", "unit")
        .get(pk=approval.pk)
    )
    if found.state not in {Approval.State.WAITING, Approval.State.EXPIRED}:
        raise RuleViolation(_("Forslaget er allerede avgjort. Se det på nytt."))
    if found.expires_at <= at or found.state == Approval.State.EXPIRED:
        raise RuleViolation(_("Forslaget er for gammelt. Det varer i sju dager, og må foreslås på nytt."))
    return found


def _hold_terms(approval: Approval, by: Person, at: datetime) -> None:
    """Let nobody end the offices that the two act by until this is done, and ask anew what they hold.

    A unit is always locked before the terms in it.
    """
    terms = Term.objects.live(local_date(at)).filter(person_id__in=[by.pk, approval.proposer_id])
    units = Unit.objects.filter(pk__in=terms.values("office__unit_id")).order_by("pk")
    list(units.select_for_update())
    list(terms.select_for_update(of=("self",)).order_by("pk"))
    scope.forget()


def _decide(approval: Approval, state: Approval.State, *, by: Person | None, at: datetime) -> None:
    approval.state, approval.decided_by, approval.decided_at = state, by, at
    with speaking():
        approval.save(update_fields=["state", "decided_by", "decided_at", "answer"])


def forget_ended(*, at: datetime, kept: Period, most: int = EVERYTHING) -> int:
    """Delete proposals that were decided, or expired, longer ago than ``kept``, at most ``most``. Returns how many."""
    ended = Approval.objects.annotate(ended_at=Coalesce("decided_at", "expires_at"))
    return delete_some(ended.filter(ended_at__lt=kept.before(at)).order_by("ended_at"), most=most)
