"""Working with an event: its page for the hosts, and what they do with it."""

from collections.abc import Callable

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lokallag.core.answers import carry_out, show_again
from lokallag.core.errors import RuleViolation
from lokallag.core.permissions import may
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.events import forms, services
from lokallag.events.forms.event import form_of
from lokallag.events.forms.programme import programme_of
from lokallag.events.forms.span import span_of
from lokallag.events.models import Event
from lokallag.events.queries.attendees import signups_part
from lokallag.events.queries.form_pages import edit_page, programme_page, small_page
from lokallag.events.queries.work_page import later_of, units_to_ask, work_page
from lokallag.followup.queries import persons_for

SEE = "events.see_work"
WORK, FORM, SMALL, PROGRAMME = (
    "events/event_work.html",
    "events/event_form.html",
    "events/small_form.html",
    "events/programme_form.html",
)
read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@authorize(SEE, Event, kwarg="slug", see=SEE)
def work(request: MemberRequest, event: Event) -> HttpResponse:
    """Show where the hosts work with the event."""
    return show_work(request, event)


@read_or_send
@authorize("events.edit_event", Event, kwarg="slug", see=SEE)
def edit(request: MemberRequest, event: Event) -> HttpResponse:
    """Change what is said about it; of a draft the time too."""
    later, is_stale = later_of(event), False
    form = forms.EventForm(
        request.POST if request.method == "POST" else None, event=event, later=later, initial=form_of(event)
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            services.edit_event(
                event=event,
                facts=form.facts,
                span=given.get("span"),
                and_later=given.get("and_later", False),
                seen=given["seen"],
                by=request.user,
                at=now(),
            )

        outcome = carry_out(request, form, act, said=_("Endringene er lagret."))
        if outcome.done:
            return redirect("events:work", event.slug)
        is_stale = _again(form, event, is_stale=outcome.is_stale)
    stored = forms.EventForm(event=event, later=later, initial=form_of(event)) if is_stale else None
    return show(request, FORM, edit_page(event, form, stored=stored), status=422 if form.is_bound else 200)


@read_or_send
@authorize("events.edit_event", Event, kwarg="slug", see=SEE)
def programme(request: MemberRequest, event: Event) -> HttpResponse:
    """Write the programme."""
    is_stale = False
    form = forms.ProgrammeForm(
        request.POST if request.method == "POST" else None,
        known=event.programme.count(),
        initial=programme_of(event),
    )
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.set_programme(
                event=event,
                points=form.points,
                questions=form.whole,
                seen=form.cleaned_data["seen"],
                by=request.user,
                at=now(),
            )

        outcome = carry_out(request, form, act, said=_("Programmet er lagret."))
        if outcome.done:
            return redirect("events:programme" if "mer" in request.POST else "events:work", event.slug)
        is_stale = _again(form, event, is_stale=outcome.is_stale)
    page = programme_page(event, form, is_stale=is_stale)
    return show(request, PROGRAMME, page, status=422 if form.is_bound else 200)


@require_POST
@authorize("events.publish_event", Event, kwarg="slug", see=SEE)
def publish(request: MemberRequest, event: Event) -> HttpResponse:
    """Announce it."""
    form = forms.PublishForm(request.POST, later=later_of(event))

    def act() -> None:
        found = services.publish_event(event=event, by=request.user, at=now(), **form.cleaned_data)
        if len(found) > 1:
            words = ngettext("%(n)d i serien er kunngjort.", "%(n)d i serien er kunngjort.", len(found))
            messages.info(request, words % {"n": len(found)})

    return _small(request, event, "publish", form, act, _("Arrangementet er kunngjort."))


@read_or_send
@authorize("events.move_event", Event, kwarg="slug", see=SEE)
def move(request: MemberRequest, event: Event) -> HttpResponse:
    """Give it another time."""
    later, is_stale = later_of(event), False
    start = {**span_of(event), "seen": event.fingerprint}
    form = forms.MoveForm(request.POST if request.method == "POST" else None, later=later, initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            services.move_event(
                event=event,
                starts_at=given["span"][0],
                ends_at=given["span"][1],
                and_later=given.get("and_later", False),
                seen=given["seen"],
                by=request.user,
                at=now(),
            )

        outcome = carry_out(request, form, act, said=_("Ny tid er lagret. De det gjelder, får beskjed."))
        if outcome.done:
            return redirect("events:work", event.slug)
        is_stale = _again(form, event, is_stale=outcome.is_stale)
    page = small_page(
        event,
        form,
        title=_("Flytt arrangementet"),
        lead=_("De som er påmeldt, medarrangører og den som har ansvaret, får beskjed med en gang."),
        press=_("Flytt"),
        is_stale=is_stale,
    )
    return show(request, SMALL, page, status=422 if form.is_bound else 200)


@read_or_send
@authorize("events.cancel_event", Event, kwarg="slug", see=SEE)
def cancel(request: MemberRequest, event: Event) -> HttpResponse:
    """Call it off, with a reason."""
    later, is_stale = later_of(event), False
    form = forms.CancelForm(
        request.POST if request.method == "POST" else None, later=later, initial={"seen": event.fingerprint}
    )
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.cancel_event(event=event, by=request.user, at=now(), **form.cleaned_data)

        outcome = carry_out(request, form, act, said=_("Arrangementet er avlyst. De det gjelder, får beskjed."))
        if outcome.done:
            return redirect("events:work", event.slug)
        is_stale = _again(form, event, is_stale=outcome.is_stale)
    page = small_page(
        event,
        form,
        title=_("Avlys arrangementet"),
        lead=_("Siden blir stående, med grunnen på. De som er påmeldt, får beskjed med en gang."),
        press=_("Avlys"),
        is_danger=True,
        is_stale=is_stale,
    )
    return show(request, SMALL, page, status=422 if form.is_bound else 200)


@require_POST
@authorize("events.drop_draft", Event, kwarg="slug", see=SEE)
def drop(request: MemberRequest, event: Event) -> HttpResponse:
    """Throw a draft away."""
    try:
        services.drop_draft(event=event, by=request.user, at=now())
    except RuleViolation as error:
        messages.error(request, str(error))
        return redirect("events:work", event.slug)
    messages.success(request, _("Utkastet er slettet."))
    return redirect("events:list")


@require_POST
@authorize("events.edit_event", Event, kwarg="slug", see=SEE)
def task(request: MemberRequest, event: Event) -> HttpResponse:
    """Put something to be done on the list of the unit that made it."""
    form = _task_form(request, event, bound=True)

    def act() -> None:
        services.add_task(event=event, by=request.user, at=now(), **form.cleaned_data)

    return _small(request, event, "task", form, act, _("Oppgaven er ført opp."))


def show_work(
    request: MemberRequest, event: Event, given: dict[str, django_forms.Form | None] | None = None
) -> HttpResponse:
    """Show the page of the hosts: forms that were sent as they were written, the others fresh."""
    today, shown = localdate(), dict(given or {})
    if "publish" not in shown:
        shown["publish"] = forms.PublishForm(later=later_of(event), initial={"seen": event.fingerprint})
    if "invite" not in shown and may(request.user, "events.invite_host", event):
        shown["invite"] = forms.InviteForm(units=units_to_ask(event, today))
    if "task" not in shown and may(request.user, "events.edit_event", event):
        shown["task"] = _task_form(request, event, bound=False)
    signups = signups_part(event, at=now()) if may(request.user, "events.see_signups", event) else None
    page = work_page(event, viewer=request.user, today=today, at=now(), given=shown, signups=signups)
    return show(request, WORK, page, status=422 if given else 200)


def _small(
    request: MemberRequest, event: Event, name: str, form: django_forms.Form, act: Callable[[], object], said: str
) -> HttpResponse:
    """Carry out one of the small forms of the page, or show it again with what was written."""
    if form.is_valid():
        outcome = carry_out(request, form, act, said=said)
        if outcome.done:
            return redirect("events:work", event.slug)
        _again(form, event, is_stale=outcome.is_stale)
    return show_work(request, Event.objects.get(pk=event.pk), {name: form})


def _again(form: django_forms.Form, event: Event, *, is_stale: bool) -> bool:
    """Put the fingerprint of what is stored now into a form that comes back because somebody else had saved."""
    if is_stale:
        event.refresh_from_db()
        show_again(form, "seen", event.fingerprint)
    return is_stale


def _task_form(request: MemberRequest, event: Event, *, bound: bool) -> forms.TaskForm:
    main = event.hosts.select_related("unit").get(is_main=True)
    return forms.TaskForm(request.POST if bound else None, persons=persons_for(main.unit, localdate()))
