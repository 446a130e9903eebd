"""Joining, following and leaving a network, entered by an officer for a member who has said it."""

from django.http import HttpResponse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from lokallag.core.views import MemberRequest, authorize
from lokallag.membership.entering import enter, get_or_post, start_with
from lokallag.membership.models import Entry, Membership
from lokallag.networks import services
from lokallag.networks.forms.entered import EnterBelongingForm
from lokallag.networks.queries.lists import may_be_joined

ACT = "networks.enter_belonging"


@get_or_post
@authorize(ACT, Membership, see="membership.see_member")
def enter_belonging(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Enter that a member joins a network, follows it or leaves it. The answer is the same whether anything changed.

    So the officer is not shown which networks the member is in.
    """
    form = EnterBelongingForm(
        request.POST if request.method == "POST" else None,
        networks=may_be_joined(request.user, localdate()),
        initial=start_with(request),
    )

    def carry_out() -> Entry:
        return services.enter_belonging(
            membership=membership,
            network=form.chosen,
            wish=form.wanted,
            channel=form.reached,
            said=form.said,
            by=request.user,
            at=now(),
        )

    lead = _(
        "Før inn det %(name)s har sagt. Hvilke nettverk et medlem er med i, ser bare medlemmet selv og nettverket."
    ) % {"name": membership.person.given_name}
    title = _("Nettverk for medlemmet")
    return enter(request, membership, slug, form=form, carry_out=carry_out, title=title, lead=lead, act=ACT)
