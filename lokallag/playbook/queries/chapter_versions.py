"""The pages on which a chapter is written, and those of its versions: history, one of them, two side by side."""

import json
from dataclasses import dataclass
from datetime import date

from django import forms
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.calendar.domain.words import moment_in_words
from lokallag.playbook.domain.chapter_compare import Change, Line, Mark, Shape, compare, lines_of, stretches
from lokallag.playbook.domain.chapter_html import read_html
from lokallag.playbook.forms_chapters import ChapterForm
from lokallag.playbook.models import ActivityKind, Chapter, ChapterVersion
from lokallag.playbook.queries.chapter_page import Section, sections_of, version_url
from lokallag.playbook.queries.chapters import Crumbs, chapter_crumbs, chapter_url, read_book
from lokallag.playbook.services.chapters import Text, latest_of, text_of

SHAPES = {
    Shape.TITLE: gettext_lazy("Tittel"),
    Shape.SUMMARY: gettext_lazy("Kort om kapittelet"),
    Shape.SOURCE: gettext_lazy("Kilde"),
    Shape.HEADING: gettext_lazy("Overskrift"),
    Shape.TEXT: "",
    Shape.BULLET: "–",
    Shape.NUMBER: gettext_lazy("Nr."),
    Shape.CHECK: "☐",
    Shape.ROW: gettext_lazy("Rad"),
}


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a comparison. ``mark`` is ``added``, ``removed`` or ``same``; so is each piece's."""

    label: str
    is_heading: bool
    is_quoted: bool
    mark: str
    said: str
    pieces: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DiffPart:
    """Lines of a comparison; unchanged ones in a row are folded away under ``label``."""

    is_folded: bool
    label: str
    lines: tuple[DiffLine, ...]


