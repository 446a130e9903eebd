"""The demo's page of letters. Outside a demo it does not exist."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lokallag.core.demo import demo_is_open
from lokallag.core.framed import framed
from lokallag.core.views import public, show
from lokallag.outbox import queries


@require_safe
@never_cache
@public
def letters(request: HttpRequest) -> HttpResponse:
    """Show what has been sent, so that a demo needs no mail server."""
    if not demo_is_open(request):
        raise Http404
    return show(request, "outbox/letter_list.html", queries.outbox_page(today=localdate()))


@require_safe
@never_cache
@framed
@public
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one letter as a mail reader shows it, for the frame on the page of letters."""
    if not demo_is_open(request):
        raise Http404
    html = queries.letter_page(pk)
    if html is None:
        raise Http404
    return HttpResponse(html)
