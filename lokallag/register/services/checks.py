"""What must hold of an import before anything is done with it, and what it would do counted anew."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.calendar.domain.local import local_date
from lokallag.core.errors import RuleViolation
from lokallag.membership.domain.choices import EndReason
from lokallag.organisation.services import approvals
from lokallag.register.domain.lifecycle import OPEN, State
from lokallag.register.models import ImportEnd, ImportFile, ImportRow, RegisterImport
from lokallag.register.services.differing import work_out
from lokallag.register.services.standing import bring_back_rows

MOVED_ON = gettext_lazy("Filen er kommet videre siden du åpnet siden. Se hvor den står nå.")
ROWS_LOST = gettext_lazy("Radene fra filen er gått tapt. Ingenting er endret. Send filen på nytt.")


class RowsLost(approvals.Overtaken):
    """The rows of an import are not all there any more: it can only be sent again."""


def as_it_stands(of: RegisterImport, states: set[State]) -> RegisterImport:
    """Return an import as it stands now, locked.

    :raises RuleViolation: it is in none of the states
    """
    found = RegisterImport.objects.select_for_update().filter(pk=of.pk).first()
    if found is None or found.state not in states:
        raise RuleViolation(MOVED_ON)
    return found


def checked_reason(reason: str, *, needed: bool = False) -> None:
    """Hold that a reason is one of those there are.

    :raises RuleViolation: it is not, or none is given where one is needed
    """
    if (needed or reason) and reason not in set(EndReason):
        raise RuleViolation(_("Velg hvorfor de som ikke er i filen, går ut."), field="end_reason")


def count_again(of: RegisterImport, at: datetime) -> dict[str, Any]:
    """Work out anew what an import would do, its rows laid out again where a crash took them.

    :raises RowsLost: they are not all there
    """
    bring_back_rows(of)
    if of.rows.count() != of.rows_read:
        raise RowsLost(ROWS_LOST)
    return work_out_again(of, at)


def work_out_again(of: RegisterImport, at: datetime) -> dict[str, Any]:
    """Work out anew what an import would do, and keep the counts."""
    counts = work_out(of, on=local_date(at))
    of.counts = {**of.counts, **counts}
    of.save(update_fields=["counts"])
    return counts


@transaction.atomic
def give_up_lost(*, of: RegisterImport, at: datetime) -> None:
    """End an import whose rows are lost, and say so on its page."""
    ImportRow.objects.filter(of=of)._raw_delete("default")
    ImportEnd.objects.filter(of=of)._raw_delete("default")
    ImportFile.objects.filter(of=of).delete()
    RegisterImport.objects.filter(pk=of.pk, state__in=OPEN).update(
        state=State.REFUSED, problem=str(ROWS_LOST), moved_at=at
    )
