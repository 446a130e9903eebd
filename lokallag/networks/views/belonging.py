"""Joining, following, changing how, and leaving. Each press may come twice, and is then the same."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from lokallag.core.errors import RuleViolation
from lokallag.core.views import MemberRequest, Request, answer, authorize, safe_next, show
from lokallag.membership.models import Belonging
from lokallag.networks import services
from lokallag.networks.models import Network
from lokallag.networks.queries.network_page import NetworkPage, network_page
from lokallag.networks.queries.networks import read_network

DETAIL, SEE = "networks/network_detail.html", "networks.see_network"


@require_http_methods(["GET", "HEAD", "POST"])
@authorize("networks.join_network", Network, kwarg="slug", field="unit__slug", see=SEE)
def join(request: MemberRequest, network: Network) -> HttpResponse:
    """Join or follow a network, or change how it may reach one. A link here that is copied shows the way in."""
    if request.method != "POST":
        return show(request, DETAIL, _page(request, network))
    kind, channel = _kind_asked(request), _channel_asked(request)
    said = _("Du er med.") if kind == Belonging.Kind.JOINED else _("Du følger nettverket.")

    def act() -> None:
        services.join_network(
            network=network, person=request.user, kind=kind, channel=channel, by=request.user, at=now()
        )

    return _pressed(request, network, act, said)


@require_POST
@authorize("networks.leave_network", Network, kwarg="slug", field="unit__slug", see=SEE)
def leave(request: MemberRequest, network: Network) -> HttpResponse:
    """Leave a network, or stop following it."""
    return _pressed(
        request,
        network,
        lambda: services.leave_network(network=network, person=request.user, by=request.user, at=now()),
        _("Du er ikke med lenger."),
    )


@require_POST
@authorize("networks.join_network", Network, kwarg="slug", field="unit__slug", see=SEE)
def stay(request: MemberRequest, network: Network) -> HttpResponse:
    """Stay in a network that one has grown out of, to the end of the season."""
    return _pressed(
        request,
        network,
        lambda: services.stay_for_season(network=network, person=request.user, by=request.user, at=now()),
        _("Du er med ut sesongen."),
    )


def _pressed(request: MemberRequest, network: Network, act: Callable[[], object], said: str | Promise) -> HttpResponse:
    try:
        act()
    except RuleViolation as error:
        return show(request, f"{DETAIL}#join-box", _page(request, network, problem=str(error)), status=422)
    if not cast(Request, request).htmx:
        messages.success(request, str(said))
    here = f"{reverse('networks:network', args=[network.unit.slug])}#bli-med"
    return answer(request, f"{DETAIL}#join-box", _page(request, network), to=safe_next(request, here))


def _page(request: HttpRequest, network: Network, *, problem: str = "") -> NetworkPage:
    today = localdate()
    found = read_network(Network.objects.filter(pk=network.pk), request.user, today)
    if found is None:
        raise Http404
    return network_page(found, viewer=request.user, today=today, at=now(), problem=problem)


def _kind_asked(request: HttpRequest) -> Belonging.Kind:
    """Return whether somebody wants to follow only; whatever else was sent is to join."""
    asked = request.POST.get("hvordan", "")
    return Belonging.Kind.FOLLOWS if asked == Belonging.Kind.FOLLOWS else Belonging.Kind.JOINED


def _channel_asked(request: HttpRequest) -> Belonging.Channel | None:
    asked = request.POST.get("kanal", "")
    return Belonging.Channel(asked) if asked in Belonging.Channel.values else None
