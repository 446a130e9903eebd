"""Pages that anyone may see: the map, Finn din avdeling, a branch, and the areas as GeoJSON."""

from functools import partial
from time import monotonic

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.timezone import localdate, now
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lokallag.core.views import public, show
from lokallag.organisation.models import Kind, Unit
from lokallag.territory.domain.skeleton import slot
from lokallag.territory.queries.maps import geojson
from lokallag.territory.queries.public_pages import BranchesPage, branch_page, member_page
from lokallag.territory.queries.visits import visit

LIST = "territory/branch_list.html"


@require_safe
@public
def branches(request: HttpRequest) -> HttpResponse:
    """Show the map of branches, and who answers for what was asked (``?q=``)."""
    asked, today = request.GET.get("q", "").replace("\x00", ""), localdate()
    if settings.SESSION_COOKIE_NAME in request.COOKIES:  # somebody who is or has been signed in
        return show(request, LIST, member_page(asked, viewer=request.user, today=today))
    html = visit(
        asked,
        language=get_language(),
        scheme=request.COOKIES.get("utseende", ""),
        path=request.get_full_path(),
        token=get_token(request),
        today=today,
        seconds=monotonic(),
        draw=partial(_draw_for_visitor, request),
    )
    response = HttpResponse(html)
    patch_vary_headers(response, ["HX-Request", "Cookie"])
    return response


def _draw_for_visitor(request: HttpRequest, page: BranchesPage) -> str:
    """Draw the page for anyone: nothing of this one visitor goes into it, and its own address is a slot."""
    anyone = HttpRequest()
    anyone.method, anyone.path, anyone.path_info = "GET", request.path, request.path_info
    anyone.META = {**request.META, "QUERY_STRING": slot("path")}
    anyone.COOKIES = {name: value for name, value in request.COOKIES.items() if name == "utseende"}
    anyone.user = AnonymousUser()
    text = render_to_string(LIST, {"page": page}, request=anyone)
    return text.replace(anyone.get_full_path(), slot("path"))


@require_safe
@public
def branch(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one branch."""
    unit = Unit.objects.filter(slug=slug, kind=Kind.BRANCH).first()
    if unit is None:
        raise Http404
    page = branch_page(unit, viewer=request.user, today=localdate(), at=now())
    return show(request, "territory/branch_detail.html", page)


@require_safe
@public
def areas_geojson(request: HttpRequest) -> HttpResponse:
    """Give the areas per branch as GeoJSON; 304 where the reader has them already."""
    known = request.headers.get("If-None-Match", "").removeprefix("W/").strip('"')
    mark, body = geojson(localdate())
    kind = "application/geo+json; charset=utf-8"
    response = HttpResponseNotModified() if known == mark else HttpResponse(body, content_type=kind)
    response.headers["ETag"] = f'"{mark}"'
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response
