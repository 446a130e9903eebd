"""The pages of mailings."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lokallag.core import scope
from lokallag.core.views import public, show
from lokallag.mailing import queries, services
from lokallag.mailing.models import Unsubscription
from lokallag.people.models import Person


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@csrf_exempt  # a mail reader sends one press without cookie or page (RFC 8058); the token is the proof
@public
def way_out(request: HttpRequest, token: str) -> HttpResponse:
    """Show the way out of a kind of mailing; a POST goes through it. The answer is a page, never a redirect."""
    opens = services.read_token(token)
    if opens is None:
        raise Http404
    is_left = is_back = False
    if request.method == "POST":
        is_back = "angre" in request.POST
        with scope.opened("the way out of a mailing, by its token"):
            person = Person.objects.filter(key=opens.person_key).first()
            if person is not None and is_back:
                services.subscribe(person=person, kind=opens.kind, by=None, at=now())
            elif person is not None:
                services.unsubscribe(person=person, kind=opens.kind, way=Unsubscription.Way.LINK, by=None, at=now())
        is_left = not is_back
    page = queries.way_out_page(opens.kind, is_left=is_left, is_back=is_back)
    return show(request, "mailing/way_out.html", page)
