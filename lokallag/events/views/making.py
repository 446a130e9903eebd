"""Making an event: for a unit, as a copy of another."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lokallag.calendar.domain.local import local_date
from lokallag.core.answers import carry_out
from lokallag.core.permissions import may
from lokallag.core.views import MemberRequest, absent, authorize, personal, refused, show
from lokallag.events import forms, services
from lokallag.events.forms.event import plain_start, start_of
from lokallag.events.models import Event
from lokallag.events.queries.form_pages import choose_page, create_page, last_place, small_page
from lokallag.events.queries.hours import next_usual
from lokallag.events.rules import led_units
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import name_on

FORM, SMALL = "events/event_form.html", "events/small_form.html"


@require_safe
@personal
def choose(request: MemberRequest) -> HttpResponse:
    """Choose for which unit to make an event; who leads one only is led there."""
    today = localdate()
    units = sorted(Unit.objects.filter(pk__in=led_units(request.user, today)).open(today).named(today), key=_name)
    if not units:
        return refused(request, "events.create_event")
    if len(units) == 1:
        return redirect("events:create", units[0].slug)
    return show(request, "events/choose.html", choose_page(units))


@require_http_methods(["GET", "HEAD", "POST"])
@authorize("events.create_event", Unit, kwarg="slug")
def create(request: MemberRequest, unit: Unit) -> HttpResponse:
    """Make an event from scratch, once or as a series."""
    today = localdate()
    unit.name = name_on(unit, today)
    key = request.GET.get("fra", "").replace("\x00", "")[:120]
    proposal = services.propose(key, unit=unit, viewer=request.user, today=today) if key else None
    if key and proposal is None:
        return absent(request)
    usual = next_usual(unit, today)
    start = {**last_place(unit), **(plain_start(usual) if proposal is None else start_of(proposal, usual))}
    form = forms.EventForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        made: list[Event] = []
        starts_at, ends_at = form.cleaned_data["span"]

        def act() -> None:
            source = services.make_source(key, day=local_date(starts_at), by=request.user, at=now())
            said: dict[str, Any] = {"unit": unit, "facts": form.facts, "by": request.user, "at": now()}
            said |= {"starts_at": starts_at, "ends_at": ends_at, "source": source}
            if form.every is None:
                made.append(services.make_event(**said))
            else:
                made.extend(services.make_series(**said, every=form.every, until=form.cleaned_data["until"]))

        if carry_out(request, form, act, said=_("Utkastet er lagret. Bare dere ser det til dere kunngjør det.")).done:
            if len(made) > 1:
                words = ngettext("Serien har %(n)d arrangement.", "Serien har %(n)d arrangementer.", len(made))
                messages.info(request, words % {"n": len(made)})
            return redirect("events:work", made[0].slug) if made else redirect("events:list")
    page = create_page(unit, form, proposal=proposal, has_usual=usual is not None)
    return show(request, FORM, page, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@authorize("events.see_work", Event, kwarg="slug", see="events.see_work")
def copy(request: MemberRequest, event: Event) -> HttpResponse:
    """Make a draft like this one on another day, for the unit that made this one."""
    unit = Unit.objects.get(hosted__event=event, hosted__is_main=True)
    if not may(request.user, "events.create_event", unit):
        return refused(request, "events.create_event")
    form = forms.CopyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made: list[Event] = []

        def act() -> None:
            made.append(
                services.copy_event(event=event, unit=unit, day=form.cleaned_data["day"], by=request.user, at=now())
            )

        if carry_out(request, form, act, said=_("Kopien er lagret som utkast.")).done:
            return redirect("events:work", made[0].slug if made else event.slug)
    page = small_page(
        event,
        form,
        title=_("Det samme på en annen dag"),
        lead=_("Alt som er skrevet, blir med. Arrangører, påmeldte og oppgaver blir ikke med."),
        press=_("Lag kopien"),
    )
    return show(request, SMALL, page, status=422 if form.is_bound else 200)


def _name(unit: Unit) -> str:
    return unit.name
