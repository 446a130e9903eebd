"""Pages that anyone may see: the map, Finn din avdeling, a branch, and the areas as GeoJSON."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from lokallag.core.views import public, show
from lokallag.organisation.models import Kind, Unit
from lokallag.territory.queries.maps import geojson
from lokallag.territory.queries.public_pages import branch_page, branches_page


@require_safe
@public
def branches(request: HttpRequest) -> HttpResponse:
    """Show the map of branches, and who answers for what was asked (``?q=``)."""
    page = branches_page(request.GET.get("q", ""), viewer=request.user, today=localdate())
    return show(request, "territory/branch_list.html", page)


@require_safe
@public
def branch(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one branch."""
    unit = Unit.objects.filter(slug=slug, kind=Kind.BRANCH).first()
    if unit is None:
        raise Http404
    return show(request, "territory/branch_detail.html", branch_page(unit, viewer=request.user, today=localdate()))


@require_safe
@public
def areas_geojson(request: HttpRequest) -> HttpResponse:
    """Give the areas per branch as GeoJSON; 304 where the reader has them already."""
    known = request.headers.get("If-None-Match", "").removeprefix("W/").strip('"')
    mark, text = geojson(localdate(), etag=known)
    kind = "application/geo+json; charset=utf-8"
    response = HttpResponseNotModified() if text is None else HttpResponse(text, content_type=kind)
    response.headers["ETag"] = f'"{mark}"'
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response
