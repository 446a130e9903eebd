"""Where chapters stand, and which are put away."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lokallag.core import audit
from lokallag.core.errors import RuleViolation
from lokallag.people.models import Person
from lokallag.playbook.domain.chapter_tree import within
from lokallag.playbook.models import ActivityKind, Chapter
from lokallag.playbook.services.chapters import EDIT


@transaction.atomic
def move_chapter(*, chapter: Chapter, parent: Chapter | None, number: int, by: Person | None, at: datetime) -> Chapter:
    """Put a chapter below ``parent`` (``None`` is the top) as number ``number`` there, counted from 1.

    Those beside it make room. A number beyond the last puts it last.

    :raises RuleViolation: it would stand below itself
    """
    rows = {row.pk: row for row in Chapter.objects.select_for_update().order_by("position", "pk")}
    moved = rows[chapter.pk]
    parent_id = None if parent is None else parent.pk
    if parent_id in within({pk: row.parent_id for pk, row in rows.items()}, chapter.pk):
        raise RuleViolation(_("Kapittelet kan ikke stå under seg selv. Velg et annet."), field="parent")
    beside = [row for row in rows.values() if row.parent_id == parent_id and row.pk != chapter.pk]
    beside.insert(max(0, number - 1), moved)
    before = (moved.parent_id, moved.position)
    moved.parent_id = parent_id
    for position, row in enumerate(beside):
        row.position = position
    Chapter.objects.bulk_update(beside, ["position", "parent"])
    if before != (moved.parent_id, moved.position):
        details = {"below": parent_id, "position": moved.position}
        audit.record(EDIT, actor=by, target=moved, at=at, details=details)
    return moved


@transaction.atomic
def archive_chapter(*, chapter: Chapter, by: Person | None, at: datetime) -> None:
    """Put a chapter away: readers do not see it, its versions and notes stay.

    :raises RuleViolation: chapters that are in use stand below it
    """
    rows = list(Chapter.objects.select_for_update().order_by("pk"))
    if any(row.parent_id == chapter.pk and row.archived_at is None for row in rows):
        raise RuleViolation(_("Det står kapitler under dette. Flytt dem eller legg dem bort først."))
    if Chapter.objects.filter(pk=chapter.pk, archived_at=None).update(archived_at=at):
        audit.record(EDIT, actor=by, target=chapter, at=at, details={"archived": True})


@transaction.atomic
def bring_back_chapter(*, chapter: Chapter, by: Person | None, at: datetime) -> None:
    """Take a chapter out again. One whose place is put away comes to the top."""
    rows = {row.pk: row for row in Chapter.objects.select_for_update().order_by("pk")}
    parent = rows.get(rows[chapter.pk].parent_id or 0)
    values: dict[str, object] = {"archived_at": None}
    if parent is not None and parent.archived_at is not None:
        values["parent"] = None
    if Chapter.objects.filter(pk=chapter.pk).exclude(archived_at=None).update(**values):
        audit.record(EDIT, actor=by, target=chapter, at=at, details={"archived": False})


@transaction.atomic
def set_kinds(*, chapter: Chapter, keys: frozenset[str], by: Person | None, at: datetime) -> int:
    """Let exactly these activity kinds point to the chapter. Returns how many changed.

    One that is taken in leaves its former chapter; one that is taken out has none. Both count as edited here, so that
    a new library leaves them alone.
    """
    changed = 0
    for kind in ActivityKind.objects.select_for_update().order_by("pk"):
        is_mine, should = kind.chapter == chapter.key, kind.key in keys
        if is_mine != should:
            ActivityKind.objects.filter(pk=kind.pk).update(chapter=chapter.key if should else "", edited_at=at)
            changed += 1
    if changed:
        audit.record(EDIT, actor=by, target=chapter, at=at, details={"kinds": changed})
    return changed
