"""What memberships hold of a person: shown as the person reads it, erased in the order that the tables allow."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.core.privacy import Holding, Shown, Words, hold
from lokallag.membership.domain.choices import EndReason, Reason
from lokallag.membership.models import (
    END_REASONS,
    REASONS,
    AddressKeeper,
    BranchChoice,
    FeeYear,
    Guardian,
    MemberFile,
    Membership,
)
from lokallag.organisation.models import Unit
from lokallag.people.models import Person

WHY_MEMBER = _("For å vite hvem som er medlem. Grunnlaget er medlemskapet (personvernforordningen artikkel 9 nr. 2 d).")
WHILE_MEMBER = _("Så lenge du er medlem. Det slettes når du melder deg ut.")


def _memberships(person: Person) -> Iterable[Shown]:
    for row in Membership.objects.filter(person=person):
        shown: dict[Words, object] = {_("Medlemsnummer"): row.number, _("Medlem siden"): in_words(row.joined_on)}
        if row.ended_on is not None:
            shown |= {
                _("Medlem til"): in_words(row.ended_on),
                _("Sluttet fordi"): END_REASONS[EndReason(row.end_reason)],
            }
        yield shown


def _choices(person: Person) -> Iterable[Shown]:
    rows = list(BranchChoice.objects.filter(membership__person=person).order_by("chosen_on", "pk"))
    for row in rows:
        name = Unit.objects.named(row.chosen_on).get(pk=row.unit_id).name
        yield {
            _("Avdeling"): name,
            _("Fra"): in_words(row.chosen_on),
            _("Til"): "" if row.ended_on is None else in_words(row.ended_on),
            _("Slik kom valget til"): REASONS[Reason(row.reason)],
            _("Begrunnelse"): row.note,
            _("Postnummeret ditt da"): row.postal_code,
        }


def _fees(person: Person) -> Iterable[Shown]:
    for row in FeeYear.objects.filter(membership__person=person).order_by("year"):
        yield {
            _("År"): row.year,
            _("Forfall"): "" if row.due_on is None else in_words(row.due_on),
            _("Betalt"): _("Ja") if row.is_paid else _("Nei"),
            _("Betalt dato"): "" if row.paid_on is None else in_words(row.paid_on),
        }


def _guardians(person: Person) -> Iterable[Shown]:
    for row in Guardian.objects.filter(person=person):
        yield {_("Foresatt"): row.name, _("Telefon"): row.phone, _("E-post"): row.email}


def _keepings(person: Person) -> Iterable[Shown]:
    for row in AddressKeeper.objects.filter(person=person).order_by("named_on", "pk"):
        yield {
            _("Så beskyttede adresser fra"): in_words(row.named_on),
            _("Til"): "" if row.ended_on is None else in_words(row.ended_on),
        }


def _files(person: Person) -> Iterable[Shown]:
    for row in MemberFile.objects.filter(person=person).order_by("asked_at"):
        yield {
            _("Ba om en fil"): moment_in_words(row.asked_at),
            _("Formål"): row.purpose,
            _("Hentet"): "" if row.fetched_at is None else moment_in_words(row.fetched_at),
        }


def _erase_memberships(person: Person, _at: datetime) -> int:
    return Membership.objects.filter(person=person).delete()[0]


def _erase_choices(person: Person, _at: datetime) -> int:
    made = BranchChoice.objects.filter(chosen_by=person).exclude(membership__person=person).update(chosen_by=None)
    return made + BranchChoice.objects.filter(membership__person=person).delete()[0]


def _erase_fees(person: Person, _at: datetime) -> int:
    return FeeYear.objects.filter(membership__person=person).delete()[0]


def _erase_guardian(person: Person, _at: datetime) -> int:
    return Guardian.objects.filter(person=person).delete()[0]


def _erase_keepings(person: Person, at: datetime) -> int:
    AddressKeeper.objects.live().filter(person=person).update(ended_on=local_date(at))
    named = AddressKeeper.objects.filter(named_by=person).update(named_by=None)
    return named + AddressKeeper.objects.filter(person=person).delete()[0]


def _erase_files(person: Person, _at: datetime) -> int:
    return MemberFile.objects.filter(person=person).delete()[0]


hold(
    Holding(
        model=FeeYear,
        persons=("membership",),
        title=_("Kontingent"),
        why=_("For å vite om kontingenten er betalt. Vi lagrer ikke beløp eller betalingsmåte."),
        kept=WHILE_MEMBER,
        rows=_fees,
        erase=_erase_fees,
        order=40,
    )
)
hold(
    Holding(
        model=BranchChoice,
        persons=("membership", "chosen_by"),
        title=_("Avdelingene dine"),
        why=_("For å vite hvilken avdeling du hører til, og hvordan du kom dit."),
        kept=WHILE_MEMBER,
        rows=_choices,
        erase=_erase_choices,
        order=40,
    )
)
hold(
    Holding(
        model=Guardian,
        persons=("person",),
        title=_("Foresatt"),
        why=_("For å kunne nå en foresatt til medlemmer under 18 år."),
        kept=WHILE_MEMBER,
        rows=_guardians,
        erase=_erase_guardian,
        order=40,
    )
)
hold(
    Holding(
        model=AddressKeeper,
        persons=("person", "named_by"),
        title=_("Hvem som ser beskyttede adresser"),
        why=_("For at bare én navngitt person skal se beskyttede adresser."),
        kept=WHILE_MEMBER,
        rows=_keepings,
        erase=_erase_keepings,
        order=40,
    )
)
hold(
    Holding(
        model=MemberFile,
        persons=("person",),
        title=_("Filer med medlemmer som du har bedt om"),
        why=_("For at en fil bare skal kunne hentes én gang, av den som ba om den."),
        kept=_("Et døgn etter at fristen for å hente filen er ute. Selve filen lagres ikke."),
        rows=_files,
        erase=_erase_files,
        order=40,
    )
)
hold(
    Holding(
        model=Membership,
        persons=("person",),
        title=_("Medlemskapet"),
        why=WHY_MEMBER,
        kept=WHILE_MEMBER,
        rows=_memberships,
        erase=_erase_memberships,
        order=60,
    )
)
