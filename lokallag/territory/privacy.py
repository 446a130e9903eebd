"""What the room of areas holds of persons: who made a draft or sent a file, and who wrote a comment."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lokallag.core import grounds
from lokallag.core.privacy import Holding, Shown, hold
from lokallag.people.models import Person
from lokallag.territory.models import Division, DivisionComment, PendingFile

WHY = _("For å vite hvem i styret eller avdelingen som gjorde hva.")


def _divisions(person: Person) -> Iterator[Shown]:
    for row in Division.objects.filter(made_by=person).order_by("made_at", "pk"):
        yield {_("Utkast"): row.title, _("Laget"): row.made_at}


def _leave_divisions(person: Person, at: datetime) -> int:
    del at
    return Division.objects.filter(made_by=person).update(made_by=None)


def _comments(person: Person) -> Iterator[Shown]:
    for row in DivisionComment.objects.filter(author=person).select_related("division").order_by("written_at", "pk"):
        yield {_("Utkast"): row.division.title, _("Kommentar"): row.text, _("Skrevet"): row.written_at}


def _leave_comments(person: Person, at: datetime) -> int:
    """Take the name off. What was said for the branch or the board stays as part of the case."""
    del at
    return DivisionComment.objects.filter(author=person).update(author=None, author_name=str(_("Slettet person")))


def _files(person: Person) -> Iterator[Shown]:
    for row in PendingFile.objects.filter(sent_by=person).order_by("sent_at", "pk"):
        yield {_("Fil"): row.name, _("Sendt"): row.sent_at}


def _delete_files(person: Person, at: datetime) -> int:
    del at
    count, _tables = PendingFile.objects.filter(sent_by=person).delete()
    return count


hold(
    Holding(
        model=PendingFile,
        persons=("sent_by",),
        title=_("Filer som venter"),
        why=WHY,
        ground=grounds.PARTY,
        kept=_("Ett døgn."),
        rows=_files,
        erase=_delete_files,
        order=20,
    )
)
hold(
    Holding(
        model=Division,
        persons=("made_by",),
        title=_("Utkast til områder"),
        why=WHY,
        ground=grounds.PARTY,
        kept=_("Så lenge utkastet finnes. Når du slettes, blir det stående uten navnet ditt."),
        rows=_divisions,
        erase=_leave_divisions,
        order=20,
    )
)
hold(
    Holding(
        model=DivisionComment,
        persons=("author", "author_name"),
        title=_("Kommentarer til utkast"),
        why=WHY,
        ground=grounds.PARTY,
        kept=_("Så lenge utkastet finnes. Når du slettes, blir kommentaren stående uten navnet ditt."),
        rows=_comments,
        erase=_leave_comments,
        order=20,
    )
)
