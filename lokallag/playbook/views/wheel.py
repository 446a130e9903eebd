"""The wheel itself: on screen and on paper. Anyone may see what is published."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from lokallag.core.views import go, public, show
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import main_unit
from lokallag.playbook.queries.printed import wheel_pdf
from lokallag.playbook.queries.wheel_page import wheel_page

FIRST, LAST = 2000, 2150


def year_asked(request: HttpRequest, today: date) -> int:
    """Return the year that ``ar=`` asks for, this year where it asks for none that can be."""
    wish = str(request.POST.get("year") or request.GET.get("ar") or "")
    return int(wish) if wish.isascii() and wish.isdigit() and FIRST <= int(wish[:9]) <= LAST else today.year


def party_or_404(today: date) -> Unit:
    """Return the municipal party with its name.

    :raises Http404: there is none yet
    """
    party = main_unit(today)
    if party is None:
        raise Http404
    return party


@require_safe
@public
def wheel(request: HttpRequest) -> HttpResponse:
    """Show the year of all units together, or lead to the unit that ``enhet=`` names."""
    slug = request.GET.get("enhet", "")
    if slug:
        from django.urls import NoReverseMatch, reverse

        try:
            return go(request, f"{reverse('playbook:wheel_of', args=[slug])}?ar={year_asked(request, localdate())}")
        except NoReverseMatch as error:
            raise Http404 from error
    return _show(request, "")


@require_safe
@public
def wheel_of(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the year of one unit."""
    return _show(request, slug)


def _show(request: HttpRequest, slug: str) -> HttpResponse:
    today = localdate()
    page = wheel_page(
        party_or_404(today),
        slug=slug,
        year=year_asked(request, today),
        by_unit=request.GET.get("ringer") == "enhet",
        viewer=request.user,
        today=today,
    )
    if page is None:
        raise Http404
    return show(request, "playbook/wheel.html", page)


@require_safe
@public
def print_wheel(request: HttpRequest) -> HttpResponse:
    """Answer the wheel as a PDF in A3."""
    today = localdate()
    year = year_asked(request, today)
    found = wheel_pdf(
        party_or_404(today),
        slug=request.GET.get("enhet", ""),
        year=year,
        by_unit=request.GET.get("ringer") == "enhet",
        viewer=request.user,
        today=today,
    )
    if found is None:
        raise Http404
    response = HttpResponse(found, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="arshjul-{year}.pdf"'
    return response
