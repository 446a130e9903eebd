"""The pages with forms about an event."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Any, cast

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words
from lokallag.events.forms import EventForm, ProgrammeForm
from lokallag.events.models import Event
from lokallag.events.services import Proposal, last_day_of
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import Hit, Hits

Crumbs = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class EventFormPage:
    """All that ``events/event_form.html`` shows. ``note`` says what the form was filled in from.

    ``hours_url`` is where the usual hours of the unit are set, for a new event. ``stored`` is what somebody else has
    saved meanwhile, where it is not what stands in the form: label and words.
    """

    title: str
    lead: str
    crumbs: Crumbs
    form: EventForm
    press: str
    back_url: str
    is_stale: bool = False
    stored: tuple[tuple[str, str], ...] = ()
    note: str = ""
    hours_url: str = ""
    hours_label: str = ""


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """All that ``events/programme_form.html`` shows."""

    title: str
    lead: str
    crumbs: Crumbs
    form: ProgrammeForm
    back_url: str
    is_stale: bool


@dataclass(frozen=True, slots=True)
class SmallPage:
    """All that ``events/small_form.html`` shows: one short form, most often about an event."""

    title: str
    lead: str
    crumbs: Crumbs
    form: forms.Form
    press: str
    is_danger: bool
    back_url: str
    is_stale: bool


@dataclass(frozen=True, slots=True)
class ChoosePage:
    """All that ``events/choose.html`` shows: the units that the reader may make an event for."""

    title: str
    crumbs: Crumbs
    units: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CoordinatorPage:
    """All that ``events/coordinator.html`` shows: a search, and who was found."""

    title: str
    lead: str
    crumbs: Crumbs
    wish: str
    searched: bool
    hits: tuple[Hit, ...]
    more: bool
    url: str


def choose_page(units: list[Unit]) -> ChoosePage:
    """Return the page where one chooses for which unit an event is made."""
    return ChoosePage(
        title=_("Hvem holder arrangementet?"),
        crumbs=((_("Arrangementer"), reverse("events:list")), (_("Nytt"), None)),
        units=tuple((unit.name, reverse("events:create", args=[unit.slug])) for unit in units),
    )


def create_page(
    unit: Unit, form: EventForm, *, proposal: Proposal | None = None, has_usual: bool = False
) -> EventFormPage:
    """Return the page where an event is made.

    :param unit: with its name
    :param proposal: what the form was filled in from
    :param has_usual: the unit has usual hours, and the form begins with them
    """
    return EventFormPage(
        title=_("Nytt arrangement i %(unit)s") % {"unit": unit.name},
        lead=_("Det blir et utkast som bare dere ser. Dere kunngjør det når dere vil."),
        crumbs=((_("Arrangementer"), reverse("events:list")), (_("Nytt"), None)),
        form=form,
        press=_("Lagre utkastet"),
        back_url=reverse("events:list") if proposal is None else proposal.url,
        note=""
        if proposal is None
        else _("Skjemaet er fylt ut fra «%(label)s». Oppgavene blir lagt til når utkastet er lagret.")
        % {"label": proposal.label},
        hours_url=reverse("events:hours", args=[unit.slug]),
        hours_label=_("Tiden er den dere vanligvis møtes på. Endre de faste tidene")
        if has_usual
        else _("Møtes dere til faste tider? Sett dem én gang"),
    )


def last_place(unit: Unit) -> dict[str, object]:
    """Return where the unit held its last event with a place: most meet where they met before. One query."""
    rows = Event.objects.of(unit).exclude(place_name="").order_by("-made_at", "-pk")
    return dict(rows.values("place_name", "street_address", "postal_code").first() or {})


def edit_page(event: Event, form: EventForm, *, stored: EventForm | None = None) -> EventFormPage:
    """Return the page where what is said about an event is changed.

    :param stored: a form with what is saved now, where somebody else saved it meanwhile
    """
    lead = "" if form.is_timed else _("Tid og dag endrer dere med «Flytt», så får de som er påmeldt, beskjed.")
    return EventFormPage(
        title=_("Rediger «%(title)s»") % {"title": event.title},
        lead=lead,
        crumbs=_below(event, _("Rediger")),
        form=form,
        press=_("Lagre"),
        back_url=_work(event),
        is_stale=stored is not None,
        stored=() if stored is None else tuple(_other_words(form, stored)),
    )


def _other_words(form: EventForm, stored: EventForm) -> Iterator[tuple[str, str]]:
    """Say what is stored in the fields where it is not what was sent."""
    for name, field in stored.fields.items():
        if stored[name].is_hidden or name == "and_later":
            continue
        theirs, mine = _in_words(field, stored.initial.get(name)), _in_words(field, form.cleaned_data.get(name))
        if theirs != mine:
            yield str(field.label), theirs or _("(tomt)")


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ChoiceField):
        named = {str(key): str(words) for key, words in cast(Iterable[tuple[str, str]], field.choices)}
        return named.get("" if value is None else str(value), "")
    if isinstance(value, bool) or isinstance(field, forms.BooleanField):
        return _("Ja") if value else _("Nei")
    if isinstance(value, date):
        return in_words(value, weekday=True)
    if isinstance(value, time):
        return f"{value:%H.%M}"
    if value is None or (value == 0 and not field.required):
        return ""
    return str(value).replace("\r\n", "\n").strip()


def programme_page(event: Event, form: ProgrammeForm, *, is_stale: bool) -> ProgrammePage:
    """Return the page where the programme is written."""
    return ProgrammePage(
        title=_("Programmet"),
        lead=_("Skriv hva som skjer, i den rekkefølgen det skjer. Står det minutter, regner vi ut klokkeslettene."),
        crumbs=_below(event, _("Program")),
        form=form,
        back_url=_work(event),
        is_stale=is_stale,
    )


def small_page(
    event: Event,
    form: forms.Form,
    *,
    title: str,
    lead: str,
    press: str,
    is_danger: bool = False,
    is_stale: bool = False,
) -> SmallPage:
    """Return the page of one short form.

    :param press: what the button says
    """
    return SmallPage(title, lead, _below(event, title), form, press, is_danger, _work(event), is_stale)


def coordinator_page(event: Event, *, wish: str, hits: Hits | None, today: date) -> CoordinatorPage:
    """Return the page where somebody is found to have the event in hand."""
    until = in_words(last_day_of(event), today)
    return CoordinatorPage(
        title=_("Gi noen ansvaret"),
        lead=_(
            "Den dere velger, kan redigere dette arrangementet og se hvem som er påmeldt, og ikke noe annet. Ansvaret"
            " slutter av seg selv %(day)s."
        )
        % {"day": until},
        crumbs=_below(event, _("Ansvarlig")),
        wish=wish[:100],
        searched=hits is not None,
        hits=() if hits is None else hits.rows,
        more=hits is not None and hits.more,
        url=reverse("events:coordinator", args=[event.slug]),
    )


def _below(event: Event, label: str) -> Crumbs:
    return ((_("Arrangementer"), reverse("events:list")), (event.title, _work(event)), (label, None))


def _work(event: Event) -> str:
    return reverse("events:work", args=[event.slug])
