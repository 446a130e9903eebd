"""From rows that wait to a register changed: all of it in one transaction, one import at a time."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lokallag.calendar.domain.local import local_date
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.permissions import may
from lokallag.membership.services import bulk
from lokallag.organisation.services import approvals
from lokallag.people.models import Person
from lokallag.register.domain.lifecycle import State, needs_second
from lokallag.register.models import ImportEnd, ImportFile, ImportRow, RegisterImport
from lokallag.register.services.checks import ROWS_LOST, RowsLost, as_it_stands, checked_reason, give_up_lost
from lokallag.register.services.differing import work_out
from lokallag.register.services.left import forget_left
from lokallag.register.services.standing import bring_back_rows
from lokallag.register.services.telling import ACT, note_changes, tell_of_left
from lokallag.register.services.writing import keep_who, write_rows

APPLY_JOB = "register.apply_import"
LOCK = 0x6C6F6B61  # one number that only this import uses
LIST_CHANGED = gettext_lazy(
    "Flere går ut nå enn da listen ble foreslått. Ingenting er endret. Se over den nye listen og foreslå på nytt."
)


def apply_in_job(*, of: RegisterImport, at: datetime) -> None:
    """Carry out an import that an officer has asked for, if that officer still may. Told on the page where not."""
    try:
        if of.state != State.APPLYING:
            return
        apply_import(of=of, by=_entitled(of), at=at)
    except RowsLost:
        give_up_lost(of=of, at=at)
    except RuleViolation as error:
        RegisterImport.objects.filter(pk=of.pk, state=State.APPLYING).update(
            state=State.READY, problem=str(error)[:500], moved_at=at
        )


def _entitled(of: RegisterImport) -> Person:
    """Return the officer who asked for an import, with the rights of today.

    :raises RuleViolation: the office is over
    """
    if of.asked_by is None or not may(of.asked_by, ACT):
        raise RuleViolation(_("Den som ville føre inn filen, har ikke lenger vervet. Se over den og før den inn selv."))
    return of.asked_by


@transaction.atomic
def apply_import(
    *, of: RegisterImport, by: Person | None, at: datetime, is_confirmed: bool = False, compared: bool = False
) -> RegisterImport:
    """Make the register here what the file says, all of it or nothing. Two at once come one after the other.

    What the file would do is worked out again inside, so what others have changed meanwhile counts.

    :param is_confirmed: a second officer has confirmed the list of those who go: these and nobody else
    :param compared: the caller has worked it out in this very transaction, after ``one_at_a_time``
    :raises RuleViolation: it has moved on, rows were lost, more go than one may let go alone, or somebody else is on
        the list than was confirmed
    """
    on = local_date(at)
    one_at_a_time()
    of = as_it_stands(of, {State.READY, State.WAITING, State.APPLYING})
    bring_back_rows(of)
    if of.rows.count() != of.rows_read or not of.rows_read:
        raise RowsLost(ROWS_LOST)
    counts = of.counts if compared else work_out(of, on=on)
    if counts["gone"]:
        checked_reason(of.end_reason, needed=True)
    if is_confirmed and ImportEnd.objects.filter(of=of, is_proposed=False).exists():
        raise approvals.Overtaken(LIST_CHANGED)
    if not is_confirmed and needs_second(counts["gone"], counts["members"]):
        raise RuleViolation(too_many_go(counts["gone"]))
    with speaking():
        write_rows(of, counts=counts, on=on, at=at)
        ended = bulk.end_memberships(
            source="SELECT membership_id, CASE WHEN reason = '' THEN %(reason)s ELSE reason END AS reason"
            " FROM register_importend WHERE of_id = %(of)s",
            values={"of": of.pk, "reason": of.end_reason},
            on=on,
        )
    of.ended = [person for _membership, person, _reason in ended]
    forget_left(of)
    added, changed = keep_who(of)
    of.counts = {**of.counts, **counts}
    of.state, of.applied_at, of.moved_at, of.problem = State.APPLIED, at, at, ""
    of.save(update_fields=["ended", "counts", "state", "applied_at", "moved_at", "problem"])
    note_changes(of, ended, added=added, changed=changed, by=by, at=at, on=on)
    tell_of_left(of, at=at)
    ImportRow.objects.filter(of=of)._raw_delete("default")
    ImportEnd.objects.filter(of=of)._raw_delete("default")
    ImportFile.objects.filter(of=of).delete()
    return of


def one_at_a_time() -> None:
    """Wait until no other import is being carried out, and keep others waiting until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def too_many_go(count: int) -> str:
    """Return why one officer alone cannot carry out an import."""
    return ngettext(
        "%(count)s medlem er ikke i filen. En til i styret må bekrefte listen først.",
        "%(count)s medlemmer er ikke i filen. En til i styret må bekrefte listen først.",
        count,
    ) % {"count": count}
