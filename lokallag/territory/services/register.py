"""The import of the postal register."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.people.models import Person
from lokallag.territory.domain.files import Unreadable
from lokallag.territory.domain.imports import RegisterImport
from lokallag.territory.domain.names import fold
from lokallag.territory.domain.postal_register import (
    RegisterDiff,
    RegisterRow,
    count_by_municipality,
    diff_registers,
    parse_register,
    what_is_missing,
)
from lokallag.territory.models import Municipality, PostalCode, RegisterLoad, Responsibility, holding
from lokallag.territory.queries.register import own_municipality, register
from lokallag.territory.services.versions import bump


@transaction.atomic
def import_register(
    *, data: bytes, source: str, by: Person | None, at: datetime, dry_run: bool = False, may_shrink: bool = False
) -> RegisterImport:
    """Make the postal register what the file says. A code that is not in the file is marked as gone, never removed.

    :param source: the name of the file or its address, kept in the record
    :param dry_run: say what would change, and change nothing
    :param may_shrink: take a file that looks like a part of the register
    :raises RuleViolation: the file cannot be read, or looks like a part of the register
    """
    try:
        rows = parse_register(data)
    except Unreadable as error:
        raise RuleViolation(str(error), field="file") from error
    if not dry_run:
        list(Municipality.objects.select_for_update().order_by("pk"))
    had = register()
    diff = diff_registers(had.values(), rows)
    ours = own_municipality()
    result = RegisterImport(
        codes=len(rows),
        diff=diff,
        municipalities=count_by_municipality(rows),
        missing=what_is_missing(
            had,
            {row.code: row for row in rows},
            ours=ours.number if ours else "",
            answered=tuple(Responsibility.objects.filter(holding(local_date(at))).values_list("code_id", flat=True)),
        ),
    )
    if dry_run:
        return result
    if result.cut_off and not may_shrink:
        raise RuleViolation(
            _("%(missing)s Den ser ut til å være avkortet. Last den ned på nytt.")
            % {"missing": " ".join(result.missing)},
            field="file",
        )
    with speaking():
        _write(rows, diff, at)
        load = RegisterLoad.objects.create(
            kind=RegisterLoad.Kind.REGISTER,
            source=source[:200],
            file_hash=hashlib.sha256(data).hexdigest(),
            codes=len(rows),
            changed=result.changed,
            loaded_at=at,
            loaded_by_id=by.pk if by is not None else None,
        )
    if result.changed:
        bump()
    audit.record(
        "territory.import_register",
        actor=by,
        target=load,
        at=at,
        details={"codes": len(rows), "changed": result.changed},
    )
    return result


def _write(rows: tuple[RegisterRow, ...], diff: RegisterDiff, at: datetime) -> None:
    names = {row.municipality: row.municipality_name for row in rows}
    known = dict(Municipality.objects.values_list("number", "name"))
    Municipality.objects.bulk_create(
        (Municipality(number=number, name=name) for number, name in names.items() if known.get(number) != name),
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=["name"],
    )
    touched = {row.code for row in diff.new}
    touched |= {each.code for each in (*diff.renamed, *diff.moved, *diff.recategorised)}
    PostalCode.objects.bulk_create(
        (
            PostalCode(
                code=row.code,
                place=row.place,
                place_key=fold(row.place),
                municipality_id=row.municipality,
                category=row.category,
                gone_on=None,
            )
            for row in rows
            if row.code in touched
        ),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["place", "place_key", "municipality", "category", "gone_on"],
    )
    PostalCode.objects.filter(code__in=[row.code for row in diff.gone]).update(gone_on=local_date(at))


@transaction.atomic
def set_weights(*, weights: Mapping[str, int], by: Person | None, at: datetime) -> int:
    """Set about how many people live under each code. Codes not named keep theirs. Returns how many were set."""
    found = list(PostalCode.objects.filter(code__in=list(weights)))
    for code in found:
        code.weight = weights[code.code]
    PostalCode.objects.bulk_update(found, ["weight"], batch_size=1000)
    audit.record("territory.import_register", actor=by, target=None, at=at, details={"weights": len(found)})
    return len(found)
