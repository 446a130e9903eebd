"""Writing the run book: chapters, their versions, what readers see. A version is added, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.core import audit
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import StalePage
from lokallag.people.models import Person
from lokallag.playbook.domain.chapter_html import clean
from lokallag.playbook.models import Chapter, ChapterVersion
from lokallag.playbook.models.chapters import BODY_MOST, SUMMARY_MOST, TITLE_MOST, WHY_MOST
from lokallag.playbook.services.search import index_chapter

EDIT, PUBLISH = "playbook.edit_chapter", "playbook.publish_chapter"
RESERVED = frozenset({"nytt", "sok", "tips", "arkiv", "pdf", "bok", "dreiebok", "forslag", "arbeidsdeling"})
_NORWEGIAN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "ae", "Ø": "o", "Å": "a", "–": "-"})
SOURCES_MOST = 40


@dataclass(frozen=True, slots=True)
class Text:
    """What is written in a version. ``body`` may be any HTML: it is made harmless before it is kept."""

    title: str
    summary: str
    body: str
    sources: tuple[str, ...] = ()


@transaction.atomic
def add_chapter(*, text: Text, parent: Chapter | None, by: Person | None, at: datetime, why: str = "") -> Chapter:
    """Begin a chapter as a draft, the last below ``parent``. Its address is made from its title and stays.

    :raises RuleViolation: it has no title, or something is too long
    """
    checked = _checked(text)
    last = Chapter.objects.filter(parent=parent).order_by("-position").values_list("position", flat=True).first()
    chapter = Chapter.objects.create(
        key=_free_key(checked.title), parent=parent, position=0 if last is None else last + 1
    )
    version = add_version(chapter, checked, why=why or _("Nytt kapittel"), by=by, at=at)
    _mark_edited(chapter, at)
    audit.record(EDIT, actor=by, target=chapter, at=at, details={"version": version.number, "added": True})
    return chapter


@transaction.atomic
def save_version(
    *, chapter: Chapter, text: Text, why: str, by: Person | None, at: datetime, seen: int | None = None
) -> ChapterVersion:
    """Add a version to a chapter: a draft until it is published.

    :param seen: the number of the version that the writer began from; ``None`` does not ask
    :raises StalePage: somebody has saved a version meanwhile
    :raises RuleViolation: nothing is changed, or it does not say what is
    """
    latest = _latest_locked(chapter, seen)
    checked = _checked(text)
    if checked == text_of(latest):
        raise RuleViolation(_("Ingenting er endret. Endre noe, eller gå tilbake til kapittelet."))
    version = add_version(chapter, checked, why=why, by=by, at=at)
    _mark_edited(chapter, at)
    audit.record(EDIT, actor=by, target=chapter, at=at, details={"version": version.number})
    return version


@transaction.atomic
def restore_version(
    *, version: ChapterVersion, why: str, by: Person | None, at: datetime, seen: int | None = None
) -> ChapterVersion:
    """Add a version that says what an earlier one said. Those in between stay where they are.

    :raises StalePage: somebody has saved a version meanwhile
    :raises RuleViolation: it is the latest already
    """
    latest = _latest_locked(version.chapter, seen)
    if text_of(version) == text_of(latest):
        raise RuleViolation(_("Slik står det allerede i den siste utgaven."))
    added = add_version(version.chapter, text_of(version), why=why, by=by, at=at, restored_from=version)
    _mark_edited(version.chapter, at)
    details = {"version": added.number, "restored": version.number}
    audit.record(EDIT, actor=by, target=version.chapter, at=at, details=details)
    return added


@transaction.atomic
def publish_chapter(*, chapter: Chapter, number: int, by: Person | None, at: datetime) -> ChapterVersion:
    """Let readers see the latest version, which must be the one that is named.

    :raises StalePage: somebody has saved another meanwhile
    """
    latest = _latest_locked(chapter, number)
    if chapter.published_id != latest.pk:
        show_readers(chapter, latest, at)
        audit.record(PUBLISH, actor=by, target=chapter, at=at, details={"version": latest.number})
    return latest


@transaction.atomic
def withdraw_chapter(*, chapter: Chapter, by: Person | None, at: datetime) -> None:
    """Take a chapter from its readers. All versions stay; the latest is the draft."""
    _lock(chapter)
    if chapter.published_id is not None:
        show_readers(chapter, None, at)
        _mark_edited(chapter, at)
        audit.record(PUBLISH, actor=by, target=chapter, at=at, details={"withdrawn": True})


def show_readers(chapter: Chapter, version: ChapterVersion | None, at: datetime) -> None:
    """Let readers see ``version``, or nothing. The one place where what they see changes.

    What is made of a published text (the words that search looks in) is made anew here.
    """
    chapter.published, chapter.published_at = version, None if version is None else at
    chapter.save(update_fields=["published", "published_at"])
    index_chapter(chapter)


def _mark_edited(chapter: Chapter, at: datetime) -> None:
    chapter.edited_at = at
    chapter.save(update_fields=["edited_at"])


def text_of(version: ChapterVersion) -> Text:
    """Return what is written in a version."""
    return Text(version.title, version.summary, version.body, tuple(version.sources))


def latest_of(chapter: Chapter) -> ChapterVersion:
    """Return the version that was saved last."""
    return chapter.versions.order_by("-number")[0]


def _lock(chapter: Chapter) -> None:
    """Lock the chapter's row and read it anew. Versions themselves are never locked: nobody may change one."""
    fresh = Chapter.objects.select_for_update().get(pk=chapter.pk)
    chapter.published_id, chapter.archived_at = fresh.published_id, fresh.archived_at
    chapter.parent_id, chapter.position = fresh.parent_id, fresh.position


