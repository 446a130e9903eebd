"""What is thrown away: files and rows that nobody went on with, and imports that are dropped."""

from datetime import datetime, timedelta

from django.db import transaction

from lokallag.core.errors import RuleViolation
from lokallag.register.domain.lifecycle import OPEN, State, may_move
from lokallag.register.models import ImportEnd, ImportFile, ImportRow, RegisterImport
from lokallag.register.services.applying import MOVED_ON, waiting_approval

KEPT = timedelta(hours=24)


@transaction.atomic
def drop_import(*, of: RegisterImport) -> RegisterImport:
    """Throw a file away without doing anything that it says.

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
    return found


def forget_imports(*, at: datetime) -> int:
    """Throw away files and rows that have stood for a day; what a second officer is asked about stands for its week.

    Returns how many imports were dropped.
    """
    dropped = 0
    for of in RegisterImport.objects.filter(state__in=OPEN, moved_at__lt=at - KEPT):
        if of.state == State.WAITING and waiting_approval(of, at) is not None:
            continue
        drop_import(of=of)
        dropped += 1
    ImportFile.objects.filter(of__sent_at__lt=at - KEPT).delete()
    ImportRow.objects.exclude(of__state__in=OPEN)._raw_delete("default")
    return dropped
