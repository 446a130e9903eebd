"""Tips from reports as the editor and those who gave them read them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.organisation.models import Unit
from lokallag.playbook.domain.tip_lifecycle import State
from lokallag.playbook.models import TIP_STATES, ActivityKind, Tip
from lokallag.playbook.queries.activity_page import Crumbs, outcome_of
from lokallag.playbook.queries.chapter_links import ChapterLink, chapter_link

TAGS = {State.WAITING: "info", State.TAKEN_IN: "ok", State.SET_ASIDE: ""}
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class TipRow:
    """A tip in a list: its text, what it is about, from which unit, and what became of it."""

    text: str
    url: str
    about: str
    unit: str
    left: str
    state: str
    tag: str
    answer: str


@dataclass(frozen=True, slots=True)
class TipGroup:
    """The waiting tips of one chapter. Without a chapter the title says so."""

    title: str
    url: str
    edit_url: str
    rows: tuple[TipRow, ...]


@dataclass(frozen=True, slots=True)
class TipsPage:
    """All that ``playbook/tip_list.html`` shows: what waits by chapter, and the last that were answered."""

    title: str
    lead: str
    crumbs: Crumbs
    waiting: tuple[TipGroup, ...]
    answered: tuple[TipRow, ...]


@dataclass(frozen=True, slots=True)
class TipPage:
    """All that ``playbook/tip.html`` shows: the tip beside its kind and chapter. ``form`` is there while it waits."""

    title: str
    crumbs: Crumbs
    text: str
    unit: str
    left: str
    source: str
    source_url: str
    kind: str
    kind_url: str
    kind_edit_url: str
    kind_what: str
    chapter: ChapterLink | None
    state: str
    tag: str
    answer: str
    answered: str
    form: forms.Form | None
    answer_url: str
    back_url: str
    is_stale: bool


def tips_page(*, today: date) -> TipsPage:
    """Return what waits, the oldest first in each chapter, and the last that were answered. Three queries."""
    names = _unit_names(today)
    waiting: dict[str, list[TipRow]] = {}
    for tip in Tip.objects.filter(state=State.WAITING).select_related("kind").order_by("left_at", "pk")[:MOST_SHOWN]:
        waiting.setdefault(_chapter_of(tip), []).append(_row(tip, names, today))
    answered = Tip.objects.exclude(state=State.WAITING).select_related("kind").order_by("-answered_at", "-pk")[:20]
    count = sum(len(rows) for rows in waiting.values())
    return TipsPage(
        title=_("Tips fra rapportene"),
        lead=ngettext("%(n)d tips venter på svar.", "%(n)d tips venter på svar.", count) % {"n": count}
        if count
        else _("Ingen tips venter."),
        crumbs=((_("Årshjulet"), reverse("playbook:wheel")), (_("Tips fra rapportene"), None)),
        waiting=tuple(_group(key, rows) for key, rows in sorted(waiting.items(), key=lambda pair: _order(pair[0]))),
        answered=tuple(_row(tip, names, today) for tip in answered),
    )


def _order(key: str) -> tuple[bool, str]:
    return (key == "", key)


def _group(key: str, rows: list[TipRow]) -> TipGroup:
    link = chapter_link(key)
    if link is None:
        return TipGroup(_("Uten kapittel"), "", "", tuple(rows))
    return TipGroup(link.title, link.url, link.edit_url, tuple(rows))


def _unit_names(today: date) -> dict[int, str]:
    return {unit.pk: unit.name for unit in Unit.objects.named(today)}


def _chapter_of(tip: Tip) -> str:
    """Return the chapter that a tip belongs to now: that of its kind, which may have moved, else its own."""
    return (tip.kind.chapter if tip.kind is not None else "") or tip.chapter


def _row(tip: Tip, names: dict[int, str], today: date) -> TipRow:
    state = State(tip.state)
    return TipRow(
        text=tip.text,
        url=reverse("playbook:tip", args=[tip.pk]),
        about=tip.kind.name if tip.kind is not None else tip.source_label,
        unit=names.get(tip.unit_id, ""),
        left=in_words(local_date(tip.left_at), today),
        state=str(TIP_STATES[state]),
        tag=TAGS[state],
        answer=tip.answer,
    )


def waiting_about(kind: ActivityKind) -> tuple[TipRow, ...]:
    """Return the tips about a kind that wait, the oldest first."""
    return _rows(Tip.objects.filter(kind=kind, state=State.WAITING))


def waiting_in_chapter(key: str) -> tuple[TipRow, ...]:
    """Return the tips that wait and belong to a chapter, the oldest first: what its editor sees beside it."""
    found = Tip.objects.filter(kind__chapter=key) | Tip.objects.filter(chapter=key, kind=None)
    return _rows(found.filter(state=State.WAITING))


def _rows(found: QuerySet[Tip]) -> tuple[TipRow, ...]:
    tips = list(found.select_related("kind").order_by("left_at", "pk")[:MOST_SHOWN])
    if not tips:
        return ()
    today = max(local_date(tip.left_at) for tip in tips)
    names = _unit_names(today)
    return tuple(_row(tip, names, today) for tip in tips)


def tip_page(tip: Tip, *, form: forms.Form | None, today: date, is_stale: bool = False) -> TipPage:
    """Return the page of one tip.

    :param tip: with its kind
    """
    kind, state = tip.kind, State(tip.state)
    title = _("Tips om «%(label)s»") % {"label": kind.name if kind is not None else tip.source_label}
    answered = ""
    if tip.answered_at is not None:
        answered = in_words(local_date(tip.answered_at), today)
    return TipPage(
        title=title,
        crumbs=((_("Tips fra rapportene"), reverse("playbook:tips")), (title, None)),
        text=tip.text,
        unit=_unit_names(today).get(tip.unit_id, ""),
        left=in_words(local_date(tip.left_at), today),
        source=tip.source_label,
        source_url=tip.source_url,
        kind="" if kind is None else kind.name,
        kind_url="" if kind is None else reverse("playbook:kind", args=[kind.key]),
        kind_edit_url="" if kind is None else reverse("playbook:edit_kind", args=[kind.key]),
        kind_what="" if kind is None else kind.what,
        chapter=chapter_link(_chapter_of(tip)),
        state=outcome_of(tip),
        tag=TAGS[state],
        answer=tip.answer,
        answered=answered,
        form=form,
        answer_url=reverse("playbook:answer_tip", args=[tip.pk]),
        back_url="" if state is State.WAITING else reverse("playbook:put_tip_back", args=[tip.pk]),
        is_stale=is_stale,
    )


def count_waiting_tips() -> int:
    """Return how many tips wait."""
    return Tip.objects.filter(state=State.WAITING).count()


def count_waiting() -> "QuerySet[Tip, Any]":
    """Return a query of one row and one column with how many tips wait, to stand inside another query."""
    return Tip.objects.filter(state=State.WAITING).order_by().values("state").annotate(n=Count("pk")).values("n")
