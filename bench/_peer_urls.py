"""The addresses of the site, and beside them the pages that ours are held against."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_safe

from lokallag.core.views import personal, public
from lokallag.membership.models import Membership
from lokallag.territory.models import PostalCode
from lokallag.web.root_urls import urlpatterns as site

PAGE = engines["django"].from_string(
    "<!doctype html><html lang=nb><title>{{ row.code }}</title><h1>{{ row.code }} {{ row.place }}</h1></html>"
)

LIST = engines["django"].from_string(
    "<!doctype html><html lang=nb><title>Medlemmer</title><h1>Medlemmer</h1><table>{% for row in rows %}<tr>"
    "<td>{{ row.person.family_name }}, {{ row.person.given_name }}</td><td>{{ row.person.postal_code }}</td>"
    "<td>{{ row.number }}</td><td>{{ row.joined_on }}</td></tr>{% endfor %}</table></html>"
)


@require_safe
@public
def one_row(request: HttpRequest, code: str) -> HttpResponse:
    """Show one row found by its key: the least that a page of Django with a database does."""
    return HttpResponse(PAGE.render({"row": PostalCode.objects.get(pk=code)}, request))


@require_safe
@personal
def fifty_rows(request: HttpRequest, after: str) -> HttpResponse:
    """Show fifty members sorted by name to somebody signed in: the least that a list of Django does."""
    found = Membership.objects.select_related("person").filter(person__sort_key__gt=after.strip("-"))
    rows = found.order_by("person__sort_key", "person_id")[:50]
    return HttpResponse(LIST.render({"rows": rows}, request))


urlpatterns: list[URLPattern | URLResolver] = [
    path("en-rad/<str:code>/", one_row),
    path("femti-rader/<str:after>/", fifty_rows),
    *site,
]
