"""What this room holds of persons: who answers for a commitment, who wrote it down, who noted what."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lokallag.core import grounds
from lokallag.core.privacy import Holding, Shown, hold
from lokallag.followup.models import STATES, Commitment, Note
from lokallag.people.models import Person

WHY = _("For at enheten skal vite hvem som gjør hva.")
KEPT = _("Til du melder deg ut. Oppgaven blir stående uten navnet ditt.")


def _commitments(person: Person) -> Iterable[Shown]:
    for commitment in Commitment.objects.filter(responsible=person).order_by("pk"):
        yield {
            _("Oppgave"): commitment.title,
            _("Frist"): commitment.due_on,
            _("Hvordan det går"): STATES[commitment.state],  # type: ignore[index]
        }


def _erase_commitments(person: Person, _at: datetime) -> int:
    return Commitment.objects.filter(responsible=person).update(responsible=None) + Commitment.objects.filter(
        made_by=person
    ).update(made_by=None)


def _notes(person: Person) -> Iterable[Shown]:
    for note in Note.objects.filter(author=person).order_by("pk"):
        yield {_("Skrevet"): note.written_at, _("Notat"): note.text}


def _erase_notes(person: Person, _at: datetime) -> int:
    return Note.objects.filter(author=person).update(author=None)


hold(
    Holding(
        model=Commitment,
        persons=("responsible", "made_by"),
        title=_("Oppgaver du har ansvaret for"),
        why=WHY,
        ground=grounds.PARTY,
        kept=KEPT,
        rows=_commitments,
        erase=_erase_commitments,
    )
)
hold(
    Holding(
        model=Note,
        persons=("author",),
        title=_("Notater du har skrevet på oppgaver"),
        why=WHY,
        ground=grounds.PARTY,
        kept=KEPT,
        rows=_notes,
        erase=_erase_notes,
    )
)
