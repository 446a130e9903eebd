"""What the room of membership holds of a person: the membership, the choices of branch, the fees."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from lokallag.core.privacy import Holding, Shown, hold
from lokallag.membership.domain.choices import EndReason, Reason
from lokallag.membership.models import (
    END_REASONS,
    REASONS,
    AddressKeeper,
    BranchChoice,
    Entry,
    FeeYear,
    Guardian,
    MemberFile,
    Membership,
)
from lokallag.membership.queries.entries import entries_for
from lokallag.organisation.models import Unit
from lokallag.people.models import Person

WHY = _("Et parti må vite hvem medlemmene er (GDPR artikkel 9 nr. 2 bokstav d).")
WITH_YOU = _("Til du melder deg ut.")


def _memberships(person: Person) -> Iterator[Shown]:
    for row in Membership.objects.filter(person=person):
        yield {
            _("Medlemsnummer"): row.number,
            _("Medlem siden"): row.joined_on,
            _("Sluttet"): row.ended_on,
            _("Hvorfor"): END_REASONS[EndReason(row.end_reason)] if row.end_reason else "",
        }


def _choices(person: Person) -> Iterator[Shown]:
    rows = list(BranchChoice.objects.filter(membership__person=person).order_by("chosen_on", "pk"))
    units = Unit.objects.named(date.max).in_bulk({row.unit_id for row in rows})
    for row in rows:
        yield {
            _("Avdeling"): units[row.unit_id].name,
            _("Fra"): row.chosen_on,
            _("Til"): row.ended_on,
            _("Hvorfor"): REASONS[Reason(row.reason)],
            _("Postnummer da"): row.postal_code,
            _("Merknad"): row.note,
        }


def _fees(person: Person) -> Iterator[Shown]:
    for row in FeeYear.objects.filter(membership__person=person).order_by("year"):
        yield {_("År"): row.year, _("Frist"): row.due_on, _("Betalt"): row.is_paid, _("Betalt dato"): row.paid_on}


def _erase_choices(person: Person, at: datetime) -> int:
    del at
    BranchChoice.objects.filter(chosen_by=person).update(chosen_by=None)
    count, _tables = BranchChoice.objects.filter(membership__person=person).delete()
    return count


def _erase_fees(person: Person, at: datetime) -> int:
    del at
    count, _tables = FeeYear.objects.filter(membership__person=person).delete()
    return count


def _erase_memberships(person: Person, at: datetime) -> int:
    del at
    count, _tables = Membership.objects.filter(person=person).delete()
    return count


def _guardians(person: Person) -> Iterator[Shown]:
    for row in Guardian.objects.filter(person=person):
        yield {_("Navn"): row.name, _("Telefon"): row.phone, _("E-post"): row.email}


def _erase_guardians(person: Person, at: datetime) -> int:
    del at
    count, _tables = Guardian.objects.filter(person=person).delete()
    return count


def _keepings(person: Person) -> Iterator[Shown]:
    for row in AddressKeeper.objects.filter(person=person).order_by("named_on", "pk"):
        yield {_("Fra"): row.named_on, _("Til"): row.ended_on}


def _erase_keepings(person: Person, at: datetime) -> int:
    del at
    count = AddressKeeper.objects.filter(named_by=person).update(named_by=None)
    gone, _tables = AddressKeeper.objects.filter(person=person).delete()
    return count + gone


def _files(person: Person) -> Iterator[Shown]:
    """Tell which files the person asked for. The words that were searched for stay out: they may name others."""
    for row in MemberFile.objects.filter(person=person).order_by("asked_at", "key"):
        yield {
            _("Bedt om"): row.asked_at,
            _("Formål"): row.purpose,
            _("Hentet"): row.fetched_at,
        }


def _erase_files(person: Person, at: datetime) -> int:
    del at
    count, _tables = MemberFile.objects.filter(person=person).delete()
    return count


hold(
    Holding(
        model=Guardian,
        persons=("person",),
        title=_("Foresatte"),
        why=_("For å nå foresatte til medlemmer under 18 år (GDPR artikkel 9 nr. 2 bokstav d)."),
        kept=_("Til du melder deg ut."),
        rows=_guardians,
        erase=_erase_guardians,
        order=30,
        place=13,
    )
)
hold(
    Holding(
        model=AddressKeeper,
        persons=("person", "named_by"),
        title=_("Den som ser beskyttede adresser"),
        why=_("For at bare én navngitt person skal se dem (GDPR artikkel 32)."),
        kept=_("Til du melder deg ut."),
        rows=_keepings,
        erase=_erase_keepings,
        order=30,
        place=22,
    )
)
hold(
    Holding(
        model=MemberFile,
        persons=("person",),
        title=_("Filer med medlemmer som du har bedt om"),
        why=_("For å vite hvem som har hentet ut opplysninger, og til hva (GDPR artikkel 32)."),
        kept=_("Til du melder deg ut."),
        rows=_files,
        erase=_erase_files,
        order=30,
        place=23,
    )
)
hold(
    Holding(
        model=FeeYear,
        persons=("membership",),
        title=_("Kontingent"),
        why=WHY,
        kept=WITH_YOU,
        rows=_fees,
        erase=_erase_fees,
        order=30,
        place=12,
    )
)
hold(
    Holding(
        model=BranchChoice,
        persons=("membership", "chosen_by"),
        title=_("Valg av avdeling"),
        why=WHY,
        kept=WITH_YOU,
        rows=_choices,
        erase=_erase_choices,
        order=31,
        place=11,
    )
)
hold(
    Holding(
        model=Membership,
        persons=("person",),
        title=_("Medlemskapet"),
        why=WHY,
        kept=WITH_YOU,
        rows=_memberships,
        erase=_erase_memberships,
        order=32,
        place=10,
    )
)


def _entries(person: Person) -> Iterable[Shown]:
    """Return what was entered for the person. What the person entered for others is theirs, and not shown here."""
    for line in entries_for(person, most=None):
        yield {
            _("Hva"): f"{line.title}: {line.what}",
            _("Hvordan"): line.how,
            _("Hvem førte det inn"): line.by,
            _("Når"): line.entered,
            _("Kvittering"): line.receipt,
        }


def _erase_entries(person: Person, _at: datetime) -> int:
    """Delete what was entered for the person, and take the person's name off what they entered for others."""
    gone, _tables = Entry.objects.filter(person=person).delete()
    named = Entry.objects.filter(entered_by=person).update(entered_by=None)
    return gone + named + Entry.objects.filter(sent_by=person).update(sent_by=None)


hold(
    Holding(
        model=Entry,
        persons=("person", "entered_by", "sent_by"),
        title=_("Ført for deg"),
        why=_("Så du ser hva tillitsvalgte har ført inn for deg. Behandlingsgrunnlag: partiets virksomhet."),
        kept=_("Så lenge du er medlem."),
        rows=_entries,
        erase=_erase_entries,
        order=20,
    )
)
