"""What the room of offices holds of a person: terms, being a branch's contact, proposals that took two."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core import grounds
from lokallag.core.privacy import Holding, Shown, hold
from lokallag.organisation.models import Anchor, Approval, BoardContact, Term, Unit
from lokallag.organisation.services.approval_kinds import find_kind
from lokallag.people.models import Person

WHY = _("Medlemmer og andre skal vite hvem som har verv.")


def _terms(person: Person) -> Iterator[Shown]:
    terms = list(Term.objects.filter(person=person).select_related("office").order_by("from_on", "pk"))
    units = Unit.objects.named(date.max).in_bulk({term.office.unit_id for term in terms})
    for term in terms:
        yield {
            _("Verv"): term.office.label,
            _("Enhet"): units[term.office.unit_id].name,
            _("Navn i arkivet"): term.holder_name,
            _("Fra"): term.from_on,
            _("Til"): term.until_on,
            _("Valgt av"): term.elected_by,
            _("Protokoll"): term.minuted_in,
        }


def _end_terms(person: Person, at: datetime) -> int:
    """End what holds today, drop what has not begun, and leave name, office and days in the archive."""
    on = local_date(at)
    terms = Term.objects.filter(person=person)
    dropped, _tables = terms.filter(from_on__gt=on).delete()
    terms.filter(Q(until_on__isnull=True) | Q(until_on__gt=on)).update(until_on=on)
    return dropped + terms.update(person=None)


def _contacts(person: Person) -> Iterator[Shown]:
    rows = list(BoardContact.objects.filter(person=person).order_by("from_on", "pk"))
    units = Unit.objects.named(date.max).in_bulk({row.branch_id for row in rows})
    for row in rows:
        yield {
            _("Kontakt for"): units[row.branch_id].name,
            _("Fra"): row.from_on,
            _("Til"): row.until_on,
        }


def _delete_contacts(person: Person, at: datetime) -> int:
    del at
    count, _tables = BoardContact.objects.filter(person=person).delete()
    return count


def _approvals(person: Person) -> Iterator[Shown]:
    mine = Q(proposer=person) | Q(beneficiary=person) | Q(also_for__contains=[person.pk]) | Q(decided_by=person)
    for row in Approval.objects.filter(mine).order_by("proposed_at", "pk"):
        yield {
            _("Slag"): _kind_in_words(row.kind),
            _("Foreslått"): row.proposed_at,
            _("Avgjort"): row.decided_at,
            _("Status"): Approval.State(row.state).label,
            _("Du foreslo"): row.proposer_id == person.pk,
            _("Det gjaldt deg"): person.pk in row.gains,
            _("Du avgjorde"): row.decided_by_id == person.pk,
        }


def _kind_in_words(name: str) -> str:
    try:
        return str(find_kind(name).title)
    except LookupError:  # a kind that no room has any more
        return str(_("Noe som ikke gjøres lenger"))


def _leave_approvals(person: Person, at: datetime) -> int:
    """Withdraw what waits, empty what told of the person, and take the person out."""
    gains = Q(beneficiary=person) | Q(also_for__contains=[person.pk])
    mine = Q(proposer=person) | gains
    Approval.objects.filter(mine, state=Approval.State.WAITING).update(state=Approval.State.WITHDRAWN, decided_at=at)
    Approval.objects.filter(decided_by=person).update(answer="")
    count = Approval.objects.filter(gains).update(
        payload={},
        reason="",
        answer="",
        beneficiary=None,
        also_for=Func(F("also_for"), Value(person.pk), function="array_remove"),
    )
    count += Approval.objects.filter(proposer=person).update(proposer=None)
    return count + Approval.objects.filter(decided_by=person).update(decided_by=None)


def _anchors(person: Person) -> Iterator[Shown]:
    for row in Anchor.objects.filter(set_by=person).order_by("set_at", "pk"):
        yield {_("Fast dag du satte"): row.day, _("Satt"): row.set_at}


def _leave_anchors(person: Person, at: datetime) -> int:
    del at
    return Anchor.objects.filter(set_by=person).update(set_by=None)


hold(
    Holding(
        model=Anchor,
        persons=("set_by",),
        title=_("Faste dager du har satt"),
        why=_("For at andre skal vite hvem som satte dagen."),
        ground=grounds.PARTY,
        kept=_("Til du melder deg ut. Dagen blir stående uten navnet ditt."),
        rows=_anchors,
        erase=_leave_anchors,
        order=23,
        place=60,
    )
)
hold(
    Holding(
        model=BoardContact,
        persons=("person",),
        title=_("Kontakt i styret for en avdeling"),
        why=WHY,
        ground=grounds.PARTY,
        kept=_("Til du melder deg ut."),
        rows=_contacts,
        erase=_delete_contacts,
        order=20,
        place=21,
    )
)
hold(
    Holding(
        model=Approval,
        persons=("proposer", "beneficiary", "also_for", "decided_by", "payload"),
        title=_("Forslag som to må godkjenne"),
        why=_("For at ingen alene skal kunne gi makt over hele registeret."),
        ground=grounds.SAFETY,
        kept=_("Høyst to år etter at de er avgjort. Når du slettes, tas du ut av dem."),
        rows=_approvals,
        erase=_leave_approvals,
        order=21,
    )
)
hold(
    Holding(
        model=Term,
        persons=("person", "holder_name"),
        title=_("Verv"),
        why=WHY,
        ground=grounds.PARTY,
        kept=_("Navn, verv og datoer blir stående i arkivet over hvem som har hatt verv. Alt annet slettes."),
        rows=_terms,
        erase=_end_terms,
        order=22,
        place=20,
    )
)
