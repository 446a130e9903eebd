"""Joining, following and leaving a network, entered by an officer for a member who has said it."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lokallag.core.audit import How, record_look
from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim
from lokallag.core.views import MemberRequest, authorize, invalid, show
from lokallag.membership.models import Membership
from lokallag.membership.queries import list_slug
from lokallag.membership.queries.behalf import enter_page, said_initial
from lokallag.networks import services
from lokallag.networks.forms.entered import EnterBelongingForm
from lokallag.networks.queries.lists import may_be_joined

FORM, ACT = "membership/behalf_form.html", "networks.enter_belonging"


@require_http_methods(["GET", "HEAD", "POST"])
@authorize(ACT, Membership, see="membership.see_member")
def enter_belonging(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Enter that a member joins a network, follows it or leaves it. The answer is the same whether anything changed.

    So the officer is not shown which networks the member is in.
    """
    today, person = localdate(), membership.person
    if request.method != "POST" and slug != list_slug(membership, today):
        raise Http404
    form = EnterBelongingForm(
        request.POST if request.method == "POST" else None,
        networks=may_be_joined(request.user, today),
        initial=said_initial(request.GET, today),
    )
    if form.is_valid():
        try:
            with transaction.atomic():
                if claim(request):
                    services.enter_belonging(
                        membership=membership,
                        network=form.chosen,
                        wish=form.wanted,
                        channel=form.reached,
                        said=form.said,
                        by=request.user,
                        at=now(),
                    )
                    done = _("Ført inn for %(name)s. Medlemmet får kvittering.") % {"name": person.name}
                    messages.success(request, done)
        except RuleViolation as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return redirect("membership:for_member", list_slug(membership, today), membership.pk)
    record_look(ACT, actor=request.user, persons=[person.pk], at=now(), how=How.PAGE)
    lead = _(
        "Før inn det %(name)s har sagt. Hvilke nettverk et medlem er med i, ser bare medlemmet selv og nettverket."
    )
    page = enter_page(
        membership, form, title=_("Nettverk for medlemmet"), today=today, lead=lead % {"name": person.given_name}
    )
    return invalid(request, FORM, page) if request.method == "POST" else show(request, FORM, page)
