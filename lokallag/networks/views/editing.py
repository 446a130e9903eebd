"""The form about a network's page."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from lokallag.core.answers import carry_out, show_again
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.networks import services
from lokallag.networks.domain.lifecycle import State
from lokallag.networks.forms.page import NetworkPageForm
from lokallag.networks.models import Network
from lokallag.networks.queries.edit_page import edit_page, may_set_readers
from lokallag.networks.queries.networks import named


@require_http_methods(["GET", "HEAD", "POST"])
@authorize("networks.edit_network", Network, kwarg="slug", field="unit__slug", see="networks.see_network")
def edit(request: MemberRequest, network: Network) -> HttpResponse:
    """Change what a network's page says, and, for the board, who may see it."""
    if network.state == State.ENDED:
        raise Http404
    today, is_stale = localdate(), False
    sets_readers = may_set_readers(request.user)
    start = {
        "purpose": network.purpose,
        "usual_hours": network.usual_hours,
        "public_email": network.unit.public_email,
        "readers": "alle" if network.is_public else "medlemmer",
        "seen": services.page_fingerprint(network),
    }
    form = NetworkPageForm(request.POST if request.method == "POST" else None, initial=start)
    if not sets_readers:
        form.leave_readers()
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.edit_network(network=network, by=request.user, at=now(), **form.facts())

        outcome = carry_out(request, form, act, said=_("Endringene er lagret."))
        if outcome.done:
            return redirect("networks:network", network.unit.slug)
        if is_stale := outcome.is_stale:
            network = Network.objects.select_related("unit").get(pk=network.pk)
            show_again(form, "seen", services.page_fingerprint(network))
    found = named(Network.objects.filter(pk=network.pk), today).get()
    page = edit_page(found, form, is_stale=is_stale)
    return show(request, "networks/network_edit.html", page, status=422 if form.is_bound else 200)
