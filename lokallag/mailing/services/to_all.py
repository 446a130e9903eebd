"""A mailing to all members of the party takes two: one proposes it, another on the board reads it and lets it go.

Whoever takes over one officer's sign-in cannot speak to every member (security.md, ASVS 2.3.5).
"""

from datetime import datetime

from django.utils.translation import gettext as _

from lokallag.core.errors import RuleViolation
from lokallag.core.stale import check_fresh
from lokallag.mailing.domain.kinds import Kind
from lokallag.mailing.domain.segments import Segment, Who
from lokallag.mailing.models import Mailing
from lokallag.mailing.services.sending import send_mailing
from lokallag.organisation.models import Approval
from lokallag.organisation.services.approvals import Payload, propose
from lokallag.people.models import Person

TO_ALL = "mailing.send_to_all"


def takes_two(segment: Segment) -> bool:
    """Tell whether a mailing to this segment needs a second officer: all members, whatever their age."""
    return segment.who is Who.MEMBERS and not segment.units


def waiting_for_second(mailing: Mailing, *, at: datetime) -> Approval | None:
    """Return the proposal to send this mailing that waits for an answer, if there is one."""
    waiting = Approval.objects.filter(kind=TO_ALL, payload__mailing=mailing.pk, state=Approval.State.WAITING)
    return waiting.filter(expires_at__gt=at).order_by("-pk").first()


def propose_to_all(*, mailing: Mailing, by: Person, at: datetime) -> Approval:
    """Propose that a draft is sent to all members, just as it is now. Proposed twice, it is one proposal.

    :raises RuleViolation: the proposer may not send it
    """
    waiting = waiting_for_second(mailing, at=at)
    if waiting is not None:
        return waiting
    payload: Payload = {"mailing": mailing.pk, "seen": mailing.fingerprint}
    return propose(kind=TO_ALL, payload=payload, unit=mailing.unit, by=by, at=at)


def send_to_all(approval: Approval, _by: Person, at: datetime) -> None:
    """Send what another has approved.

    :raises RuleViolation: the draft is gone, or says something else than what was proposed
    """
    mailing = Mailing.objects.select_for_update(of=("self",)).filter(pk=int(str(approval.payload["mailing"]))).first()
    if mailing is None:
        raise RuleViolation(_("Utkastet er kastet. Det er ingenting å sende."))
    if mailing.sent_at is None:
        check_fresh(str(approval.payload["seen"]), mailing.fingerprint)
        send_mailing(
            key=mailing.key,
            kind=Kind(mailing.kind),
            segment=mailing.to,
            unit=mailing.unit,
            texts=mailing.words,
            by=approval.proposer,
            at=at,
        )
