"""What this room holds of persons."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lokallag.core.privacy import Holding, Shown, hold
from lokallag.membership.models import Entry
from lokallag.membership.queries.entries import entries_for
from lokallag.people.models import Person


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
