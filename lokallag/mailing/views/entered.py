"""What a member wants to get, entered by an officer."""

from django.http import HttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from lokallag.core.views import MemberRequest, authorize
from lokallag.mailing import queries, services
from lokallag.mailing.forms_entered import EnterWishesForm
from lokallag.membership.entering import enter, get_or_post, start_with
from lokallag.membership.models import Entry, Membership

ACT = "mailing.enter_wishes"


@get_or_post
@authorize(ACT, Membership, see="membership.see_member")
def enter_wishes(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Enter which kinds of mailings the member wants."""
    person = membership.person
    given = request.POST if request.method == "POST" else None
    form = EnterWishesForm(given, left=queries.left_by(person), initial=start_with(request))

    def carry_out() -> Entry | None:
        return services.enter_wishes(
            membership=membership, wanted=form.wanted, said=form.said, by=request.user, at=now()
        )

    lead = _("Kryss av for det %(name)s vil ha. Innkallinger etter vedtektene får alle.") % {"name": person.given_name}
    title = _("E-post medlemmet vil ha")
    return enter(request, membership, slug, form=form, carry_out=carry_out, title=title, lead=lead, act=ACT)
