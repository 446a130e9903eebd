"""Reading our own twelve chapters into the organisation's run book."""

from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext, override

from lokallag.core import audit
from lokallag.people.models import Person
from lokallag.playbook.domain.chapter_files import ChapterFile, read_chapter
from lokallag.playbook.models import Chapter
from lokallag.playbook.services.chapters import EDIT, Text, add_version, latest_of, show_readers, text_of

CHAPTERS = Path(__file__).resolve().parents[1] / "data" / "chapters"


def chapter_files() -> tuple[ChapterFile, ...]:
    """Return our own chapters in their order."""
    return tuple(read_chapter(path.read_text(encoding="utf-8")) for path in sorted(CHAPTERS.glob("*.md")))


@transaction.atomic
def load_chapters(*, by: Person | None, at: datetime) -> int:
    """Write and publish chapters that are missing, and renew those that nobody here has touched.

    Doing it again changes nothing. A chapter that the organisation has edited, withdrawn or put away stays as it is.
    Returns how many were written.
    """
    known = {chapter.key: chapter for chapter in Chapter.objects.select_for_update().order_by("pk")}
    first = 1 + max((chapter.position for chapter in known.values() if chapter.parent_id is None), default=-1)
    written = 0
    for file in chapter_files():
        chapter = known.get(file.key)
        with override(file.lang):  # what stands in the history is in the language of the text
            if chapter is None:
                _begin(file, position=first + written, by=by, at=at)
            elif not _renew(chapter, file, at=at):
                continue
        written += 1
    if written:
        audit.record(EDIT, actor=by, target=None, at=at, details={"chapters": written})
    return written


def _text(file: ChapterFile) -> Text:
    return Text(file.title, file.summary, file.body, file.sources)


def _begin(file: ChapterFile, *, position: int, by: Person | None, at: datetime) -> None:
    chapter = Chapter.objects.create(key=file.key, position=position, lang=file.lang)
    _publish(chapter, file, why=gettext("Dreieboka slik den fulgte med Lokallag"), by=by, at=at)


def _renew(chapter: Chapter, file: ChapterFile, *, at: datetime) -> bool:
    """Write a new text of ours over an old one of ours, and tell whether it was done."""
    if chapter.edited_at is not None or chapter.archived_at is not None or text_of(latest_of(chapter)) == _text(file):
        return False
    _publish(chapter, file, why=gettext("Ny tekst som fulgte med Lokallag"), by=None, at=at)
    return True


def _publish(chapter: Chapter, file: ChapterFile, *, why: str, by: Person | None, at: datetime) -> None:
    show_readers(chapter, add_version(chapter, _text(file), why=why, by=by, at=at), at)
