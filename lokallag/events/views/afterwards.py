"""The summary of an event, for readers and for its hosts; and the usual hours of a unit."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lokallag.core.answers import carry_out, show_again
from lokallag.core.views import MemberRequest, authorize, public, show
from lokallag.events import forms, services
from lokallag.events.forms.afterwards import hours_in_form
from lokallag.events.models import Event, EventSummary
from lokallag.events.queries.form_pages import SmallPage
from lokallag.events.queries.hours import usual_hours
from lokallag.events.queries.summaries import confirm_summary_page, start_of_summary, summary_page, write_summary_page
from lokallag.events.rules import visible_to
from lokallag.events.services.summaries import newest, stand_of
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import name_on

SEE = "events.see_work"
read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@public
def summary(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was said at an event, to those who may see the event."""
    today = localdate()
    event = visible_to(request.user, today).filter(slug=slug).first()
    asked = request.GET.get("utgave", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else None
    page = None if event is None else summary_page(event, viewer=request.user, today=today, number=number)
    if page is None:
        raise Http404
    return show(request, "events/summary.html", page)


@read_or_send
@authorize("events.write_summary", Event, kwarg="slug", see=SEE)
def write_summary(request: MemberRequest, event: Event) -> HttpResponse:
    """Write the draft of the summary, or of a correction."""
    last, is_stale = newest(event), False
    form = forms.SummaryForm(
        request.POST if request.method == "POST" else None,
        initial=start_of_summary(last),
        is_correction=_corrects(last),
    )
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.save_summary(event=event, by=request.user, at=now(), **form.cleaned_data)

        outcome = carry_out(request, form, act, said=_("Utkastet er lagret."))
        if outcome.done:
            return redirect("events:write_summary", event.slug)
        is_stale = outcome.is_stale
        if is_stale:
            show_again(form, "seen", stand_of(newest(event)))
    return _writing(request, event, form, is_stale=is_stale)


@require_POST
@authorize("events.publish_summary", Event, kwarg="slug", see=SEE)
def publish_summary(request: MemberRequest, event: Event) -> HttpResponse:
    """Show what stands in the field as it would be published; a second press publishes exactly that."""
    form = forms.SummaryForm(request.POST, is_correction=_corrects(newest(event)))
    if "rett" in request.POST:
        return _writing(request, event, form, is_stale=False, status=200)
    if not form.is_valid():
        return _writing(request, event, form, is_stale=False)
    if "bekreft" not in request.POST:
        return show(request, "events/summary_confirm.html", confirm_summary_page(event, form))

    def act() -> None:
        services.publish_summary(event=event, by=request.user, at=now(), **form.cleaned_data)

    outcome = carry_out(request, form, act, said=_("Oppsummeringen er publisert."))
    if outcome.done:
        return redirect("events:summary", event.slug)
    if outcome.is_stale:
        show_again(form, "seen", stand_of(newest(event)))
    return _writing(request, event, form, is_stale=outcome.is_stale)


def _corrects(last: EventSummary | None) -> bool:
    """Tell whether what is written now corrects something that is published."""
    return last is not None and (last.number > 1 or last.published_at is not None)


def _writing(
    request: MemberRequest, event: Event, form: forms.SummaryForm, *, is_stale: bool, status: int | None = None
) -> HttpResponse:
    page = write_summary_page(event, form, viewer=request.user, today=localdate(), is_stale=is_stale)
    found = status or (422 if form.is_bound else 200)
    return show(request, "events/summary_form.html", page, status=found)


@require_POST
@authorize("events.write_summary", Event, kwarg="slug", see=SEE)
def drop_summary(request: MemberRequest, event: Event) -> HttpResponse:
    """Throw the draft away."""
    services.drop_summary_draft(event=event, by=request.user, at=now())
    messages.success(request, _("Utkastet er slettet."))
    return redirect("events:work", event.slug)


@read_or_send
@authorize("events.set_usual_hours", Unit, kwarg="slug")
def hours(request: MemberRequest, unit: Unit) -> HttpResponse:
    """Say when a unit usually meets."""
    unit.name = name_on(unit, localdate())
    start = hours_in_form(usual_hours(unit))
    form = forms.HoursForm(request.POST if request.method == "POST" else None, initial=start)
    back_url = reverse("events:create", args=[unit.slug])
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            if form.hours is None:
                services.clear_usual_hours(unit=unit, by=request.user, at=now())
            else:
                weekday, starts, minutes = form.hours
                services.set_usual_hours(
                    unit=unit, weekday=weekday, starts=starts, minutes=minutes, by=request.user, at=now()
                )

        if carry_out(request, form, act, said=_("De faste tidene er lagret. Nye arrangementer begynner med dem.")).done:
            return redirect(back_url)
    page = SmallPage(
        title=_("Faste tider for %(unit)s") % {"unit": unit.name},
        lead=_("Når møtes dere vanligvis? Det står på siden deres, og nye arrangementer begynner med den tiden."),
        crumbs=((_("Arrangementer"), reverse("events:list")), (_("Nytt"), back_url), (_("Faste tider"), None)),
        form=form,
        press=_("Lagre"),
        is_danger=False,
        back_url=back_url,
        is_stale=False,
    )
    return show(request, "events/small_form.html", page, status=422 if form.is_bound else 200)
