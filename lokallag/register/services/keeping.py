"""What is thrown away: files and rows that nobody went on with, and imports that are dropped."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy

from lokallag.core.errors import RuleViolation
from lokallag.organisation.services import approvals
from lokallag.register.domain.lifecycle import OPEN, State, may_move
from lokallag.register.models import ImportEnd, ImportFile, ImportRow, RegisterImport
from lokallag.register.services.checks import MOVED_ON
from lokallag.register.services.proposing import waiting_approval
from lokallag.register.services.standing import bring_back_rows

KEPT = timedelta(hours=24)
PUT_AWAY = gettext_lazy("Filen er lagt bort.")


@transaction.atomic
def drop_import(*, of: RegisterImport, at: datetime) -> RegisterImport:
    """Throw a file away without doing anything that it says. A proposal that waits ends with it.

    :raises RuleViolation: it is carried out or thrown away already
    """
    found = RegisterImport.objects.select_for_update().filter(pk=of.pk).first()
    if found is None or not may_move(State(found.state), State.DROPPED):
        raise RuleViolation(MOVED_ON)
    ImportFile.objects.filter(of=found).delete()
    ImportRow.objects.filter(of=found)._raw_delete("default")
    ImportEnd.objects.filter(of=found)._raw_delete("default")
    found.state, found.columns = State.DROPPED, []
    found.save(update_fields=["state", "columns"])
    if (approval := waiting_approval(found, at)) is not None:
        approvals.end_overtaken(approval=approval, why=str(PUT_AWAY), at=at)
    return found


def forget_imports(*, at: datetime) -> int:
    """Throw away files and rows that have stood for a day; what a second officer is asked about stands for its week.

    Rows that a crash of the database took from under a second officer are laid out again.

    Returns how many imports were dropped.
    """
    dropped = 0
    for of in RegisterImport.objects.filter(state__in=OPEN, moved_at__lt=at - KEPT):
        if of.state == State.WAITING and waiting_approval(of, at) is not None:
            bring_back_rows(of)
            continue
        drop_import(of=of, at=at)
        dropped += 1
    ImportFile.objects.filter(of__sent_at__lt=at - KEPT).exclude(of__state=State.WAITING).delete()
    ImportRow.objects.exclude(of__state__in=OPEN)._raw_delete("default")
    return dropped
