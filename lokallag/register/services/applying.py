"""From rows that wait to a register changed: all of it in one transaction, one import at a time."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from procrastinate.contrib.django import app

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.permissions import may
from lokallag.membership.domain.choices import EndReason
from lokallag.membership.services import bulk
from lokallag.organisation.models import Approval
from lokallag.organisation.queries import main_unit
from lokallag.organisation.services import approvals
from lokallag.outbox.services import post
from lokallag.people.models import Person
from lokallag.people.services.notices import Notice, notify
from lokallag.register.domain.lifecycle import OPEN, State, needs_second
from lokallag.register.models import ImportEnd, ImportFile, ImportRow, LeftNumber, RegisterImport
from lokallag.register.services.differing import COMPARED, hashed, suggestions, work_out
from lokallag.register.services.left import hashes_of
from lokallag.register.services.standing import bring_back_rows, seal_rows

ACT = "register.import_members"
KIND = APPLY_JOB = "register.apply_import"
LOCK = 0x6C6F6B61  # one number that only this import uses
MOVED_ON = gettext_lazy("Filen er kommet videre siden du åpnet siden. Se hvor den står nå.")
LIST_CHANGED = gettext_lazy(
    "Flere går ut nå enn da listen ble foreslått. Ingenting er endret. Se over den nye listen og foreslå på nytt."
)
ROWS_LOST = gettext_lazy("Radene fra filen er gått tapt. Ingenting er endret. Send filen på nytt.")


class RowsLost(approvals.Overtaken):
    """The rows of an import are not all there any more: it can only be sent again."""


@transaction.atomic
def answer_row(*, row: ImportRow, answer: str, at: datetime) -> None:
    """Say what is to happen with a row: ``yes`` takes a new name, ``same`` or ``other`` tells two persons apart.

    An empty answer takes it back.

    :raises RuleViolation: the row takes no such answer, or the import has moved on
    """
    of = _standing(row.of, {State.READY})
    allowed = {"renamed": {"", "yes", "no"}, "alike": {"", "same", "other"}}
    if answer not in allowed.get(row.verdict, set()):
        raise RuleViolation(_("Denne raden trenger ikke noe svar."))
    ImportRow.objects.filter(pk=row.pk).update(answer=answer)
    _count_again(of, at)


@transaction.atomic
def answer_ends(*, of: RegisterImport, reasons: Mapping[int, str]) -> None:
    """Say why some members are no longer in the file: membership → reason; empty is as for all.

    :raises RuleViolation: no such reason, or the import has moved on
    """
    of = _standing(of, {State.READY})
    for reason in set(reasons.values()):
        _checked_reason(reason)
        ids = [membership for membership, given in reasons.items() if given == reason]
        ImportEnd.objects.filter(of=of, membership__in=ids).exclude(reason=reason).update(reason=reason)


@transaction.atomic
def ask_to_apply(*, of: RegisterImport, end_reason: str, by: Person, at: datetime) -> RegisterImport:
    """Let an import be carried out: at once by a job, or when a second officer has confirmed who goes.

    :param end_reason: why those who are not in the file go, where nothing else is said of one
    :raises RuleViolation: it has moved on, or no reason is given
    """
    of = _standing(of, {State.READY, State.WAITING})
    if of.state == State.WAITING and waiting_approval(of, at) is not None:
        raise RuleViolation(MOVED_ON)
    counts = _count_again(of, at)
    if counts["gone"]:
        _checked_reason(end_reason, needed=True)
    uploader = of.sent_by_id
    of.end_reason, of.moved_at, of.problem, of.asked_by = end_reason, at, "", by
    if needs_second(counts["gone"], counts["members"]):
        ImportEnd.objects.filter(of=of).update(is_proposed=True)
        seal_rows(of)
        of.state = State.WAITING
        of.save(update_fields=["end_reason", "moved_at", "problem", "asked_by", "state"])
        approvals.propose(
            kind=KIND,
            payload={"import": str(of.pk), "count": counts["gone"], "sent_by": uploader},
            unit=main_unit(local_date(at)),
            by=by,
            at=at,
        )
    else:
        of.state = State.APPLYING
        of.save(update_fields=["end_reason", "moved_at", "problem", "asked_by", "state"])
        app.configure_task(APPLY_JOB).defer(key=str(of.pk))
    return of


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
        "Du har selv sendt filen, og kan ikke godkjenne den. En tredje må godkjenne. Er dere bare to, foreslår "
        "du den selv, og den andre godkjenner."
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


@transaction.atomic
def give_up_lost(*, of: RegisterImport, at: datetime) -> None:
    """End an import whose rows are lost, and say so on its page."""
    ImportRow.objects.filter(of=of)._raw_delete("default")
    ImportEnd.objects.filter(of=of)._raw_delete("default")
    ImportFile.objects.filter(of=of).delete()
    RegisterImport.objects.filter(pk=of.pk, state__in=OPEN).update(
        state=State.REFUSED, problem=str(ROWS_LOST), moved_at=at
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
    of = _standing(of, {State.READY, State.WAITING, State.APPLYING})
    bring_back_rows(of)
    if of.rows.count() != of.rows_read or not of.rows_read:
        raise RowsLost(ROWS_LOST)
    counts = of.counts if compared else work_out(of, on=on)
    if counts["gone"]:
        _checked_reason(of.end_reason, needed=True)
    if is_confirmed and ImportEnd.objects.filter(of=of, is_proposed=False).exists():
        raise approvals.Overtaken(LIST_CHANGED)
    if not is_confirmed and needs_second(counts["gone"], counts["members"]):
        raise RuleViolation(too_many_go(counts["gone"]))
    with speaking():
        _write(of, on=on, at=at)
        ended = bulk.end_memberships(
            source="SELECT membership_id, CASE WHEN reason = '' THEN %(reason)s ELSE reason END AS reason"
            " FROM register_importend WHERE of_id = %(of)s",
            values={"of": of.pk, "reason": of.end_reason},
            on=on,
        )
    of.ended = [person for _membership, person, _reason in ended]
    _forget_left(of)
    of.counts = {**of.counts, **counts}
    of.state, of.applied_at, of.moved_at, of.problem = State.APPLIED, at, at, ""
    of.save()
    _note_changes(of, ended, by=by, at=at, on=on)
    _tell_of_left(of, at=at)
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


def _checked_reason(reason: str, *, needed: bool = False) -> None:
    if (needed or reason) and reason not in set(EndReason):
        raise RuleViolation(_("Velg hvorfor de som ikke er i filen, går ut."), field="end_reason")


def _standing(of: RegisterImport, states: set[State]) -> RegisterImport:
    found = RegisterImport.objects.select_for_update().filter(pk=of.pk).first()
    if found is None or found.state not in states:
        raise RuleViolation(MOVED_ON)
    return found


def _count_again(of: RegisterImport, at: datetime) -> dict[str, Any]:
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


# --- What is written ----------------------------------------------------------------------------------------------

_PERSON = """
    key, given_name, family_name, sort_key, email, phone, birth_year, gender, street_address, postal_code, is_protected,
    number, joined_on, unit_id, paid_years, unpaid_years, paid_on, due_on
