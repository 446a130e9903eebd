"""What one wants to get: on Min side, and by the way out in each mailing."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lokallag.core import scope
from lokallag.core.idempotency import claim
from lokallag.core.views import MemberRequest, personal, public, show
from lokallag.mailing import queries, services
from lokallag.mailing.domain.kinds import LEAVABLE, Kind
from lokallag.mailing.models import Unsubscription
from lokallag.people.models import Person

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
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


@get_or_post
@personal
def wishes(request: MemberRequest) -> HttpResponse:
    """Show what each kind of mailing sends the person, and take a wish by one press."""
    person = request.user
    if request.method != "POST":
        return show(request, "mailing/wishes.html", queries.wishes_page(person))
    kind = next((kind for kind in LEAVABLE if kind.value == request.POST.get("slag")), None)
    if kind is None:
        raise Http404
    with transaction.atomic():
        if claim(request):
            if request.POST.get("svar") == "ja":
                services.subscribe(person=person, kind=kind, by=person, at=now())
                messages.success(request, _("Du får disse e-postene igjen."))
            else:
                way = Unsubscription.Way.OWN_PAGE
                services.unsubscribe(person=person, kind=Kind(kind), way=way, by=person, at=now())
                messages.success(request, _("Du er meldt av. Det gjelder fra nå."))
    return redirect("mailing:wishes")
