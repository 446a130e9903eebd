"""The addresses of the site, and beside them the page that Finn din avdeling is held against."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_safe

from lokallag.core.views import public
from lokallag.territory.models import PostalCode
from lokallag.web.root_urls import urlpatterns as site

PAGE = engines["django"].from_string(
    "<!doctype html><html lang=nb><title>{{ row.code }}</title><h1>{{ row.code }} {{ row.place }}</h1></html>"
)


@require_safe
@public
def one_row(request: HttpRequest, code: str) -> HttpResponse:
    """Show one row found by its key: the least that a page of Django with a database does."""
    return HttpResponse(PAGE.render({"row": PostalCode.objects.get(pk=code)}, request))


urlpatterns: list[URLPattern | URLResolver] = [path("en-rad/<str:code>/", one_row), *site]
