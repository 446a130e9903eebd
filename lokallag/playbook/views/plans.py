"""Making a unit's plan, publishing it, and the board's overview."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lokallag.core.answers import carry_out
from lokallag.core.errors import RuleViolation
from lokallag.core.permissions import denial, may
from lokallag.core.views import MemberRequest, authorize, safe_next, show
from lokallag.organisation.models import Kind, Unit
from lokallag.organisation.queries import name_on
from lokallag.playbook import services
from lokallag.playbook.forms import AddForm
from lokallag.playbook.models import ActivityKind
from lokallag.playbook.queries.plan_page import events_for, overview_page, plan_page
from lokallag.playbook.queries.year import PLANNING
from lokallag.playbook.views.wheel import party_or_404, year_asked


def _plan_url(unit: Unit, year: int) -> str:
    return f"{reverse('playbook:plan', args=[unit.slug])}?ar={year}"


def _show(request: MemberRequest, unit: Unit, year: int, form: AddForm | None = None) -> HttpResponse:
    today = localdate()
    if unit.kind not in PLANNING:
        raise Http404
    unit.name = name_on(unit, today)
    page = plan_page(
        party_or_404(today),
        unit,
        year=year,
        viewer=request.user,
        today=today,
        add_form=form or AddForm(events=events_for(unit, year)),
    )
    return show(request, "playbook/plan.html", page, status=200 if form is None else 422)


@require_safe
@authorize("playbook.see_plan", Unit, kwarg="slug", see="playbook.see_plan")
def plan(request: MemberRequest, unit: Unit) -> HttpResponse:
    """Show the plan of a unit, with what one may do about it."""
    return _show(request, unit, year_asked(request, localdate()))


@require_POST
@authorize("playbook.edit_plan", Unit, kwarg="slug", see="playbook.see_plan")
def take(request: MemberRequest, unit: Unit) -> HttpResponse:
    """Take a kind into the plan by one press."""
    year = year_asked(request, localdate())
    kind = ActivityKind.objects.filter(key=request.POST.get("kind", "")).first()
    if kind is None:
        raise Http404
    try:
        services.take_activity(unit=unit, kind=kind, year=year, by=request.user, at=now())
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("«%(name)s» står nå i planen.") % {"name": kind.name})
    return redirect(safe_next(request, _plan_url(unit, year)))


@require_POST
@authorize("playbook.edit_plan", Unit, kwarg="slug", see="playbook.see_plan")
def add(request: MemberRequest, unit: Unit) -> HttpResponse:
    """Add an activity of the unit's own."""
    year = year_asked(request, localdate())
    form = AddForm(request.POST, events=events_for(unit, year))
    if form.is_valid():
        data = form.cleaned_data

        def act() -> None:
            services.add_activity(
                unit=unit,
                year=year,
                title=data["title"],
                ring=data["ring"],
                day=data["day"],
                rule=form.rule(),
                by=request.user,
                at=now(),
            )

        if carry_out(request, form, act, said=_("«%(name)s» står nå i planen.") % {"name": data["title"]}).done:
            return redirect(_plan_url(unit, year))
    return _show(request, unit, year, form)


@require_POST
@authorize("playbook.edit_plan", Unit, kwarg="slug", see="playbook.see_plan")
def begin(request: MemberRequest, unit: Unit) -> HttpResponse:
    """Let the year begin as the year before."""
    year = year_asked(request, localdate())
    n = services.begin_plan(unit=unit, year=year, by=request.user, at=now())
    words = ngettext("%(n)d aktivitet kom med fra året før.", "%(n)d aktiviteter kom med fra året før.", n)
    messages.success(request, words % {"n": n})
    return redirect(_plan_url(unit, year))


@require_POST
@authorize("playbook.edit_plan", Unit, kwarg="slug", see="playbook.see_plan")
def publish(request: MemberRequest, unit: Unit) -> HttpResponse:
    """Let everyone see the plan. The party's own is the wheel, which its officers publish."""
    year = year_asked(request, localdate())
    if unit.kind == Kind.MUNICIPAL and not may(request.user, "playbook.publish_wheel"):
        raise PermissionDenied(denial("playbook.publish_wheel"))
    services.publish_plan(unit=unit, year=year, by=request.user, at=now())
    messages.success(request, _("Planen for %(year)d er publisert.") % {"year": year})
    return redirect(_plan_url(unit, year))


@require_safe
@authorize("playbook.see_overview")
def overview(request: MemberRequest) -> HttpResponse:
    """Show the board how far each unit has come."""
    today = localdate()
    page = overview_page(party_or_404(today), year=year_asked(request, today), viewer=request.user, today=today)
    return show(request, "playbook/overview.html", page)