"""
_NEW = f"""
    SELECT {_PERSON} FROM register_importrow
    WHERE of_id = %(of)s AND (verdict = 'new' OR (verdict = 'alike' AND answer = 'other'))
"""
_AGAIN = """
    SELECT person_id, number, joined_on, unit_id, postal_code, paid_years, unpaid_years, paid_on, due_on
    FROM register_importrow
    WHERE of_id = %(of)s AND (verdict = 'returned' OR (verdict = 'alike' AND answer = 'same' AND person_id IS NOT NULL))
"""
_GOING_ON = "of_id = %(of)s AND (verdict = 'changed' OR (verdict = 'renamed' AND answer = 'yes'))"
_WHERE_DIFFERS = {
    "given_name": "name",
    "family_name": "name",
    "sort_key": "name",
    **{name: name for name in ("email", "phone", "street_address", "postal_code", "birth_year", "gender")},
    "is_protected": "is_protected",
}
_CHANGED = f"""
    SELECT person_id, {
    ", ".join(f"CASE WHEN differs @> '{{{what}}}' THEN {name} END AS {name}" for name, what in _WHERE_DIFFERS.items())
}
    FROM register_importrow WHERE {_GOING_ON}
"""
# Of somebody found to be the same person, only what we have nothing about is filled in; the next file brings the rest.
_FILLED = """
    SELECT r.person_id, NULL::text AS given_name, NULL::text AS family_name, NULL::text AS sort_key,
           CASE WHEN p.email = '' THEN r.email END AS email, CASE WHEN p.phone = '' THEN r.phone END AS phone,
           CASE WHEN p.birth_year IS NULL THEN r.birth_year END AS birth_year,
           CASE WHEN p.gender = 'ukjent' THEN r.gender END AS gender,
           CASE WHEN p.street_address = '' THEN r.street_address END AS street_address,
           CASE WHEN p.postal_code = '' THEN r.postal_code END AS postal_code,
           CASE WHEN r.is_protected THEN true END AS is_protected
    FROM register_importrow r JOIN people_person p ON p.id = r.person_id
    WHERE r.of_id = %(of)s AND (r.verdict = 'returned' OR (r.verdict = 'alike' AND r.answer = 'same'))
