"""What a unit notes for its own beside a chapter."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lokallag.core import audit
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import check_fresh
from lokallag.organisation.models import Unit
from lokallag.people.models import Person
from lokallag.playbook.models import Chapter, ChapterNote
from lokallag.playbook.models.chapters import NOTE_MOST

ACT = "playbook.write_chapter_note"
EMPTY = ""  # what a form carries that was opened while there was no note


@transaction.atomic
def write_chapter_note(
    *, unit: Unit, chapter: Chapter, text: str, by: Person | None, at: datetime, seen: str | None = None
) -> ChapterNote | None:
    """Write a unit's note beside a chapter anew; an empty text takes it away.

    :param seen: the fingerprint of the note that the writer saw, "" where there was none; ``None`` does not ask
    :raises StalePage: somebody else of the unit wrote it meanwhile
    :raises RuleViolation: it is too long
    """
    said = text.strip()
    if len(said) > NOTE_MOST:
        words = _("Skriv høyst %(limit_value)d tegn. Nå er det %(show_value)d.")
        raise RuleViolation(words % {"limit_value": NOTE_MOST, "show_value": len(said)}, field="text")
    Chapter.objects.select_for_update().get(pk=chapter.pk)  # two first notes at once wait for each other
    note = ChapterNote.objects.filter(unit=unit, chapter=chapter).first()
    check_fresh(seen, EMPTY if note is None else note.fingerprint)
    if (note.text if note is not None else "") == said:
        return note
    if not said:
        assert note is not None
        note.delete()
        note = None
    elif note is None:
        note = ChapterNote.objects.create(unit=unit, chapter=chapter, text=said, updated_at=at, by=by)
    else:
        note.text, note.updated_at, note.by = said, at, by
        note.save(update_fields=["text", "updated_at", "by"])
    audit.record(ACT, actor=by, target=unit, at=at, details={"chapter": chapter.pk, "emptied": not said})
    return note
