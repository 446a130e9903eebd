"""Where one would look for the button to propose something in a network's name."""

from django.http import HttpResponse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_safe

from lokallag.core.views import MemberRequest, authorize, show
from lokallag.networks.models import Network
from lokallag.networks.queries.proposals import proposals_page


@require_safe
@authorize("networks.read_proposal_rule", Network, kwarg="slug", field="unit__slug")
def proposals(request: MemberRequest, network: Network) -> HttpResponse:
    """Show why a network does not propose, and the way to one's own branch."""
    page = proposals_page(network, request.user, today=localdate(), at=now())
    return show(request, "networks/proposals.html", page)