"""
_JOINED = f"SELECT membership_id, joined_on FROM register_importrow WHERE differs @> '{{joined_on}}' AND {_GOING_ON}"
_MOVED = (
    f"SELECT membership_id, unit_id, postal_code FROM register_importrow WHERE differs @> '{{branch}}' AND {_GOING_ON}"
)
_FEES = f"""
    SELECT membership_id AS id, paid_years, unpaid_years, paid_on, due_on
    FROM register_importrow WHERE differs @> '{{fees}}' AND {_GOING_ON}
"""
_TAKEN = "('new', 'returned', 'changed', 'same', 'renamed', 'alike')"
_SAID = f"""
    INSERT INTO register_lastsaid AS old (membership_id, {", ".join(COMPARED)})
    SELECT n.* FROM (
        SELECT m.id, {", ".join(f"{hashed(name, f'r.{name}')} AS {name}" for name in COMPARED)}
        FROM register_importrow r JOIN membership_membership m ON m.number = r.number AND m.ended_on IS NULL
        WHERE r.of_id = %(of)s AND r.verdict IN {_TAKEN} AND (r.verdict <> 'renamed' OR r.answer = 'yes')
    ) n
    LEFT JOIN register_lastsaid l ON l.membership_id = n.id
    WHERE l.membership_id IS NULL
       OR {" OR ".join(f"(n.{name} IS NOT NULL AND n.{name} IS DISTINCT FROM l.{name})" for name in COMPARED)}
    ON CONFLICT (membership_id) DO UPDATE
    SET {", ".join(f"{name} = coalesce(excluded.{name}, old.{name})" for name in COMPARED)}
"""
_KEPT = """
    SELECT r.membership_id, k.about,
           left(CASE k.about WHEN 'branch' THEN r.branch WHEN 'email' THEN r.email WHEN 'phone' THEN r.phone
                WHEN 'street_address' THEN r.street_address WHEN 'postal_code' THEN r.postal_code END, 254) AS theirs
    FROM register_importrow r, unnest(r.kept) AS k(about)
    WHERE r.of_id = %(of)s AND r.verdict IN ('same', 'changed', 'renamed') AND r.membership_id IS NOT NULL
"""
# A difference goes when a file that tells of that field no longer differs; one that was sent stays so while it lasts.
_SETTLED = f"""
    DELETE FROM register_difference d USING register_importrow r, membership_membership m
    WHERE r.of_id = %(of)s AND m.number = r.number AND m.id = d.membership_id AND r.fault = ''
      AND NOT EXISTS (SELECT FROM ({_KEPT}) k WHERE k.membership_id = d.membership_id AND k.about = d.about)
      AND CASE d.about WHEN 'branch' THEN r.branch WHEN 'email' THEN r.email WHEN 'phone' THEN r.phone
          WHEN 'street_address' THEN r.street_address ELSE r.postal_code END IS NOT NULL
"""
_DIFFERENCES = f"""
    INSERT INTO register_difference AS old (membership_id, about, theirs, found_at)
    SELECT membership_id, about, theirs, %(at)s FROM ({_KEPT}) k
    ON CONFLICT (membership_id, about) DO UPDATE
    SET sent_at = CASE WHEN old.theirs = excluded.theirs THEN old.sent_at END, theirs = excluded.theirs
