"""Files with members: asked for with a purpose, by two where there is more than one unit, and fetched once.

No file is ever kept. When it is fetched, the members in it are found anew with the rights of that moment, written to
the log of looks as one frozen set before the first row leaves, and read a part at a time; the right is asked again
before each part, so that a term that ends at midnight ends the file under way too.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.permissions import denial, may
from lokallag.core.scope import RightEnded
from lokallag.membership.domain.cells import Row
from lokallag.membership.domain.file_columns import DUES as DUES_COLUMNS
from lokallag.membership.domain.file_columns import with_columns
from lokallag.membership.models import MemberFile
from lokallag.membership.queries.files import Reading, members_of
from lokallag.membership.rules import DUES
from lokallag.organisation.models import Approval, Kind, Unit
from lokallag.organisation.services.approvals import propose
from lokallag.people.models import Person

GOOD_FOR = timedelta(minutes=30)
GOOD_FOR_APPROVED = timedelta(hours=24)
KEPT = timedelta(days=1)
AT_A_TIME = 2500
FULL = "membership.full_export"

ALREADY_FETCHED = _("Filen er allerede hentet. En fil kan hentes én gang. Be om en ny hvis du mistet den.")
TOO_LATE = _("Fristen for å hente filen er ute. Be om en ny.")


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose one leave is used, and when. Nobody in it is found yet."""

    file: MemberFile
    at: datetime


@transaction.atomic
def ask_for_file(
    *, unit: Unit, file_format: str, filters: str, purpose: str, by: Person, at: datetime
) -> MemberFile | Approval:
    """Ask for a file with a unit's members. Returns leave to fetch it once, or the approval that it waits for.

    :param filters: of the list, as in its address
    :param purpose: what it is for, in words: those in it can read it
    :raises RuleViolation: the purpose is missing, or the asker may not have such a file
    """
    if not purpose.strip():
        raise RuleViolation(_("Skriv hva du skal bruke filen til."), field="purpose")
    if unit.kind != Kind.BRANCH:
        payload = {"format": str(file_format), "filters": filters}
        return propose(kind=FULL, payload=payload, unit=unit, by=by, at=at, reason=purpose)
    if not may(by, "membership.export_members", unit):
        raise RuleViolation(denial("membership.export_members"))
    return _grant(unit, by, None, purpose, filters, file_format, at, at + GOOD_FOR)


@transaction.atomic
def ask_for_dues(*, unit: Unit, file_format: str, purpose: str, by: Person, at: datetime) -> Approval:
    """Propose that the treasurer fetches a file of the whole party: number, name, branch, address and this year's fee.

    :raises RuleViolation: the purpose is missing, or the asker is not the treasurer
    """
    if not purpose.strip():
        raise RuleViolation(_("Skriv hva du skal bruke filen til."), field="purpose")
    payload = {"format": str(file_format), "filters": with_columns("", DUES_COLUMNS)}
    return propose(kind=DUES, payload=payload, unit=unit, by=by, at=at, reason=purpose)


def grant_full_file(approval: Approval, _by: Person, at: datetime) -> None:
    """Let the proposer fetch the file that another has approved, once, within a day."""
    assert approval.unit is not None, "a full file is of a unit"
    assert approval.proposer is not None, "asked by approve"
    filters, file_format = str(approval.payload["filters"]), str(approval.payload["format"])
    if approval.kind == DUES:
        filters = with_columns("", DUES_COLUMNS)
    _grant(
        approval.unit, approval.proposer, approval, approval.reason, filters, file_format, at, at + GOOD_FOR_APPROVED
    )


def _grant(
    unit: Unit,
    person: Person,
    approval: Approval | None,
    purpose: str,
    filters: str,
    file_format: str,
    at: datetime,
    expires_at: datetime,
) -> MemberFile:
    with speaking():
        file = MemberFile.objects.create(
            unit=unit,
            person=person,
            approval=approval,
            purpose=purpose.strip()[:200],
            filters=filters[:500],
            file_format=file_format,
            asked_at=at,
            expires_at=expires_at,
        )
    act = "membership.export_members"
    if approval is not None:
        act = "membership.export_dues" if approval.kind == DUES else "membership.export_party"
    audit.record(act, actor=person, target=file, at=at, details={"format": file.file_format, "unit": unit.pk})
    return file


@transaction.atomic
def open_file(*, file: MemberFile, by: Person, at: datetime) -> Opened:
    """Use the one leave to fetch a file. What stands in it, ``read_file`` finds.

    :raises RuleViolation: it is fetched already, too old, or no longer the asker's to have
    """
    file = MemberFile.objects.select_for_update(of=("self",)).select_related("unit").get(pk=file.pk)
    if file.fetched_at is not None:
        raise RuleViolation(ALREADY_FETCHED)
    if file.expires_at <= at:
        raise RuleViolation(TOO_LATE)
    if not may(by, "membership.fetch_file", file):
        raise RuleViolation(denial("membership.fetch_file"))
    file.fetched_at = at
    file.save(update_fields=["fetched_at"])
    return Opened(file, at)


def read_file(opened: Opened, *, by: Person, today: Callable[[], date]) -> Iterator[list[Row]]:
    """Yield the rows of an opened file, a part at a time. Who has left since it was opened is not in it.

    :param today: says which day it is, asked for each part
    :raises RightEnded: the right to it has ended; asked anew before each part
    """
    file, on = opened.file, local_date(opened.at)
    _require_right(file, by, 0)
    ids = _frozen(opened, by, on)
    reading = Reading(file, viewer=by, on=on)
    for start in range(0, len(ids), AT_A_TIME):
        _require_right(file, by, start)
        if reading.on != today():
            reading = Reading(file, viewer=by, on=today())
        yield reading.rows(ids[start : start + AT_A_TIME])


def _require_right(file: MemberFile, by: Person, rows: int) -> None:
    if not may(by, "membership.fetch_file", file):
        raise RightEnded(f"the right to the file {file.pk} ended after {rows} rows")


def _frozen(opened: Opened, by: Person, on: date) -> Sequence[int]:
    """Find the members of a file, write down that all of them are seen, and return their memberships in its order."""
    file = opened.file
    ids = audit.record_look_at_found(
        "membership.fetch_file",
        actor=by,
        found=members_of(file, viewer=by, on=on).values_list("pk", "person_id"),
        at=opened.at,
        how=audit.How.EXPORT,
        unit_id=file.unit_id,
        purpose=file.purpose,
    )
    return array("q", ids)  # a hundred thousand numbers in less than a megabyte, for as long as the file is under way


def forget_files(*, at: datetime) -> int:
    """Delete what says that a file could be fetched, a day after it no longer can. Returns how many rows went.

    That it was fetched, by whom and for what, stands in the logs.
    """
    gone, _by_kind = MemberFile.objects.filter(expires_at__lt=at - KEPT).delete()
    return gone
