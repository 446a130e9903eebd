"""What takes two: one officer proposes, another approves, and only then it is done (ADR 0011).

A room says what it lets be proposed by registering a kind in its ``apps.py``; the approval itself knows no room above
this one. What was proposed is carried out in the transaction of the approval, with the rights of both asked again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.keeping import EVERYTHING, Period, delete_some
from lokallag.core.permissions import may
from lokallag.organisation.models import Approval, Unit
from lokallag.people.models import Person

LASTS = timedelta(days=7)
Payload = Mapping[str, str | int | bool | list[int] | list[str] | None]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal in words, for those who decide it: what happens, in a line and in details; a page with more."""

    headline: str
    lines: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalKind:
    """One kind of thing that takes two. Both must be allowed ``act`` when it is proposed and when it is approved."""

    name: str
    title: str | Promise
    act: str
    describe: Callable[[Approval, date], Proposed]
    carry_out: Callable[[Approval, Person, datetime], None]


_kinds: dict[str, ApprovalKind] = {}


def register_kind(kind: ApprovalKind) -> None:
    """Let things of this kind be proposed.

    :raises ValueError: the name is taken
    """
    if kind.name in _kinds:
        raise ValueError(f"the kind of approval {kind.name} is registered twice")
    _kinds[kind.name] = kind


def kind_of(approval: Approval) -> ApprovalKind:
    """Return the kind of an approval.

    :raises LookupError: no room has registered it
    """
    return _kinds[approval.kind]


@transaction.atomic
def propose(
    *,
    kind: str,
    payload: Payload,
    by: Person,
    at: datetime,
    unit: Unit | None = None,
    beneficiary: Person | None = None,
    reason: str = "",
) -> Approval:
    """Propose something that another must approve within seven days. Returns the approval that waits.

    :param payload: what the kind needs to carry it out: ids, codes and dates
    :raises RuleViolation: the proposer may not do it, or would gain by it
    """
    found = _kinds[kind]
    if not may(by, found.act, unit):
        raise RuleViolation(_("Dette kan bare den foreslå som kan gjøre det."))
    with speaking():
        approval = Approval.objects.create(
            kind=kind,
            payload=dict(payload),
            unit=unit,
            proposer=by,
            beneficiary=beneficiary,
            reason=reason.strip(),
            proposed_at=at,
            expires_at=at + LASTS,
        )
    audit.record("organisation.propose_approval", actor=by, target=approval, at=at, details={"kind": kind})
    return approval


@transaction.atomic
def approve(*, approval: Approval, by: Person, at: datetime) -> Approval:
    """Approve what another proposed, and carry it out.

    :raises RuleViolation: it is decided or expired, the approver proposed it or gains by it, or one of the two no
        longer has the right to it; and whatever stands in the way of carrying it out
    """
    approval = _waiting(approval, at)
    kind = kind_of(approval)
    if by.pk in {approval.proposer_id, approval.beneficiary_id}:
        raise RuleViolation(_("Den som foreslår, og den som får noe ut av det, kan ikke godkjenne selv."))
    if approval.proposer is None or not may(approval.proposer, kind.act, approval.unit):
        raise RuleViolation(_("Den som foreslo dette, har ikke lenger vervet. Foreslå det på nytt."))
    if not may(by, kind.act, approval.unit):
        raise RuleViolation(_("Dette kan bare den godkjenne som kan gjøre det."))
    _decide(approval, Approval.State.APPROVED, by=by, at=at)
    kind.carry_out(approval, by, at)
    audit.record("organisation.decide_approval", actor=by, target=approval, at=at, details={"state": "approved"})
    return approval


@transaction.atomic
def decline(*, approval: Approval, by: Person, at: datetime) -> Approval:
    """Say no to what another proposed, or take back what one proposed oneself.

    :raises RuleViolation: it is decided or expired
    """
    approval = _waiting(approval, at)
    state = Approval.State.WITHDRAWN if by.pk == approval.proposer_id else Approval.State.DECLINED
    _decide(approval, state, by=by, at=at)
    audit.record("organisation.decide_approval", actor=by, target=approval, at=at, details={"state": state.value})
    return approval


def _waiting(approval: Approval, at: datetime) -> Approval:
    found = Approval.objects.select_for_update(of=("self",)).select_related("proposer", "unit").get(pk=approval.pk)
    if found.state != Approval.State.WAITING:
        raise RuleViolation(_("Forslaget er allerede avgjort. Se det på nytt."))
    if found.expires_at <= at:
        raise RuleViolation(_("Forslaget er for gammelt. Det varer i sju dager, og må foreslås på nytt."))
    return found


def _decide(approval: Approval, state: Approval.State, *, by: Person, at: datetime) -> None:
    approval.state, approval.decided_by, approval.decided_at = state, by, at
    with speaking():
        approval.save(update_fields=["state", "decided_by", "decided_at"])


def forget_ended(*, at: datetime, kept: Period, most: int = EVERYTHING) -> int:
    """Delete proposals that were decided, or expired, longer ago than ``kept``, at most ``most``. Returns how many."""
    ended = Approval.objects.annotate(ended_at=Coalesce("decided_at", "expires_at"))
    return delete_some(ended.filter(ended_at__lt=kept.before(at)).order_by("ended_at"), most=most)
