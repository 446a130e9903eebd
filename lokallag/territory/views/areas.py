"""The board's page of areas, and the division as a file."""

from datetime import date
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from lokallag.core.views import authorize, show
from lokallag.territory.domain.search import understand
from lokallag.territory.queries.board_pages import areas_page
from lokallag.territory.queries.branches import home
from lokallag.territory.queries.divisions import division_as_csv
from lokallag.ui.fields import DayField


def _day(text: str) -> tuple[date | None, str]:
    """The day that was asked for, and what is wrong with it or an empty text."""
    try:
        return DayField(required=False).clean(text), ""
    except ValidationError as error:
        return None, error.messages[0]


def _asked(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "").strip()[:20]


@require_safe
@authorize("territory.see_areas")
def areas(request: HttpRequest) -> HttpResponse:
    """Show who answers for what (``?dato=``), gaps, disputes, drafts, and the history of a code (``?postnummer=``)."""
    asked_day, asked_code = _asked(request, "dato"), _asked(request, "postnummer")
    day, problem = _day(asked_day)
    search = understand(asked_code)
    page = areas_page(
        viewer=request.user,
        today=localdate(),
        day=day,
        asked_day=asked_day,
        code=search.code or search.guess or asked_code,
        day_problem=problem,
    )
    return show(request, "territory/area_list.html", page, status=422 if problem else 200)


@require_safe
@authorize("territory.see_areas")
def export(request: HttpRequest) -> HttpResponse:
    """Give the division of a day (``?dato=``, default today) as CSV that can be read in again."""
    today = localdate()
    day, problem = _day(_asked(request, "dato"))
    number = home(today)
    if problem:  # the page says what is wrong, at its field
        query = urlencode({"dato": _asked(request, "dato")})
        return HttpResponseRedirect(f"{reverse('territory:areas')}?{query}")
    if not number:
        raise Http404
    on = day or today
    response = HttpResponse(division_as_csv(number, on), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="inndeling-{on.isoformat()}.csv"'
    return response
