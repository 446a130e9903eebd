"""The list of those who have joined, for the steering group. Each page that is shown is logged."""

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_safe

from lokallag.core.audit import How, record_look
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.membership.models import Belonging
from lokallag.networks.domain.lifecycle import State
from lokallag.networks.models import Network
from lokallag.networks.queries.members import members_page
from lokallag.networks.queries.networks import named
from lokallag.networks.views.public import page_asked

ACT = "networks.see_members"


@require_safe
@authorize(ACT, Network, kwarg="slug", field="unit__slug", see="networks.see_network")
def members(request: MemberRequest, network: Network) -> HttpResponse:
    """Show who has joined the network, with the channel that each has chosen."""
    if network.state == State.ENDED:
        raise Http404  # its list is deleted
    today = localdate()
    found = named(Network.objects.filter(pk=network.pk), today).get()
    wish = request.GET.get("q", "").replace("\x00", "")[:100].strip()
    asked = request.GET.get("kanal", "")
    channel = asked if asked in Belonging.Channel.values else ""
    page = members_page(found, wish=wish, channel=channel, page=page_asked(request), today=today)
    record_look(
        ACT,
        actor=request.user,
        persons=[row.person_id for row in page.rows],
        at=now(),
        how=How.LIST,
        unit_id=page.unit_id,
    )
    return show(request, "networks/member_list.html#list", page)
