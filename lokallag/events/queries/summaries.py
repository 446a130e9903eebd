"""The summary of an event, as readers see it and as the hosts write it. Who wrote it is on no page that others see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.core.permissions import Asker, may
from lokallag.events.models import Event, EventSummary
from lokallag.events.queries.words import when_in_words
from lokallag.events.services.summaries import newest, stand_of, takes_summary
from lokallag.people.models import Person

Crumbs = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class SummaryPart:
    """What an event's own page shows of its summary: how it begins, and where all of it stands."""

    lead: str
    url: str
    has_more: bool
    changed: str


@dataclass(frozen=True, slots=True)
class Version:
    """One published version: its number, when, and what it corrected."""

    number: int
    when: str
    why: str
    url: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """All that ``events/summary.html`` shows. ``old`` says that a newer version than this one is there."""

    title: str
    lead: str
    crumbs: Crumbs
    text: str
    published: str
    corrected: str
    old: str
    newest_url: str
    versions: tuple[Version, ...]
    write_url: str


@dataclass(frozen=True, slots=True)
class WriteSummaryPage:
    """All that ``events/summary_form.html`` shows. ``draft`` is the text that is saved and not published."""

    title: str
    lead: str
    crumbs: Crumbs
    form: forms.Form
    is_stale: bool
    stored: str
    draft: str
    written: str
    url: str
    publish_url: str
    drop_url: str
    read_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class ConfirmSummaryPage:
    """What a host reads before it is published: all of ``events/summary_confirm.html``. ``fields`` are sent on."""

    title: str
    lead: str
    crumbs: Crumbs
    text: str
    why: str
    fields: tuple[tuple[str, str], ...]
    url: str


@dataclass(frozen=True, slots=True)
class SummaryState:
    """What the hosts' page says of the summary: a word and where it is written."""

    state: str
    tag: str
    url: str
    read_url: str


def summary_part(event: Event, *, at: datetime) -> SummaryPart | None:
    """Return what the event's page shows of its summary, ``None`` where nothing is published.

    One query, and none before the event has begun.
    """
    if not takes_summary(event, at):
        return None
    shown = event.summaries.filter(published_at__isnull=False).order_by("-number").first()
    if shown is None:
        return None
    first, _gap, rest = shown.text.partition("\n\n")
    return SummaryPart(
        lead=first,
        url=reverse("events:summary", args=[event.slug]),
        has_more=bool(rest.strip()) or shown.number > 1,
        changed=_corrected(shown),
    )


def published_texts(events: Iterable[Event]) -> dict[int, str]:
    """Return by event's id the text of its summary as it is published, newest version. One query."""
    rows = EventSummary.objects.filter(event__in=[event.pk for event in events], published_at__isnull=False)
    newest_each = rows.order_by("event_id", "-number").distinct("event_id")
    return dict(newest_each.values_list("event_id", "text"))


def summary_page(event: Event, *, viewer: Asker, today: date, number: int | None = None) -> SummaryPage | None:
    """Return the page of what is published, ``None`` where nothing is, or not the version that is asked for.

    :param event: one that the reader may see
    :param number: an earlier version
    """
    versions = list(event.summaries.filter(published_at__isnull=False).order_by("-number"))
    shown = next((row for row in versions if number in (None, row.number)), None)
    if shown is None:
        return None
    url = reverse("events:summary", args=[event.slug])
    return SummaryPage(
        title=_("Oppsummering: %(title)s") % {"title": event.title},
        lead=when_in_words(event, today).capitalize(),
        crumbs=(
            (_("Arrangementer"), reverse("events:list")),
            (event.title, reverse("events:event", args=[event.slug])),
            (_("Oppsummering"), None),
        ),
        text=shown.text,
        published=_("Publisert %(day)s av arrangøren.") % {"day": _day(shown, today)},
        corrected=_corrected(shown),
        old=_("Dette er en tidligere utgave.") if shown is not versions[0] else "",
        newest_url=url,
        versions=tuple(
            Version(
                row.number,
                _day(row, today),
                row.why or _("Første utgave"),
                url if row is versions[0] else f"{url}?utgave={row.number}",
                row is shown,
            )
            for row in versions
        )
        if len(versions) > 1
        else (),
        write_url=reverse("events:write_summary", args=[event.slug])
        if may(viewer, "events.write_summary", event)
        else "",
    )


