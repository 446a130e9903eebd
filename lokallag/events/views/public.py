"""What anyone may see: the list, the month, and an event's own page. Without an account, without JavaScript."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_safe

from lokallag.core.permissions import missing_factor
from lokallag.core.views import public, show, step_up
from lokallag.events.domain.lifecycle import State
from lokallag.events.models import Event, Kind
from lokallag.events.queries.event_page import event_page
from lokallag.events.queries.lists import Asked, list_page, month_page
from lokallag.events.queries.signup_box import signup_box
from lokallag.events.queries.summaries import summary_part
from lokallag.events.rules import visible_to

FIRST, LAST = 2000, 2150
WITH_SIGNUP = frozenset({State.PUBLISHED, State.DONE})


@require_safe
@public
def event_list(request: HttpRequest) -> HttpResponse:
    """Show what comes, or what was."""
    page = list_page(_asked(request), viewer=request.user, today=localdate(), at=now())
    return show(request, "events/event_list.html", page)


@require_safe
@public
def month(request: HttpRequest) -> HttpResponse:
    """Show a month: this one where the address names none that can be."""
    today = localdate()
    page = month_page(_month_asked(request, today), _asked(request), viewer=request.user, today=today)
    return show(request, "events/event_month.html", page)


@require_safe
@public
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an event to those it is for. Who works with it, and has not shown a second factor, is asked for it."""
    today = localdate()
    found = visible_to(request.user, today).select_related("tally").filter(slug=slug).first()
    if found is None:
        hidden = Event.objects.filter(slug=slug).first() if request.user.is_authenticated else None
        missing = None if hidden is None else missing_factor(request.user, "events.see_event", hidden)
        if missing is not None:
            return step_up(request, missing)
        raise Http404
    at = now()
    signup = None
    if State(found.state) in WITH_SIGNUP:
        signup = signup_box(found, viewer=request.user, at=at, tally=found.tally)
    page = event_page(
        found,
        viewer=request.user,
        today=today,
        is_over=found.ends_at <= at,
        signup=signup,
        summary=summary_part(found, at=at),
    )
    return show(request, "events/event_detail.html", page)


def _asked(request: HttpRequest) -> Asked:
    kind = request.GET.get("slag", "")
    return Asked(
        unit=request.GET.get("enhet", "").replace("\x00", "")[:80],
        kind=kind if kind in Kind.values else "",
        past=request.GET.get("vis") == "tidligere",
    )


def _month_asked(request: HttpRequest, today: date) -> date:
    year, _dash, number = request.GET.get("maned", "").partition("-")
    plain = year.isascii() and year.isdigit() and number.isascii() and number.isdigit() and len(year + number) <= 6
    if plain and FIRST <= int(year) <= LAST and 1 <= int(number) <= 12:
        return date(int(year), int(number), 1)
    return today.replace(day=1)
