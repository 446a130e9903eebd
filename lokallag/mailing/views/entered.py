"""What a member wants to get, entered by an officer."""

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
from lokallag.mailing import queries, services
from lokallag.mailing.forms_entered import EnterWishesForm
from lokallag.membership.models import Membership
from lokallag.membership.queries import list_slug
from lokallag.membership.queries.behalf import enter_page

FORM = "membership/behalf_form.html"


@require_http_methods(["GET", "HEAD", "POST"])
@authorize("mailing.enter_wishes", Membership, see="membership.see_member")
def enter_wishes(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Enter which kinds of mailings the member wants."""
    today, person = localdate(), membership.person
    if request.method != "POST" and slug != list_slug(membership, today):
        raise Http404
    given = request.POST if request.method == "POST" else None
    form = EnterWishesForm(given, left=queries.left_by(person), initial={"said_on": today})
    if form.is_valid():
        try:
            with transaction.atomic():
                if claim(request):
                    entry = services.enter_wishes(
                        membership=membership, wanted=form.wanted, said=form.said, by=request.user, at=now()
                    )
                    unchanged = _("Ingenting er endret: det sto slik fra før.")
                    done = _("Ført inn for %(name)s.") % {"name": person.name}
                    messages.success(request, unchanged if entry is None else done)
        except RuleViolation as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return redirect("membership:for_member", list_slug(membership, today), membership.pk)
    record_look("mailing.enter_wishes", actor=request.user, persons=[person.pk], at=now(), how=How.PAGE)
    title = _("E-post medlemmet vil ha")
    lead = _("Kryss av for det %(name)s vil ha. Innkallinger etter vedtektene får alle.") % {"name": person.given_name}
    page = enter_page(membership, form, title=title, today=today, lead=lead)
    return invalid(request, FORM, page) if request.method == "POST" else show(request, FORM, page)
