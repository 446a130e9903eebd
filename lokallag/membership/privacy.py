"""What memberships hold of a person: shown as the person reads it, erased in the order that the tables allow."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from lokallag.calendar.domain.local import local_date
from lokallag.core import grounds
from lokallag.core.privacy import Holding, Shown, Words, hold
from lokallag.membership.domain.choices import EndReason, Reason
from lokallag.membership.models import (
    END_REASONS,
    REASONS,
    AddressKeeper,
    Belonging,
    BranchChoice,
    Entry,
    FeeYear,
    Guardian,
    Interest,
    MemberFile,
    Membership,
)
from lokallag.membership.queries.entries import entries_for
from lokallag.organisation.models import Unit
from lokallag.people.models import Person

WHY_MEMBER = _("For å vite hvem som er medlem.")
WHILE_MEMBER = _("Så lenge du er medlem. Det slettes når du melder deg ut.")


def _memberships(person: Person) -> Iterable[Shown]:
    for row in Membership.objects.filter(person=person):
        shown: dict[Words, object] = {_("Medlemsnummer"): row.number, _("Medlem siden"): row.joined_on}
        if row.ended_on is not None:
            shown |= {
                _("Medlem til"): row.ended_on,
                _("Sluttet fordi"): END_REASONS[EndReason(row.end_reason)],
            }
        yield shown


def _choices(person: Person) -> Iterable[Shown]:
    rows = list(BranchChoice.objects.filter(membership__person=person).order_by("chosen_on", "pk"))
    units = Unit.objects.named(date.max).in_bulk({row.unit_id for row in rows})
    for row in rows:
        yield {
            _("Avdeling"): units[row.unit_id].name,
            _("Fra"): row.chosen_on,
            _("Til"): row.ended_on,
            _("Slik kom valget til"): REASONS[Reason(row.reason)],
            _("Begrunnelse"): row.note,
            _("Postnummeret ditt da"): row.postal_code,
        }


def _fees(person: Person) -> Iterable[Shown]:
    for row in FeeYear.objects.filter(membership__person=person).order_by("year"):
        yield {
            _("År"): row.year,
            _("Forfall"): row.due_on,
            _("Betalt"): row.is_paid,
            _("Betalt dato"): row.paid_on,
        }


def _guardians(person: Person) -> Iterable[Shown]:
    for row in Guardian.objects.filter(person=person):
        yield {_("Foresatt"): row.name, _("Telefon"): row.phone, _("E-post"): row.email}


def _keepings(person: Person) -> Iterable[Shown]:
    for row in AddressKeeper.objects.filter(person=person).order_by("named_on", "pk"):
        yield {
            _("Så beskyttede adresser fra"): row.named_on,
            _("Til"): row.ended_on,
        }


def _files(person: Person) -> Iterable[Shown]:
    for row in MemberFile.objects.filter(person=person).order_by("asked_at"):
        yield {
            _("Ba om en fil"): row.asked_at,
            _("Formål"): row.purpose,
            _("Hentet"): row.fetched_at,
        }


def _belongings(person: Person) -> Iterable[Shown]:
    rows = list(Belonging.objects.filter(person=person).order_by("since", "pk"))
    units = Unit.objects.named(date.max).in_bulk({row.unit_id for row in rows})
    for row in rows:
        yield {
            pgettext("one of them", "Nettverk"): units[row.unit_id].name,
            _("Fra"): row.since,
            _("Hvordan"): Belonging.Kind(row.kind).label,
            _("Kanal"): Belonging.Channel(row.channel).label,
            _("Spurt om du vil fortsette"): row.asked_on,
            _("Er med til"): row.stays_until,
        }


def _erase_belongings(person: Person, _at: datetime) -> int:
    return Belonging.objects.filter(person=person).delete()[0]


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
        fields=_("År, forfall, betalt, betalt dato"),
        why=_("For å vite om kontingenten er betalt. Vi lagrer ikke beløp eller betalingsmåte."),
        ground=grounds.PARTY,
        kept=WHILE_MEMBER,
        rows=_fees,
        erase=_erase_fees,
        order=40,
        place=12,
    )
)
hold(
    Holding(
        model=Belonging,
        persons=("person",),
        title=_("Nettverkene dine"),
        fields=_(
            "Nettverk, fra, om du er med eller bare følger, hvordan nettverket når deg, om du ble spurt om å fortsette"
        ),
        why=_("For at nettverket skal vite hvem som er med, og hvordan de vil ha beskjed."),
        ground=grounds.PARTY,
        kept=_("Til du går ut av nettverket, nettverket avsluttes, eller du melder deg ut."),
        rows=_belongings,
        erase=_erase_belongings,
        order=40,
        place=14,
    )
)
hold(
    Holding(
        model=BranchChoice,
        persons=("membership", "chosen_by"),
        title=_("Avdelingene dine"),
        fields=_("Avdeling, fra, til, slik kom valget til, begrunnelse, postnummeret ditt da"),
        why=_("For å vite hvilken avdeling du hører til, og hvordan du kom dit."),
        ground=grounds.PARTY,
        kept=WHILE_MEMBER,
        rows=_choices,
        erase=_erase_choices,
        order=40,
        place=11,
    )
)
hold(
    Holding(
        model=Guardian,
        persons=("person",),
        title=_("Foresatt"),
        fields=_("Navn, telefon og e-post"),
        why=_("For å kunne nå en foresatt til medlemmer under 18 år."),
        ground=grounds.GUARDIAN,
        kept=_(
            "Ut året medlemmet fyller 18. Før det til medlemmet melder seg ut, eller til medlemmet eller den foresatte "
            "ber om at det tas bort."
        ),
        rows=_guardians,
        erase=_erase_guardian,
        order=40,
        place=13,
    )
)
hold(
    Holding(
        model=AddressKeeper,
        persons=("person", "named_by"),
        title=_("Hvem som ser beskyttede adresser"),
        why=_("For at bare én navngitt person skal se beskyttede adresser."),
        ground=grounds.SAFETY,
        kept=WHILE_MEMBER,
        rows=_keepings,
        erase=_erase_keepings,
        order=40,
        place=22,
    )
)
hold(
    Holding(
        model=MemberFile,
        persons=("person",),
        title=_("Filer med medlemmer som du har bedt om"),
        why=_("For at en fil bare skal kunne hentes én gang, av den som ba om den."),
        ground=grounds.SAFETY,
        kept=_("Et døgn etter at fristen for å hente filen er ute. Selve filen lagres ikke."),
        rows=_files,
        erase=_erase_files,
        order=40,
        place=23,
    )
)
hold(
    Holding(
        model=Membership,
        persons=("person",),
        title=_("Medlemskapet"),
        fields=_("Medlemsnummer, medlem siden, medlem til, sluttet fordi"),
        why=WHY_MEMBER,
        ground=grounds.PARTY,
        kept=WHILE_MEMBER,
        rows=_memberships,
        erase=_erase_memberships,
        order=60,
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
        why=_("Så du ser hva tillitsvalgte har ført inn for deg."),
        ground=grounds.PARTY,
        kept=_("Så lenge du er medlem."),
        rows=_entries,
        erase=_erase_entries,
        order=20,
    )
)


def _interests(person: Person) -> Iterable[Shown]:
    for row in Interest.objects.filter(person=person).select_related("topic").order_by("topic__name"):
        yield {_("Tema"): row.topic.name, _("Krysset av"): row.since}


def _erase_interests(person: Person, _at: datetime) -> int:
    return Interest.objects.filter(person=person).delete()[0]


hold(
    Holding(
        model=Interest,
        persons=("person",),
        title=_("Interessene dine"),
        fields=_("Tema, dagen du krysset av"),
        why=_("For at styret skal se hvor mange som er opptatt av et tema. Bare tall fra fem og oppover vises."),
        ground=grounds.PARTY,
        kept=_("Til du tar bort krysset, styret sletter temaet, eller du melder deg ut."),
        rows=_interests,
        erase=_erase_interests,
        order=40,
        place=15,
    )
)
