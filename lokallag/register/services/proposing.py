"""Asking that an import be carried out: at once by a job, or when a second officer has confirmed who goes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from lokallag.calendar.domain.local import local_date
from lokallag.core.errors import RuleViolation
from lokallag.organisation.models import Approval
from lokallag.organisation.queries import main_unit
from lokallag.organisation.services import approvals
from lokallag.people.models import Person
from lokallag.register.domain.lifecycle import State, needs_second
from lokallag.register.models import ImportEnd, RegisterImport
from lokallag.register.services.applying import APPLY_JOB, apply_import
from lokallag.register.services.checks import (
    MOVED_ON,
    as_it_stands,
    checked_reason,
    count_again,
    give_up_lost,
    work_out_again,
)
from lokallag.register.services.standing import bring_back_rows, seal_rows

KIND = APPLY_JOB


@transaction.atomic
def ask_to_apply(*, of: RegisterImport, end_reason: str, by: Person, at: datetime) -> RegisterImport:
    """Let an import be carried out: at once by a job, or when a second officer has confirmed who goes.

    :param end_reason: why those who are not in the file go, where nothing else is said of one
    :raises RuleViolation: it has moved on, or no reason is given
    """
    of = as_it_stands(of, {State.READY, State.WAITING})
    if of.state == State.WAITING and waiting_approval(of, at) is not None:
        raise RuleViolation(MOVED_ON)
    counts = count_again(of, at)
    if counts["gone"]:
        checked_reason(end_reason, needed=True)
    uploader = of.sent_by_id
    of.end_reason, of.moved_at, of.problem, of.asked_by = end_reason, at, "", by
    if needs_second(counts["gone"], counts["members"]):
        ImportEnd.objects.filter(of=of).update(is_proposed=True)
        seal_rows(of)
        of.state = State.WAITING
        of.save(update_fields=["end_reason", "moved_at", "problem", "asked_by", "state"])
        approval = approvals.propose(
            kind=KIND,
            payload={"import": str(of.pk), "count": counts["gone"], "sent_by": uploader},
            unit=main_unit(local_date(at)),
            by=by,
            at=at,
        )
        _somebody_can_approve(approval, of, at)
    else:
        of.state = State.APPLYING
        of.save(update_fields=["end_reason", "moved_at", "problem", "asked_by", "state"])
        app.configure_task(APPLY_JOB).defer(key=str(of.pk))
    return of


def _somebody_can_approve(approval: Approval, of: RegisterImport, at: datetime) -> None:
    """Hold that a proposal does not wait for the one who sent the file and so cannot approve it.

    :raises RuleViolation: nobody else could; proposed by the sender, it has somebody
    """
    sender = of.sent_by
    if sender is None or sender.pk == approval.proposer_id or not approvals.has_right_to_decide(sender, approval):
        return
    if not approvals.deciders(approval, local_date(at)):
        raise RuleViolation(
            _(
                "Bare %(name)s kunne ha godkjent dette, og %(name)s sendte filen. Be %(name)s trykke på den samme "
                "knappen på denne siden. Da er det du som godkjenner. Ingenting er endret."
            )
            % {"name": sender.name}
        )


def waiting_approval(of: RegisterImport, at: datetime) -> Approval | None:
    """Return the approval that an import waits for, if one still does."""
    return (
        Approval.objects.filter(kind=KIND, payload__import=str(of.pk), state=Approval.State.WAITING, expires_at__gt=at)
        .order_by("-pk")
        .first()
    )


def own_file(approval: Approval, by: Person) -> str:
    """Return why the one who sent the file cannot approve it where another proposed it; empty for all others."""
    if by.pk != approval.payload.get("sent_by"):
        return ""
    return _(
        "Du har selv sendt filen, og kan ikke godkjenne den. En tredje må godkjenne. Er dere bare to, sier du nei her, "
        "går til filen og foreslår den selv. Da er det den andre som godkjenner."
    )


def carry_out(approval: Approval, by: Person, at: datetime) -> None:
    """Carry out an import that a second officer has confirmed.

    Somebody on the list who has gone meanwhile is no hindrance, nor that other files have been carried out.

    :raises Overtaken: it was put away, its rows are lost, or somebody goes who is not on the list that was proposed
    """
    of = RegisterImport.objects.filter(pk=str(approval.payload["import"]), state=State.WAITING).first()
    if of is None:
        raise approvals.Overtaken(MOVED_ON)
    apply_import(of=of, by=by, at=at, is_confirmed=True)


def let_go_of_proposal(approval: Approval, at: datetime) -> None:
    """Let an import whose proposal was overtaken be looked over anew, or be over where its rows are lost."""
    of = RegisterImport.objects.select_for_update().filter(pk=str(approval.payload["import"]), state=State.WAITING)
    for each in of:
        bring_back_rows(each)
        if each.rows.count() != each.rows_read:
            give_up_lost(of=each, at=at)
            continue
        work_out_again(each, at)
        each.state, each.moved_at, each.problem = State.READY, at, approval.answer
        each.save(update_fields=["state", "moved_at", "problem"])
