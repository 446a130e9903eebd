"""Holding an event together, and giving somebody one event in hand."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lokallag.core import audit
from lokallag.core.answers import carry_out
from lokallag.core.errors import RuleViolation
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.events import forms, services
from lokallag.events.domain.lifecycle import Answer
from lokallag.events.models import Event, EventHost
from lokallag.events.queries.form_pages import coordinator_page
from lokallag.events.queries.work_page import units_to_ask
from lokallag.events.rules import hosts_of, led_units
from lokallag.events.views.work import SEE, show_work
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import find_persons
from lokallag.organisation.queries.offices import findable_by
from lokallag.people.models import Person


@require_POST
@authorize("events.invite_host", Event, kwarg="slug", see=SEE)
def invite(request: MemberRequest, event: Event) -> HttpResponse:
    """Ask a unit to hold it too."""
    form = forms.InviteForm(request.POST, units=units_to_ask(event, localdate()))
    if form.is_valid():

        def act() -> None:
            unit = Unit.objects.get(pk=int(form.cleaned_data["unit"]))
            services.invite_host(event=event, unit=unit, by=request.user, at=now())

        if carry_out(request, form, act, said=_("De som leder enheten, har fått spørsmålet.")).done:
            return redirect("events:work", event.slug)
    return show_work(request, event, {"invite": form})


@require_POST
@authorize("events.invite_members", Event, kwarg="slug", see=SEE)
def invite_members(request: MemberRequest, event: Event) -> HttpResponse:
    """Lead to the invitation of the unit that one leads: filled in the first time, to be read and sent there."""
    led = led_units(request.user, localdate())
    unit = next(host.unit for host in hosts_of(event) if host.unit_id in led and host.state == Answer.ACCEPTED)
    try:
        mailing = services.draft_invitation(event=event, unit=unit, by=request.user, at=now())
    except RuleViolation as error:
        messages.error(request, str(error))
        return redirect("events:work", event.slug)
    return redirect("mailing:mailing", mailing.pk)


@require_POST
@authorize("events.invite_host", Event, kwarg="slug", see=SEE)
def remove_host(request: MemberRequest, event: Event, pk: int) -> HttpResponse:
    """Hold it without a unit that was asked or held it too."""
    host = event.hosts.filter(pk=pk).first()
    if host is None:
        raise Http404
    try:
        services.remove_host(host=host, by=request.user, at=now())
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Arrangøren er tatt bort."))
    return redirect("events:work", event.slug)


@require_POST
@authorize("events.answer_invitation", EventHost, see="events.answer_invitation")
def answer(request: MemberRequest, host: EventHost) -> HttpResponse:
    """Say yes or no to holding an event together."""
    wish = Answer.ACCEPTED if request.POST.get("svar") == "ja" else Answer.DECLINED
    slug = host.event.slug
    try:
        services.answer_invitation(host=host, answer=wish, by=request.user, at=now())
    except RuleViolation as error:
        messages.error(request, str(error))
        return redirect("events:work", slug)
    if wish is Answer.ACCEPTED:
        messages.success(request, _("Dere holder arrangementet sammen."))
        return redirect("events:work", slug)
    messages.success(request, _("Dere har takket nei."))
    return redirect("events:list")


@require_http_methods(["GET", "HEAD", "POST"])
@authorize("events.appoint_coordinator", Event, kwarg="slug", see=SEE)
def coordinator(request: MemberRequest, event: Event) -> HttpResponse:
    """Find a person by name, and give them the event in hand."""
    today = localdate()
    main = event.hosts.select_related("unit").get(is_main=True)
    among = findable_by(request.user, main.unit, today)
    wish = request.GET.get("sok", "").strip()
    if request.method == "POST":
        person = _person_asked_for(request, among)
        if person is None:
            raise Http404
        try:
            services.appoint_coordinator(event=event, person=person, by=request.user, at=now())
        except RuleViolation as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("%(name)s har fått ansvaret.") % {"name": person.name})
        return redirect("events:work", event.slug)
    hits = find_persons(wish, on=today, among=among) if wish else None
    if hits is not None:
        audit.record_look(
            "events.appoint_coordinator",
            actor=request.user,
            persons=[hit.person_id for hit in hits.rows],
            at=now(),
            how=audit.How.LIST,
            unit_id=main.unit_id,
        )
    return show(request, "events/coordinator.html", coordinator_page(event, wish=wish, hits=hits, today=today))


@require_POST
@authorize("events.appoint_coordinator", Event, kwarg="slug", see=SEE)
def end_coordinator(request: MemberRequest, event: Event, pk: int) -> HttpResponse:
    """Take it out of somebody's hands."""
    found = event.coordinators.filter(pk=pk).first()
    if found is None:
        raise Http404
    try:
        services.end_coordinator(coordinator=found, by=request.user, at=now())
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Ansvaret er avsluttet."))
    return redirect("events:work", event.slug)


def _person_asked_for(request: MemberRequest, among: QuerySet[Person] | None) -> Person | None:
    """Return the person that the form names, of those whom the reader may find."""
    try:
        key = UUID(request.POST.get("person", ""))
    except ValueError:
        return None
    persons = Person.objects.all() if among is None else among
    return persons.filter(key=key).first()