def write_summary_page(
    event: Event, form: forms.Form, *, viewer: Asker, today: date, is_stale: bool
) -> WriteSummaryPage:
    """Return the page where the hosts write it."""
    last = newest(event)
    draft = last if last is not None and last.published_at is None else None
    published = event.summaries.filter(published_at__isnull=False).exists()
    return WriteSummaryPage(
        title=_("Rett oppsummeringen") if published else _("Oppsummering"),
        lead=_("Den publiserte teksten står til dere publiserer rettelsen. Begge kan leses etterpå.")
        if published
        else _("Skriv hva dere snakket om, for dem som ikke var der. Bare dere ser utkastet til dere publiserer det."),
        crumbs=_write_crumbs(event),
        form=form,
        is_stale=is_stale,
        stored="" if last is None else last.text,
        draft="" if draft is None else draft.text,
        written="" if draft is None else _written(draft, today),
        url=reverse("events:write_summary", args=[event.slug]),
        publish_url=reverse("events:publish_summary", args=[event.slug])
        if may(viewer, "events.publish_summary", event)
        else "",
        drop_url="" if draft is None else reverse("events:drop_summary", args=[event.slug]),
        read_url=reverse("events:summary", args=[event.slug]) if published else "",
        back_url=reverse("events:work", args=[event.slug]),
    )


def confirm_summary_page(event: Event, form: forms.Form) -> ConfirmSummaryPage:
    """Return the page where a host reads exactly what is published by the next press.

    :param form: one that is valid
    """
    given = form.cleaned_data
    return ConfirmSummaryPage(
        title=_("Slik blir den stående"),
        lead=_("Les gjennom før du publiserer. Det som er publisert, kan rettes, men ikke tas bort."),
        crumbs=_write_crumbs(event),
        text=given["text"],
        why=given.get("why", ""),
        fields=tuple((name, str(given[name])) for name in ("text", "why", "seen") if name in given),
        url=reverse("events:publish_summary", args=[event.slug]),
    )


def _write_crumbs(event: Event) -> Crumbs:
    return (
        (_("Arrangementer"), reverse("events:list")),
        (event.title, reverse("events:work", args=[event.slug])),
        (_("Oppsummering"), None),
    )


def start_of_summary(last: EventSummary | None) -> dict[str, object]:
    """Return how the newest version stands in a form: a draft goes on, what is published is corrected."""
    start: dict[str, object] = {"seen": stand_of(last)}
    if last is not None:
        start |= {"text": last.text, "why": last.why if last.published_at is None else ""}
    return start


def summary_state(event: Event, *, viewer: Asker, at: datetime) -> SummaryState | None:
    """Return what the hosts' page says of the summary, ``None`` before it is time or for who may not write it."""
    if not takes_summary(event, at) or not may(viewer, "events.write_summary", event):
        return None
    last = newest(event)
    published = last is not None and (last.published_at is not None or last.number > 1)
    if last is None:
        state, tag = _("Ikke skrevet"), ""
    elif last.published_at is None:
        state, tag = (_("Rettelse under arbeid"), "warning") if published else (_("Utkast"), "warning")
    else:
        state, tag = _("Publisert"), "ok"
    return SummaryState(
        state,
        tag,
        reverse("events:write_summary", args=[event.slug]),
        reverse("events:summary", args=[event.slug]) if published else "",
    )


def _day(row: EventSummary, today: date) -> str:
    assert row.published_at is not None
    return in_words(local_date(row.published_at), today)


def _corrected(row: EventSummary) -> str:
    if row.number == 1 or row.published_at is None:
        return ""
    return _("Rettet %(day)s: %(why)s") % {"day": in_words(local_date(row.published_at)), "why": row.why}


def _written(row: EventSummary, today: date) -> str:
    """Return when the draft was saved and by whom: for the hosts alone."""
    when = moment_in_words(row.written_at, today)
    writer = Person.objects.filter(pk=row.written_by_id).first() if row.written_by_id is not None else None
    if writer is None:
        return _("Lagret %(when)s.") % {"when": when}
    return _("Lagret %(when)s av %(name)s.") % {"when": when, "name": writer.name}
