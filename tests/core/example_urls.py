"""Addresses of small views, each guarded in one of the ways the house knows, beside the real ones."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from lokallag.core.views import answer, authorize, go, invalid, personal, public, safe_next, show
from lokallag.organisation.models import Unit
from lokallag.web.root_urls import urlpatterns as real_ones


@public
def open_to_all(request: HttpRequest) -> HttpResponse:
    return HttpResponse("åpent")


@personal
def ones_own(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"hei {request.user}")


@authorize("organisation.edit_rules")
def without_target(request: HttpRequest, word: str) -> HttpResponse:
    return HttpResponse(word)


@authorize("organisation.edit_unit", Unit, kwarg="slug", see="organisation.see_terms")
def with_target(request: HttpRequest, unit: Unit, word: str) -> HttpResponse:
    return HttpResponse(f"{unit.slug} {word}")


@authorize("organisation.edit_unit", Unit, kwarg="key", field="slug")
def by_another_column(request: HttpRequest, unit: Unit) -> HttpResponse:
    return HttpResponse(unit.slug)


@public
def shown(request: HttpRequest) -> HttpResponse:
    return show(request, "example.html#part", "innhold")


@public
def refused(request: HttpRequest) -> HttpResponse:
    return invalid(request, "example.html", "innhold")


@public
def answered(request: HttpRequest) -> HttpResponse:
    return answer(request, "example.html#part", "innhold", to="/dit/", status=int(request.GET.get("status", "200")))


@public
def gone(request: HttpRequest) -> HttpResponse:
    return go(request, safe_next(request, "/hjem/"))


urlpatterns = [
    path("prove/apen/", open_to_all),
    path("prove/egen/", ones_own),
    path("prove/uten/<str:word>/", without_target),
    path("prove/med/<slug:slug>/<str:word>/", with_target),
    path("prove/kolonne/<slug:key>/", by_another_column),
    path("prove/vis/", shown),
    path("prove/feil/", refused),
    path("prove/svar/", answered),
    path("prove/videre/", gone),
    *real_ones,
]