def _latest_locked(chapter: Chapter, seen: int | None) -> ChapterVersion:
    _lock(chapter)
    latest = latest_of(chapter)
    if seen is not None and seen != latest.number:
        raise StalePage(
            _("Noen andre lagret kapittelet mens du skrev. Det du skrev, står her fortsatt. Se hva som er forskjellig.")
        )
    return latest


def add_version(
    chapter: Chapter,
    text: Text,
    *,
    why: str,
    by: Person | None,
    at: datetime,
    restored_from: ChapterVersion | None = None,
) -> ChapterVersion:
    """Add the next version of a chapter that is locked, or new.

    :param text: checked
    :raises RuleViolation: it does not say what is changed
    """
    said = " ".join(why.split())
    if not said:
        raise RuleViolation(gettext_lazy("Skriv hva som er endret."), field="why")
    last = chapter.versions.order_by("-number").values_list("number", flat=True).first() or 0
    added = ChapterVersion.objects.create(
        chapter=chapter,
        number=last + 1,
        title=text.title,
        summary=text.summary,
        body=text.body,
        sources=list(text.sources),
        by=by,
        at=at,
        why=_short(said, WHY_MOST, "why"),
        restored_from=restored_from,
    )
    index_chapter(chapter)
    return added


def _checked(text: Text) -> Text:
    """Return the text as it is kept.

    :raises RuleViolation: it has no title, or something is too long
    """
    title = " ".join(text.title.split())
    if not title:
        raise RuleViolation(gettext_lazy("Skriv hva kapittelet heter."), field="title")
    if len(text.body) > BODY_MOST:
        raise _too_long(BODY_MOST, len(text.body), "body")
    sources = tuple(filter(None, (" ".join(source.split()) for source in text.sources)))
    if len(sources) > SOURCES_MOST:
        raise RuleViolation(gettext_lazy("Skriv høyst 40 kilder, én på hver linje."), field="sources")
    return Text(
        title=_short(title, TITLE_MOST, "title"),
        summary=_short(" ".join(text.summary.split()), SUMMARY_MOST, "summary"),
        body=_short(clean(text.body), BODY_MOST, "body"),
        sources=tuple(_short(source, 300, "sources") for source in sources),
    )


def _short(text: str, most: int, field: str) -> str:
    if len(text) > most:
        raise _too_long(most, len(text), field)
    return text


def _too_long(most: int, length: int, field: str) -> RuleViolation:
    words = _("Skriv høyst %(limit_value)d tegn. Nå er det %(show_value)d.")
    return RuleViolation(words % {"limit_value": most, "show_value": length}, field=field)


def _free_key(title: str) -> str:
    base = slugify(title.translate(_NORWEGIAN))[:50].strip("-") or "kapittel"
    taken = set(Chapter.objects.filter(key__startswith=base).values_list("key", flat=True)) | RESERVED
    number, key = 2, base
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    return key


def sources_of(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the sources written one on each line."""
    return tuple(filter(None, (line.strip() for line in lines)))
