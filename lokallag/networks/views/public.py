"""What a visitor or a member reads: the list of networks, and the page of one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_safe

from lokallag.core.permissions import missing_factor
from lokallag.core.views import public, show, step_up
from lokallag.networks.models import Network
from lokallag.networks.queries.lists import Asked, list_page
from lokallag.networks.queries.network_page import network_page
from lokallag.networks.queries.networks import read_network
from lokallag.networks.rules import visible_to

MOST_PAGES = 500


@require_safe
@public
def networks(request: HttpRequest) -> HttpResponse:
    """Show the networks that one may see: those that stand open, and to members all."""
    asked = Asked(
        wish=request.GET.get("q", "").replace("\x00", "")[:100].strip(),
        ended=request.GET.get("vis") == "avsluttede",
        page=page_asked(request),
    )
    page = list_page(asked, viewer=request.user, today=localdate(), at=now())
    if asked.page > 1 and not page.cards:
        raise Http404
    return show(request, "networks/network_list.html", page)


@require_safe
@public
def network(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one network to those who may see it. Whose office lets them, is asked for a second factor."""
    today = localdate()
    found = read_network(visible_to(request.user, today).filter(unit__slug=slug), request.user, today)
    if found is None:
        hidden = Network.objects.filter(unit__slug=slug).first() if request.user.is_authenticated else None
        missing = None if hidden is None else missing_factor(request.user, "networks.see_network", hidden)
        if missing is not None:
            return step_up(request, missing)
        raise Http404
    page = network_page(found, viewer=request.user, today=today, at=now())
    return show(request, "networks/network_detail.html", page)


def page_asked(request: HttpRequest) -> int:
    """Return the page of a list that an address asks for: the first where it names none that can be."""
    wish = request.GET.get("side", "")
    number = int(wish) if wish.isascii() and wish.isdigit() and len(wish) < 5 else 1
    return min(max(number, 1), MOST_PAGES)
