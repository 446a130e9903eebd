"""What this room holds of persons: what they do not want to get, and the mailings that they wrote or stand in."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lokallag.core import grounds
from lokallag.core.privacy import Holding, Shown, hold
from lokallag.mailing.domain.kinds import Kind
from lokallag.mailing.models import KINDS, Mailing, Unsubscription
from lokallag.mailing.services.forgetting import redact
from lokallag.people.models import Person


def _wishes(person: Person) -> Iterable[Shown]:
    for row in Unsubscription.objects.filter(person=person).order_by("pk"):
        yield {
            _("Du har meldt deg av"): KINDS[Kind(row.kind)],
            _("Når"): row.at,
            _("Hvordan"): row.get_way_display(),
        }


def _erase_wishes(person: Person, _at: datetime) -> int:
    return Unsubscription.objects.filter(person=person).delete()[0]


def _mailings(person: Person) -> Iterable[Shown]:
    written = Mailing.objects.filter(written_by=person) | Mailing.objects.filter(sent_by=person)
    for mailing in written.order_by("pk"):
        yield {
            _("Emne"): next(iter(mailing.words.values())).subject,
            _("Skrevet"): mailing.written_at,
            _("Sendt"): mailing.sent_at,
        }


def _erase_mailings(person: Person, _at: datetime) -> int:
    return (
        Mailing.objects.filter(written_by=person).update(written_by=None)
        + Mailing.objects.filter(sent_by=person).update(sent_by=None)
        + redact(words=[person.name, person.email, person.phone, person.street_address])
    )


hold(
    Holding(
        model=Unsubscription,
        persons=("person",),
        title=_("E-post du ikke vil ha"),
        why=_("For at du skal slippe det du har meldt deg av."),
        ground=grounds.PARTY,
        kept=_("Til du melder deg på igjen, eller slettes."),
        rows=_wishes,
        erase=_erase_wishes,
        place=55,
    )
)
hold(
    Holding(
        model=Mailing,
        persons=("written_by", "sent_by"),
        title=_("Utsendinger du har skrevet eller sendt"),
        why=_("For at enheten skal vite hva som er sendt, og av hvem."),
        ground=grounds.PARTY,
        kept=_("Høyst tolv måneder. Når du slettes, tas navnet ditt ut."),
        rows=_mailings,
        erase=_erase_mailings,
        place=82,
    )
)
