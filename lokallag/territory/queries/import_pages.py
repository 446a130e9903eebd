"""The pages on which a sheet, a draft or a file is looked at before anything is saved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker, may
from lokallag.organisation.models import Kind as UnitKind
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import BOARD_TITLES, LEADING_TITLES, seats_of
from lokallag.territory.domain.draft_lifecycle import State
from lokallag.territory.domain.imports import AreaImport, RegisterImport
from lokallag.territory.models import Division, Municipality, PendingFile, RegisterLoad
from lokallag.territory.queries.board_pages import LoadRow, load_rows
from lokallag.territory.queries.divisions import preview_sheet, sheet_of_draft
from lokallag.territory.queries.previews import PreviewBox, preview_box

Crumbs = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class ImportPage:
    """All that ``territory/division_form.html`` shows."""

    title: str
    crumbs: Crumbs
    form: forms.Form
    preview: PreviewBox | None
    municipality: str
    draft_id: str
    present_url: str
    back_url: str


def import_page(
    form: forms.Form, *, municipality: Municipality | None, preview: PreviewBox | None = None, draft_id: str = ""
) -> ImportPage:
    """Return the page on which a sheet is sent, looked at and put into force."""
    title = preview.heading if preview else _("Del inn kommunen")
    if preview and preview.is_ready and not preview.changes_nothing:
        decision = form.fields["decision"]
        decision.required, decision.help_text = True, _("For eksempel «Årsmøtet 2027, sak 6».")
    return ImportPage(
        title=title,
        crumbs=((_("Områder"), reverse("territory:areas")), (_("Del inn kommunen"), None)),
        form=form,
        preview=preview,
        municipality=municipality.display_name if municipality else "",
        draft_id=draft_id,
        present_url=f"{reverse('territory:import')}?fra=dagens",
        back_url=reverse("territory:areas"),
    )


@dataclass(frozen=True, slots=True)
class CommentRow:
    """One comment."""

    author: str
    unit: str
    when: str
    text: str


@dataclass(frozen=True, slots=True)
class DraftPage:
    """All that ``territory/division_detail.html`` shows. Forms are ``None`` where the reader may not use them."""

    title: str
    crumbs: Crumbs
    state: str
    is_open: bool
    lead: str
    note: str
    outcome: str
    preview: PreviewBox
    comments: tuple[CommentRow, ...]
    comment_form: forms.Form | None
    comment_url: str
    decide_form: forms.Form | None
    decide_url: str
    drop_url: str
    edit_url: str


def draft_page(
    draft: Division,
    *,
    viewer: Asker,
    today: date,
    comment_form: forms.Form | None,
    decide_form: forms.Form | None,
    decisions: dict[str, str] | None = None,
    names: tuple[dict[str, str], frozenset[str]] = ({}, frozenset()),
    accept_gaps: bool = False,
) -> DraftPage:
    """Return a draft against the division of today, with what has been said about it."""
    on = max(draft.valid_from, today) if draft.state == State.DRAFT else draft.valid_from
    sheet, renames = sheet_of_draft(draft, on)
    seen = preview_sheet(
        sheet,
        municipality=draft.municipality_id,
        on=on,
        decisions=decisions or {},
        renames={**renames, **names[0]},
        fresh=names[1],
        accept_gaps=accept_gaps,
    )
    speakers = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=draft.comments.values("unit")).named(today)}
    is_open = draft.state == State.DRAFT
    manages = may(viewer, "territory.manage_areas") and is_open
    words = dict(Division._meta.get_field("state").flatchoices)
    return DraftPage(
        title=draft.title,
        crumbs=((_("Områder"), reverse("territory:areas")), (draft.title, None)),
        state=str(words[draft.state]),
        is_open=is_open,
        lead=_("Skal gjelde fra %(day)s.") % {"day": in_words(draft.valid_from, today)},
        note=draft.note,
        outcome=_outcome(draft, today),
        preview=preview_box(seen, on, today),
        comments=tuple(
            CommentRow(
                each.author_name,
                speakers[each.unit_id],
                in_words(local_date(each.written_at), today),
                each.text,
            )
            for each in draft.comments.order_by("written_at", "pk")
        ),
        comment_form=comment_form if is_open else None,
        comment_url=reverse("territory:comment", args=[draft.pk]),
        decide_form=decide_form if manages else None,
        decide_url=reverse("territory:decide", args=[draft.pk]),
        drop_url=reverse("territory:drop", args=[draft.pk]) if manages else "",
        edit_url=f"{reverse('territory:import')}?utkast={draft.pk}" if manages else "",
    )


def _outcome(draft: Division, today: date) -> str:
    if draft.state == State.DECIDED:
        values = {"decision": draft.decision, "day": in_words(draft.valid_from, today)}
        return _("Vedtatt: %(decision)s. Gjelder fra %(day)s.") % values
    return _("Utkastet er lagt bort.") if draft.state == State.DROPPED else ""


def speaks_for(viewer: Asker, today: date) -> list[Unit]:
    """Return the units on whose behalf somebody can comment: branches they lead, and the party of the board."""
    ids = {
        seat.unit_id
        for seat in seats_of(viewer, today)
        if (seat.unit_kind == UnitKind.BRANCH and seat.title in LEADING_TITLES)
        or (seat.unit_kind == UnitKind.MUNICIPAL and seat.title in BOARD_TITLES)
    }
    units = Unit.objects.filter(pk__in=ids).named(today) if ids else []
    return sorted(units, key=lambda unit: (unit.kind, unit.name))


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """All that ``territory/register_form.html`` shows."""

    title: str
    crumbs: Crumbs
    register_form: forms.Form
    area_form: forms.Form
    loads: tuple[LoadRow, ...]


def register_page(register_form: forms.Form, area_form: forms.Form, today: date) -> RegisterPage:
    """Return the page on which the register and the areas are brought in."""
    return RegisterPage(
        title=_("Postnumre og kart"),
        crumbs=((_("Områder"), reverse("territory:areas")), (_("Postnumre og kart"), None)),
        register_form=register_form,
        area_form=area_form,
        loads=load_rows(today),
    )


@dataclass(frozen=True, slots=True)
class FileList:
    """One kind of change that a file brings, at most 50 lines of it."""

    heading: str
    lines: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class FilePage:
    """All that ``territory/file_preview.html`` shows."""

    title: str
    crumbs: Crumbs
    name: str
    lead: str
    lists: tuple[FileList, ...]
    warning: str
    missing: tuple[str, ...]
    changes_nothing: bool
    apply_label: str
    back_url: str


_MOST = 50


def _list(heading: str, lines: Iterable[str]) -> FileList:
    every = list(lines)
    return FileList(f"{heading} ({len(every)})", tuple(every[:_MOST]), max(0, len(every) - _MOST))


def register_file_page(file: PendingFile, result: RegisterImport) -> FilePage:
    """Return what a register would change."""
    diff = result.diff
    lists = (
        _list(_("Nye"), (f"{row.code} {row.place}" for row in diff.new)),
        _list(_("Utgått"), (f"{row.code} {row.place}" for row in diff.gone)),
        _list(_("Nytt navn"), (f"{each.code}: {each.before} → {each.after}" for each in diff.renamed)),
        _list(_("Flyttet til annen kommune"), (f"{each.code}: {each.before} → {each.after}" for each in diff.moved)),
        _list(_("Ny kategori"), (f"{each.code}: {each.before} → {each.after}" for each in diff.recategorised)),
        _list(
            _("Kommuner med nytt navn"), (f"{each.code}: {each.before} → {each.after}" for each in diff.municipalities)
        ),
    )
    return _file_page(
        file,
        title=ngettext("%(count)s postnummer blir endret", "%(count)s postnumre blir endret", result.changed)
        % {"count": result.changed},
        lead=_("Filen har %(codes)s postnumre i %(places)s kommuner. Ingenting er lagret ennå.")
        % {"codes": result.codes, "places": len(result.municipalities)},
        lists=lists,
        warning=_("Filen ser ut til å være avkortet") if result.cut_off else "",
        missing=result.missing,
        changes_nothing=result.changed == 0,
        apply_label=_("Hent inn registeret"),
    )


def area_file_page(file: PendingFile, result: AreaImport) -> FilePage:
    """Return what an area file would change."""
    lists = (
        _list(_("Mangler i postnummerregisteret og hoppes over"), result.unknown),
        _list(_("Har ikke adresser og hoppes over"), result.without_addresses),
        _list(_("Grenser som krysset seg selv, er rettet"), result.mended),
    )
    approximate = _(" Områdene er tilnærmede.") if result.approximate else ""
    return _file_page(
        file,
        title=ngettext("%(count)s område blir endret", "%(count)s områder blir endret", result.changed)
        % {"count": result.changed},
        lead=_("Filen har områder for %(areas)s postnumre. Ingenting er lagret ennå.") % {"areas": result.areas}
        + approximate,
        lists=lists,
        warning="",
        missing=(),
        changes_nothing=result.changed == 0,
        apply_label=_("Hent inn områdene"),
    )


def _file_page(
    file: PendingFile,
    *,
    title: str,
    lead: str,
    lists: tuple[FileList, ...],
    warning: str,
    missing: tuple[str, ...],
    changes_nothing: bool,
    apply_label: str,
) -> FilePage:
    kind = str(RegisterLoad.Kind(file.kind).label)
    register_url = reverse("territory:register")
    return FilePage(
        title=_("Filen endrer ingenting") if changes_nothing else title,
        crumbs=(
            (_("Områder"), reverse("territory:areas")),
            (_("Postnumre og kart"), register_url),
            (kind, None),
        ),
        name=file.name,
        lead=lead,
        lists=tuple(each for each in lists if each.lines),
        warning=warning,
        missing=missing,
        changes_nothing=changes_nothing,
        apply_label=apply_label,
        back_url=register_url,
    )
