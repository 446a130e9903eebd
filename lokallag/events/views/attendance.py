"""What hosts do with those who come: the list, the ticks, the door, the sheet, the report."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lokallag.core import audit
from lokallag.core.answers import carry_out
from lokallag.core.audit import How
from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim
from lokallag.core.views import MemberRequest, answer, authorize, invalid, show
from lokallag.events import services
from lokallag.events.forms.signups import EnterForm, ReportForm
from lokallag.events.models import Event, Signup
from lokallag.events.queries.attendees import attendee_page, came_to, door_page, report_page
from lokallag.events.queries.printed import attendee_sheet
from lokallag.events.rules import hosts_of

LIST, REPORT = "events/attendees.html", "events/report_form.html"
SEE = "events.see_event"


@require_safe
@authorize("events.see_signups", Event, kwarg="slug", see=SEE)
def attendees(request: MemberRequest, event: Event) -> HttpResponse:
    """Show who has signed up."""
    _note_look(request, event, "events.see_signups", How.LIST)
    return show(request, LIST, attendee_page(event, viewer=request.user, at=now()))


@require_POST
@authorize("events.tick_arrival", Event, kwarg="slug", see=SEE)
def tick(request: MemberRequest, event: Event) -> HttpResponse:
    """Tick somebody who has come, or take the tick back. One press says which; said twice it changes nothing."""
    came = request.POST.get("kom", "")
    signup = _named(event, came or request.POST.get("angre", ""))
    status = 200
    if signup is None:
        messages.error(request, _("Vi fant ikke påmeldingen. Lista her er slik den står nå."))
        status = 422
    else:
        try:
            arrived = signup.size if came else None
            services.tick_arrival(signup=signup, arrived=arrived, by=request.user, at=now())
        except RuleViolation as error:
            messages.error(request, str(error))
            status = 422
    to = f"{reverse('events:attendees', args=[event.slug])}#p-{'' if signup is None else signup.key}"
    if status == 200 and not request.htmx:
        return HttpResponseRedirect(to)
    page = attendee_page(event, viewer=request.user, at=now())
    return answer(request, f"{LIST}#liste", page, to=to, status=status)


@require_POST
@authorize("events.count_drop_in", Event, kwarg="slug", see=SEE)
def drop_in(request: MemberRequest, event: Event) -> HttpResponse:
    """Count one more, or one fewer, who came without a name."""
    try:
        if claim(request):
            more = -1 if "faerre" in request.POST else 1
            services.count_drop_ins(event=event, more=more, by=request.user, at=now())
    except RuleViolation as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('events:attendees', args=[event.slug])}#uten-navn")


@require_POST
@authorize("events.enter_signup", Event, kwarg="slug", see=SEE)
def enter(request: MemberRequest, event: Event) -> HttpResponse:
    """Write down somebody who has said that they come."""
    form = EnterForm(request.POST, event=event)
    if form.is_valid():

        def act() -> None:
            services.enter_signup(
                event=event, name=form.cleaned_data["name"], guests=form.brought, by=request.user, at=now()
            )

        if carry_out(request, form, act, said=_("Navnet står på lista.")).done:
            return redirect("events:attendees", event.slug)
    return invalid(request, LIST, attendee_page(event, viewer=request.user, at=now(), enter_form=form))


@require_safe
@authorize("events.print_signups", Event, kwarg="slug", see=SEE)
def print_list(request: MemberRequest, event: Event) -> HttpResponse:
    """Give the list as a sheet to print."""
    _note_look(request, event, "events.print_signups", How.PRINT)
    response = HttpResponse(attendee_sheet(event, at=now()), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="pameldte-{event.slug}.pdf"'
    return response


@require_safe
@never_cache
@authorize("events.see_signups", Event, kwarg="slug", see=SEE)
def door(request: MemberRequest, event: Event) -> HttpResponse:
    """Show the code at the door. It shows no names."""
    return show(request, "events/door.html", door_page(event, at=now()))


@require_http_methods(["GET", "HEAD", "POST"])
@authorize("events.write_report", Event, kwarg="slug", see=SEE)
def report(request: MemberRequest, event: Event) -> HttpResponse:
    """Write how it went, once."""
    counted = came_to(event)
    form = ReportForm(request.POST or None, event=event, initial={"attended": counted or None})
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("attended", "how", "tip", "cost")}

        def act() -> None:
            services.write_report(event=event, **said, further=form.further, by=request.user, at=now())

        if carry_out(request, form, act, said=_("Takk. Rapporten er lagret, og tipset er sendt videre.")).done:
            return redirect("events:report", event.slug)
    page = report_page(event, at=now(), form=form)
    return show(request, REPORT, page, status=422 if form.is_bound else 200)


def _named(event: Event, number: str) -> Signup | None:
    try:
        key = uuid.UUID(number)
    except ValueError:
        return None
    return Signup.objects.filter(event=event, key=key).first()


def _note_look(request: MemberRequest, event: Event, act: str, how: How) -> None:
    """Log whose names are shown: persons of ours; others have no page on which they could read who looked."""
    shown = Signup.objects.filter(event=event, person__isnull=False).values_list("person_id", flat=True)
    main = next((host.unit_id for host in hosts_of(event) if host.is_main), None)
    audit.record_look(act, actor=request.user, persons=list(shown), at=now(), how=how, unit_id=main)
