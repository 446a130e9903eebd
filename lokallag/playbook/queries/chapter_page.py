"""The page of a chapter: its text, what it leads to, and the branch's own notes beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lokallag.calendar.domain.graph import Found
from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.core.permissions import Asker, may
from lokallag.organisation.models import Kind, Unit
from lokallag.organisation.queries import seats_of
from lokallag.playbook.domain import chapter_parts
from lokallag.playbook.domain.chapter_html import read_html
from lokallag.playbook.domain.chapter_parts import PartKind
from lokallag.playbook.domain.words import short_span
from lokallag.playbook.models import Chapter, ChapterNote, ChapterVersion
from lokallag.playbook.queries.chapters import (
    Book,
    ContentRow,
    Crumbs,
    chapter_crumbs,
    chapter_url,
    is_editor,
    read_book,
    state_words,
)
from lokallag.playbook.queries.known_kinds import LibraryKind
from lokallag.playbook.queries.reckoning import Reckoner, reckoner_for
from lokallag.playbook.queries.tips import TipRow, waiting_in_chapter
from lokallag.playbook.queries.year import LETTERS
from lokallag.playbook.rules import own_branch


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the text. ``is_ready`` can be copied: ``plain`` is what one gets; ``is_checks`` is a check list."""

    html: SafeString
    is_ready: bool
    is_checks: bool
    plain: str


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading."""

    anchor: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class KindRow:
    """An activity kind that the chapter is about, and its next day in the reader's unit, in words."""

    name: str
    url: str
    letter: str
    when: str


@dataclass(frozen=True, slots=True)
class NoteBox:
    """What a unit has noted. ``write_url`` is empty for who does not write it."""

    unit: str
    text: str
    said: str
    write_url: str


@dataclass(frozen=True, slots=True)
class Act:
    """Something an editor can do: a link, or with ``is_post`` a button."""

    label: str
    url: str
    is_post: bool = False
    number: int = 0


@dataclass(frozen=True, slots=True)
class ChapterPage:
    """All that ``playbook/chapter.html`` shows."""

    title: str
    crumbs: Crumbs
    number: str
    lang: str
    summary: str
    sections: tuple[Section, ...]
    sources: tuple[str, ...]
    kinds: tuple[KindRow, ...]
    below: tuple[ContentRow, ...]
    before: tuple[str, str] | None
    after: tuple[str, str] | None
    said: str
    notes: tuple[NoteBox, ...]
    tips: tuple[TipRow, ...]
    state: str
    is_draft_shown: bool
    draft_url: str
    checks_url: str
    pdf_url: str
    acts: tuple[Act, ...]
    publish: Act | None


@dataclass(frozen=True, slots=True)
class CheckListsPage:
    """All that ``playbook/check_lists.html`` shows: title and items of each list."""

    title: str
    crumbs: Crumbs
    lang: str
    lists: tuple[tuple[str, SafeString], ...]


def sections_of(body: str) -> tuple[Section, ...]:
    """Return a stored text as its page shows it."""
    return tuple(
        Section(one.anchor, one.title, tuple(_part(part) for part in one.parts))
        for one in chapter_parts.sections(read_html(body))
    )


def _part(part: chapter_parts.Part) -> Part:
    return Part(
        html=SafeString(part.html),  # written by domain.chapter_html from blocks: each value is escaped there
        is_ready=part.kind is PartKind.READY,
        is_checks=part.kind is PartKind.CHECKS,
        plain=part.plain,
    )


def chapter_page(chapter: Chapter, party: Unit | None, *, viewer: Asker, today: date) -> ChapterPage:
    """Return the page of what readers see; for editors, where they see nothing yet, of the draft.

    The same number of queries however many chapters, versions and kinds.
    """
    edits = is_editor(viewer)
    book = read_book(drafts=edits)
    version = ChapterVersion.objects.get(pk=chapter.published_id or book.latest[chapter.pk].pk)
    node, latest = book.node(chapter.pk), book.latest[chapter.pk]
    sections = sections_of(version.body)
    has_checks = any(part.is_checks for section in sections for part in section.parts)
    before, after = book.around(chapter.pk)
    return ChapterPage(
        title=version.title,
        crumbs=chapter_crumbs(chapter, version.title),
        number="" if node is None else node.number,
        lang=chapter.lang,
        summary=version.summary,
        sections=sections,
        sources=tuple(version.sources),
        kinds=_kinds(chapter, party, viewer=viewer, today=today),
        below=_below(book, chapter),
        before=None if before is None else (book.heads[before.pk].title, chapter_url(before)),
        after=None if after is None else (book.heads[after.pk].title, chapter_url(after)),
        said=_("Utgave %(number)d, sist endret %(day)s")
        % {"number": version.number, "day": in_words(local_date(version.at), today)},
        notes=notes_beside(chapter, viewer=viewer, today=today),
        tips=waiting_in_chapter(chapter.key) if edits else (),
        state=state_words(chapter, latest.pk) if edits else "",
        is_draft_shown=chapter.published_id is None,
        draft_url=version_url(chapter, latest.number) if edits and latest.pk != version.pk else "",
        checks_url=reverse("playbook:check_lists", args=[chapter.key]) if has_checks else "",
        pdf_url=reverse("playbook:print_chapter", args=[chapter.key]),
        acts=_acts(chapter) if edits else (),
        publish=_publish(chapter, latest.pk, latest.number, viewer) if edits else None,
    )


