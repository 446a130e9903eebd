"""Setting the days that others are counted from."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import check_fresh
from lokallag.organisation.domain.anchors import BY_KEY, SHARED
from lokallag.organisation.models import Anchor, Kind, Unit
from lokallag.people.models import Person

FIELDS = {"anchor_lies_in_its_year": "day"}


@transaction.atomic
def set_anchor(
    *,
    unit: Unit,
    kind: str,
    year: int,
    day: date,
    is_confirmed: bool,
    by: Person | None,
    at: datetime,
    note: str = "",
    seen: str | None = None,
) -> Anchor:
    """Set or move the day of a kind in a year. Moving keeps the day it was moved from.

    :param seen: the fingerprint of what the writer saw, where there was a day already
    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: there is no such kind, it is shared and not the party's, or the day lies in another year
    """
    if kind not in BY_KEY:
        raise RuleViolation(_("Det finnes ingen slik dag. Velg en fra lista."), field="kind")
    if kind in SHARED and unit.kind != Kind.MUNICIPAL:
        raise RuleViolation(_("Denne dagen er felles og settes av styret i kommunepartiet."), field="kind")
    Unit.objects.select_for_update().get(pk=unit.pk)
    known = Anchor.objects.filter(unit=unit, kind=kind, year=year).first()
    with speaking(FIELDS):
        if known is None:
            anchor = Anchor.objects.create(
                unit=unit, kind=kind, year=year, day=day, is_confirmed=is_confirmed, note=note, set_by=by, set_at=at
            )
        else:
            anchor = known
            check_fresh(seen, anchor.fingerprint)
            if anchor.day != day:
                anchor.previous_day = anchor.day
            anchor.day, anchor.is_confirmed, anchor.note, anchor.set_by, anchor.set_at = day, is_confirmed, note, by, at
            anchor.save(update_fields=["day", "is_confirmed", "note", "previous_day", "set_by", "set_at"])
    audit.record("organisation.set_anchor", actor=by, target=anchor, at=at, details={"kind": kind, "year": year})
    return anchor


@transaction.atomic
def delete_anchor(*, anchor: Anchor, by: Person | None, at: datetime) -> None:
    """Take a day away. What is counted from it has no day until it is set again, and says so."""
    audit.record(
        "organisation.set_anchor",
        actor=by,
        target=anchor,
        at=at,
        details={"kind": anchor.kind, "year": anchor.year, "deleted": True},
    )
    anchor.delete()