@dataclass(frozen=True, slots=True)
class EditPage:
    """All that ``playbook/chapter_edit.html`` shows. ``theirs`` is how what is written differs from what was saved."""

    title: str
    crumbs: Crumbs
    lang: str
    form: forms.Form
    html: SafeString
    is_stale: bool
    theirs: tuple[DiffPart, ...]
    theirs_said: str
    theirs_url: str
    publishes: bool
    back_url: str
    words: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in the history."""

    number: int
    url: str
    when: str
    by: str
    why: str
    restored: str
    state: str
    compare_url: str


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """All that ``playbook/chapter_history.html`` shows, newest first."""

    title: str
    crumbs: Crumbs
    rows: tuple[VersionRow, ...]
    compare_url: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class VersionPage:
    """All that ``playbook/chapter_version.html`` shows."""

    title: str
    crumbs: Crumbs
    lang: str
    summary: str
    sections: tuple[Section, ...]
    said: str
    why: str
    restore_form: forms.Form | None
    restore_url: str
    publish_url: str
    number: int
    history_url: str
    is_stale: bool


@dataclass(frozen=True, slots=True)
class ComparePage:
    """All that ``playbook/chapter_compare.html`` shows."""

    title: str
    crumbs: Crumbs
    lang: str
    old: str
    new: str
    parts: tuple[DiffPart, ...]
    is_same: bool
    history_url: str


@dataclass(frozen=True, slots=True)
class FormPage:
    """All that ``playbook/chapter_form.html`` shows: one form about a chapter."""

    title: str
    lead: str
    crumbs: Crumbs
    form: forms.Form
    button: str
    back_url: str
    is_stale: bool = False
    stands_now: str = ""


# ---- Comparing -------------------------------------------------------------------------------------------------------


def _lines(text: Text) -> list[Line]:
    head = [Line(Shape.TITLE, text.title), *([Line(Shape.SUMMARY, text.summary)] if text.summary else [])]
    return [*head, *lines_of(read_html(text.body)), *(Line(Shape.SOURCE, source) for source in text.sources)]


def difference(old: Text, new: Text) -> tuple[DiffPart, ...]:
    """Return what differs, in lines that a page shows. Nothing differs where all of it is folded away or the same."""
    return tuple(
        DiffPart(
            is_folded=part.is_folded,
            label=_("%(n)d avsnitt er like") % {"n": len(part.lines)} if part.is_folded else "",
            lines=tuple(_diff_line(line) for line in part.lines),
        )
        for part in stretches(compare(_lines(old), _lines(new)))
    )


def _diff_line(change: Change) -> DiffLine:
    said = {Mark.ADDED: _("Nytt"), Mark.REMOVED: _("Tatt bort"), Mark.SAME: "" if change.is_same else _("Endret")}
    return DiffLine(
        label=str(SHAPES[change.shape]),
        is_heading=change.shape in {Shape.HEADING, Shape.TITLE},
        is_quoted=change.quoted,
        mark=change.mark.value,
        said=said[change.mark],
        pieces=tuple((piece.mark.value, piece.words) for piece in change.pieces),
    )


def compare_page(chapter: Chapter, old: ChapterVersion, new: ChapterVersion, *, today: date) -> ComparePage:
    """Return two versions of a chapter with what differs marked.

    :param old: with its writer, as ``new``
    """
    return ComparePage(
        title=_("Hva er endret?"),
        crumbs=_history_crumbs(chapter, new.title, _("Sammenlign")),
        lang=chapter.lang,
        old=_said(old, today),
        new=_said(new, today),
        parts=difference(text_of(old), text_of(new)),
        is_same=text_of(old) == text_of(new),
        history_url=reverse("playbook:chapter_history", args=[chapter.key]),
    )


# ---- Versions --------------------------------------------------------------------------------------------------------


def history_page(chapter: Chapter, *, today: date) -> HistoryPage:
    """Return all versions, newest first. One query."""
    versions = list(
        chapter.versions.select_related("by", "restored_from").defer("body", "restored_from__body").order_by("-number")
    )
    return HistoryPage(
        title=_("Historikk: %(title)s") % {"title": versions[0].title},
        crumbs=chapter_crumbs(chapter, versions[0].title, _("Historikk")),
        rows=tuple(_row(chapter, version, versions[0].number, today) for version in versions),
        compare_url=reverse("playbook:compare_chapter", args=[chapter.key]),
        numbers=tuple(version.number for version in versions),
    )


def _row(chapter: Chapter, version: ChapterVersion, latest: int, today: date) -> VersionRow:
    restored = version.restored_from
    is_shown = version.pk == chapter.published_id
    compare_url = reverse("playbook:compare_chapter", args=[chapter.key])
    return VersionRow(
        number=version.number,
        url=version_url(chapter, version.number),
        when=moment_in_words(version.at, today),
        by=_writer(version),
        why=version.why,
        restored="" if restored is None else _("Tatt tilbake fra utgave %(n)d") % {"n": restored.number},
        state=_("Publisert") if is_shown else _("Utkast") if version.number == latest else "",
        compare_url=f"{compare_url}?fra={version.number - 1}&til={version.number}" if version.number > 1 else "",
    )


def _writer(version: ChapterVersion) -> str:
    return version.by.name if version.by is not None else _("uten navn")


def _said(version: ChapterVersion, today: date) -> str:
    parts = {"n": version.number, "when": moment_in_words(version.at, today), "name": _writer(version)}
    return _("Utgave %(n)d, %(when)s, %(name)s") % parts


def version_page(
    chapter: Chapter,
    version: ChapterVersion,
    *,
    today: date,
    restore_form: forms.Form | None,
    latest: int,
    is_stale: bool = False,
) -> VersionPage:
    """Return one version as it was.

    :param version: with its writer
    """
    may_publish = version.number == latest and version.pk != chapter.published_id and chapter.archived_at is None
    return VersionPage(
        title=version.title,
        crumbs=_history_crumbs(chapter, version.title, _("Utgave %(n)d") % {"n": version.number}),
        lang=chapter.lang,
        summary=version.summary,
        sections=sections_of(version.body),
        said=_said(version, today),
        why=version.why,
        restore_form=restore_form,
        restore_url=reverse("playbook:restore_chapter", args=[chapter.key, version.number]),
        publish_url=reverse("playbook:publish_chapter", args=[chapter.key]) if may_publish else "",
        number=version.number,
        history_url=reverse("playbook:chapter_history", args=[chapter.key]),
        is_stale=is_stale,
    )


def _history_crumbs(chapter: Chapter, title: str, last: str) -> Crumbs:
    history = (_("Historikk"), reverse("playbook:chapter_history", args=[chapter.key]))
    return (*chapter_crumbs(chapter, title, "")[:-1], (title, chapter_url(chapter)), history, (last, None))


# ---- Forms -----------------------------------------------------------------------------------------------------------


def editor_words() -> str:
    """Return what the rich-text editor says, by what it says it of, as JSON."""
    words = {
        "tools": _("Verktøy for teksten"),
        "body": _("Tekst"),
        "bold": _("Fet"),
        "italic": _("Kursiv"),
        "heading": _("Overskrift"),
        "subheading": _("Mindre overskrift"),
        "bullets": _("Punkter"),
        "numbers": _("Nummerert"),
        "checks": _("Sjekkliste"),
        "quote": _("Ferdig tekst"),
        "link": _("Lenke"),
        "table": _("Tabell"),
        "row": _("Ny rad"),
        "column": _("Ny kolonne"),
        "delete-row": _("Fjern rad"),
        "delete-column": _("Fjern kolonne"),
        "delete-table": _("Fjern tabell"),
        "undo": _("Angre"),
        "redo": _("Gjør om"),
        "address": _("Adresse lenken går til"),
        "set-link": _("Sett inn lenken"),
        "remove-link": _("Ta bort lenken"),
        "close": _("Lukk"),
        "hint": _("Alt og F10 går til verktøyene. Escape går tilbake til teksten."),
    }
    return json.dumps(words, ensure_ascii=False)


def edit_page(
    chapter: Chapter | None, form: ChapterForm, *, today: date, is_stale: bool = False, title: str = ""
) -> EditPage:
    """Return the page on which a chapter is written; for a new one without ``chapter``."""
    crumbs: Crumbs
    theirs: tuple[DiffPart, ...] = ()
    said = url = ""
    if chapter is None:
        crumbs = ((_("Dreieboka"), reverse("playbook:contents")), (_("Nytt kapittel"), None))
    else:
        latest = chapter.versions.select_related("by").order_by("-number")[0]
        crumbs = chapter_crumbs(chapter, latest.title, _("Rediger"))
        if is_stale:
            theirs, said = difference(text_of(latest), form.text()), _said(latest, today)
            url = version_url(chapter, latest.number)
    return EditPage(
        title=title or (_("Nytt kapittel") if chapter is None else _("Rediger kapittelet")),
        crumbs=crumbs,
        lang="nb" if chapter is None else chapter.lang,
        form=form,
        html=SafeString(form.html),  # written by domain.chapter_html from blocks: each value is escaped there
        is_stale=is_stale,
        theirs=theirs,
        theirs_said=said,
        theirs_url=url,
        publishes=chapter is None or chapter.archived_at is None,
        back_url=reverse("playbook:contents") if chapter is None else chapter_url(chapter),
        words=editor_words(),
    )


def form_page(
    chapter: Chapter, form: forms.Form, *, title: str, lead: str, button: str, is_stale: bool = False, now: str = ""
) -> FormPage:
    """Return the page of one form about a chapter."""
    return FormPage(
        title=title,
        lead=lead,
        crumbs=chapter_crumbs(chapter, latest_of(chapter).title, title),
        form=form,
        button=button,
        back_url=chapter_url(chapter),
        is_stale=is_stale,
        stands_now=now,
    )


def kind_choices(chapter: Chapter) -> list[tuple[str, str]]:
    """Return the activity kinds to choose from; one that belongs to another chapter says to which."""
    book = read_book(drafts=True)
    titles = {book.chapters[pk].key: head.title for pk, head in book.heads.items()}
    found = []
    for kind in ActivityKind.objects.order_by("name", "pk"):
        elsewhere = titles.get(kind.chapter, "") if kind.chapter != chapter.key else ""
        found.append((kind.key, f"{kind.name} ({elsewhere})" if elsewhere else kind.name))
    return found