def check_lists_page(chapter: Chapter) -> CheckListsPage:
    """Return the check lists of what readers see, else of the latest version."""
    versions = chapter.versions.order_by("-number")
    version = versions.get(pk=chapter.published_id) if chapter.published_id else versions[0]
    lists = [
        (section.title or version.title, part.html)
        for section in sections_of(version.body)
        for part in section.parts
        if part.is_checks
    ]
    return CheckListsPage(
        title=version.title,
        crumbs=chapter_crumbs(chapter, version.title, _("Sjekkliste")),
        lang=chapter.lang,
        lists=tuple(lists),
    )


def version_url(chapter: Chapter, number: int) -> str:
    """Return the address of one version."""
    return reverse("playbook:chapter_version", args=[chapter.key, number])


def _publish(chapter: Chapter, latest_id: int, number: int, viewer: Asker) -> Act | None:
    if chapter.published_id == latest_id or chapter.archived_at or not may(viewer, "playbook.publish_chapter", chapter):
        return None
    label = _("Publiser") if chapter.published_id is None else _("Publiser utkastet")
    return Act(label, reverse("playbook:publish_chapter", args=[chapter.key]), is_post=True, number=number)


def _acts(chapter: Chapter) -> tuple[Act, ...]:
    def link(label: str, name: str, *, is_post: bool = False) -> Act:
        return Act(label, reverse(f"playbook:{name}", args=[chapter.key]), is_post)

    if chapter.archived_at is not None:
        return (
            link(_("Historikk"), "chapter_history"),
            link(_("Hent fram igjen"), "bring_back_chapter", is_post=True),
        )
    return (
        link(_("Rediger"), "edit_chapter"),
        link(_("Historikk"), "chapter_history"),
        link(_("Flytt"), "move_chapter"),
        link(_("Knytt til aktiviteter"), "chapter_kinds"),
        *([link(_("Trekk tilbake"), "withdraw_chapter", is_post=True)] if chapter.published_id else []),
        link(_("Legg bort"), "archive_chapter", is_post=True),
    )


def _below(book: Book, chapter: Chapter) -> tuple[ContentRow, ...]:
    return tuple(
        ContentRow(
            number=node.number,
            title=book.heads[node.pk].title,
            url=chapter_url(book.chapters[node.pk]),
            lang=book.chapters[node.pk].lang,
            summary=book.heads[node.pk].summary,
            state="",
            below=(),
        )
        for node in book.nodes
        if node.parent == chapter.pk
    )


# ---- Activity kinds --------------------------------------------------------------------------------------------------


def _kinds(chapter: Chapter, party: Unit | None, *, viewer: Asker, today: date) -> tuple[KindRow, ...]:
    if party is None:
        return ()
    reckoner = reckoner_for(party, year=today.year, today=today)
    mine = [kind for kind in reckoner.kinds.values() if kind.chapter == chapter.key]
    units = {party.pk: Kind.MUNICIPAL.value, **units_of(viewer, today)}
    rows = [(_next_day(kind, reckoner, units, today), kind) for kind in mine]
    rows.sort(key=lambda row: (row[0] is None, row[0].day if row[0] else date.max, row[1].position))
    return tuple(
        KindRow(
            name=kind.name,
            url=reverse("playbook:kind", args=[kind.key]),
            letter=LETTERS[kind.ring],
            when="" if found is None else _when(found, today),
        )
        for found, kind in rows
    )


def units_of(viewer: Asker, today: date) -> dict[int, str]:
    """Return the units that the reader belongs to or holds office in, id and kind. The own branch comes last."""
    seats = sorted(seats_of(viewer, today), key=lambda seat: seat.unit_id)
    units: dict[int, str] = {seat.unit_id: seat.unit_kind for seat in seats}
    own = own_branch(viewer, today)
    if own is not None:
        units[own] = Kind.BRANCH.value
    return units


def _next_day(kind: LibraryKind, reckoner: Reckoner, units: dict[int, str], today: date) -> Found | None:
    """Return the next day in the reader's own unit, else in the party: no plan is asked, the rule alone."""
    for unit_id in (unit_id for unit_id, of_kind in reversed(units.items()) if of_kind in kind.units):
        for year in (today.year, today.year + 1):
            found = reckoner.suggested(kind, unit_id, year)
            if isinstance(found, Found) and found.last >= today:
                return found
    return None


def _when(found: Found, today: date) -> str:
    words = short_span(found.day, found.last)
    return words if found.day.year == today.year else f"{words} {found.day.year}"


# ---- Notes -----------------------------------------------------------------------------------------------------------


def notes_beside(chapter: Chapter, *, viewer: Asker, today: date) -> tuple[NoteBox, ...]:
    """Return what the reader's own units have noted, and room to write for who may."""
    units = [
        unit for unit in sorted_units(units_of(viewer, today), today) if may(viewer, "playbook.see_chapter_note", unit)
    ]
    notes = {note.unit_id: note for note in ChapterNote.objects.filter(chapter=chapter, unit__in=units)}
    found = []
    for unit in units:
        note = notes.get(unit.pk)
        writes = may(viewer, "playbook.write_chapter_note", unit)
        if note is None and not writes:
            continue
        found.append(
            NoteBox(
                unit=unit.name,
                text="" if note is None else note.text,
                said="" if note is None else _("Skrevet %(when)s") % {"when": moment_in_words(note.updated_at, today)},
                write_url=reverse("playbook:chapter_note", args=[chapter.key, unit.slug]) if writes else "",
            )
        )
    return tuple(found)


def sorted_units(ids: Iterable[int], today: date) -> list[Unit]:
    """Return the units with their names, in the order of the names."""
    return sorted(Unit.objects.filter(pk__in=list(ids)).named(today), key=lambda unit: (unit.name, unit.pk))
