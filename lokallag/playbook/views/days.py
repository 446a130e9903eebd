"""Setting the days that others are counted from."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lokallag.core.answers import carry_out, show_again
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.organisation.domain.anchors import BY_KEY
from lokallag.organisation.models import Anchor, Kind, Unit
from lokallag.organisation.queries import name_on
from lokallag.playbook import services
from lokallag.playbook.forms import DayForm
from lokallag.playbook.queries.days_page import day_page, days_page
from lokallag.playbook.views.wheel import FIRST, LAST, party_or_404, year_asked


@require_safe
@authorize("playbook.see_days")
def days(request: MemberRequest) -> HttpResponse:
    """Show the days of a year that others are counted from."""
    today = localdate()
    page = days_page(party_or_404(today), year=year_asked(request, today), viewer=request.user, today=today)
    return show(request, "playbook/days.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@authorize("organisation.set_anchor", Unit, kwarg="slug", see="playbook.see_days")
def day(request: MemberRequest, unit: Unit, kind: str, year: int) -> HttpResponse:
    """Set or move one day, and tell what moved along."""
    today = localdate()
    found = BY_KEY.get(kind)
    if found is None or not FIRST <= year <= LAST or (found.is_shared and unit.kind != Kind.MUNICIPAL):
        raise Http404
    unit.name = name_on(unit, today)
    anchor = Anchor.objects.filter(unit=unit, kind=kind, year=year).first()
    initial = (
        {}
        if anchor is None
        else {
            "day": anchor.day,
            "is_confirmed": anchor.is_confirmed,
            "note": anchor.note,
            "seen": anchor.fingerprint,
        }
    )
    form = DayForm(request.POST if request.method == "POST" else None, initial=initial)
    is_stale = False
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.set_day(unit=unit, kind=kind, year=year, by=request.user, at=now(), **form.cleaned_data)

        outcome = carry_out(request, form, act, said=_("Dagen er lagret."))
        if outcome.done:
            return redirect("playbook:day", unit.slug, kind, year)
        if outcome.is_stale:
            is_stale = True
            anchor = Anchor.objects.filter(unit=unit, kind=kind, year=year).first()
            show_again(form, "seen", "" if anchor is None else anchor.fingerprint)
    page = day_page(
        party_or_404(today), unit, found, year=year, anchor=anchor, form=form, today=today, is_stale=is_stale
    )
    return show(request, "playbook/day.html", page, status=422 if form.is_bound else 200)


@require_POST
@authorize("organisation.set_anchor", Unit, kwarg="slug", see="playbook.see_days")
def clear_day(request: MemberRequest, unit: Unit, kind: str, year: int) -> HttpResponse:
    """Take a day away again."""
    services.clear_day(unit=unit, kind=kind, year=year, by=request.user, at=now())
    messages.success(request, _("Dagen er tatt bort. Det som regnes fra den, venter på en ny."))
    return redirect(f"{reverse('playbook:days')}?ar={year}")
