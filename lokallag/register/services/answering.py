"""What an officer says of single rows of a file, and of those who are not in it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lokallag.core.errors import RuleViolation
from lokallag.register.domain.lifecycle import State
from lokallag.register.models import ImportEnd, ImportRow, RegisterImport
from lokallag.register.services.checks import as_it_stands, checked_reason, count_again


@transaction.atomic
def answer_row(*, row: ImportRow, answer: str, at: datetime) -> None:
    """Say what is to happen with a row: ``yes`` takes a new name, ``same`` or ``other`` tells two persons apart.

    An empty answer takes it back.

    :raises RuleViolation: the row takes no such answer, or the import has moved on
    """
    of = as_it_stands(row.of, {State.READY})
    allowed = {"renamed": {"", "yes", "no"}, "alike": {"", "same", "other"}}
    if answer not in allowed.get(row.verdict, set()):
        raise RuleViolation(_("Denne raden trenger ikke noe svar."))
    ImportRow.objects.filter(pk=row.pk).update(answer=answer)
    count_again(of, at)


@transaction.atomic
def answer_ends(*, of: RegisterImport, reasons: Mapping[int, str]) -> None:
    """Say why some members are no longer in the file: membership → reason; empty is as for all.

    :raises RuleViolation: no such reason, or the import has moved on
    """
    of = as_it_stands(of, {State.READY})
    for reason in set(reasons.values()):
        checked_reason(reason)
        ids = [membership for membership, given in reasons.items() if given == reason]
        ImportEnd.objects.filter(of=of, membership__in=ids).exclude(reason=reason).update(reason=reason)