"""


def _write(of: RegisterImport, *, on: date, at: datetime) -> None:
    values: dict[str, Any] = {"of": of.pk, "at": at}
    _tell_of_new_contact(of, at=at)
    suggested = suggestions(of, on)
    of.changed = sorted(
        {
            *bulk.change_persons(source=_CHANGED, values=values),
            *bulk.change_persons(source=_FILLED, values=values),
            *bulk.restart_members(source=_AGAIN, values=values, suggested=suggested, on=on),
        }
    )
    bulk.change_joined(source=_JOINED, values=values)
    bulk.set_fees(source=_FEES, values=values)
    bulk.move_imported(source=_MOVED, values=values, suggested=suggested, on=on)
    of.added = bulk.start_members(source=_NEW, values=values, suggested=suggested, on=on, at=at)
    with connection.cursor() as cursor:
        for statement in (_SAID, _SETTLED, _DIFFERENCES):
            cursor.execute(statement, values)
        cursor.execute(
            "DELETE FROM register_difference d USING register_importend e"
            " WHERE e.of_id = %(of)s AND e.membership_id = d.membership_id",
            values,
        )


def _tell_of_new_contact(of: RegisterImport, *, at: datetime) -> None:
    """Tell members, at the address they have had until now, that a file changes their e-mail address or telephone."""
    going_on = of.rows.filter(Q(verdict="changed") | Q(verdict="renamed", answer="yes"))
    for name, notice in (("email", Notice.EMAIL_CHANGED), ("phone", Notice.PHONE_CHANGED)):
        ids = going_on.filter(differs__contains=[name]).values_list("person_id", flat=True)
        for person in Person.objects.filter(pk__in=list(ids)).exclude(email="").exclude(**{name: ""}):
            notify(person=person, notice=notice, at=at, address=person.email)


def _forget_left(of: RegisterImport) -> None:
    """Forget the hashes of those who left here and no longer stand in the file."""
    known = set(LeftNumber.objects.values_list("number_hash", flat=True))
    if not known or of.counts.get("erased"):  # then rows are missing here that the register has
        return
    numbers = of.rows.exclude(number=None).values_list("number", flat=True).iterator()
    there = hashes_of(number for number in numbers if number).keys()
    LeftNumber.objects.filter(number_hash__in=known - there).delete()


def _note_changes(
    of: RegisterImport, ended: list[tuple[int, int, str]], *, by: Person | None, at: datetime, on: date
) -> None:
    """Record the import with its counts; each that ended beside it, as when one is ended by hand."""
    from lokallag.membership.models import Membership

    audit.record(
        ACT,
        actor=by,
        target=of,
        at=at,
        details={
            "added": len(of.added),
            "changed": len(of.changed),
            "ended": len(of.ended),
            "rejected": of.counts.get("rejected", 0),
            "file": of.file_hash,
        },
    )
    for membership, _person, reason in ended:
        audit.record(
            "membership.end_membership",
            actor=by,
            target=Membership(pk=membership),
            at=at,
            details={"ended_on": on.isoformat(), "reason": reason, "import": str(of.pk)},
        )


def _tell_of_left(of: RegisterImport, *, at: datetime) -> None:
    """Tell the one who asked for it that somebody who left here still stands in it. The mail names nobody."""
    count, to = int(of.counts.get("left", 0)), of.asked_by
    if not count or to is None or not to.email:
        return
    unit = main_unit(local_date(at))
    with translation.override(to.language):
        text = ngettext(
            "%(count)s som har meldt seg ut her, står fortsatt i filen fra medlemsregisteret, og er ikke tatt inn "
            "igjen. Be registeret føre utmeldingen. Hvem det er, ser du når neste fil leses: %(url)s",
            "%(count)s som har meldt seg ut her, står fortsatt i filen fra medlemsregisteret, og er ikke tatt inn "
            "igjen. Be registeret føre utmeldingene. Hvem det er, ser du når neste fil leses: %(url)s",
            count,
        ) % {"count": count, "url": f"{settings.SITE_URL}{reverse('register:imports')}"}
        subject = _("Utmeldte som fortsatt står i medlemsregisteret")
    post(
        key=f"register.left:{of.pk}",
        subject=subject,
        text=text,
        to=[(str(to.key), to.email)],
        purpose="register.left",
        at=at,
        language=to.language,
        sender_name="" if unit is None else unit.name,
    )
