"""Leaving, entered by an officer for a member who has said it."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lokallag.core.audit import How, record_look
from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim
from lokallag.core.views import MemberRequest, authorize, invalid, show
from lokallag.membership.models import Membership
from lokallag.membership.queries import list_slug
from lokallag.privacy import services
from lokallag.privacy.forms import LeaveForMemberForm
from lokallag.privacy.queries.behalf import farewell_page, leave_for_member_page

ACT = "privacy.leave_for_member"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@authorize("privacy.leave_for_member", Membership, see="membership.see_member")
def leave_for_member(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Enter that a member leaves: all is erased at once. Who has no e-mail gets the letter that is shown once."""
    at, today = now(), localdate()
    if request.method != "POST" and slug != list_slug(membership, today):
        raise Http404
    form = LeaveForMemberForm(request.POST if request.method == "POST" else None, initial={"said_on": today})
    if form.is_valid():
        letter = farewell_page(membership, at=at, today=today)
        try:
            with transaction.atomic():
                went_by_mail = (
                    services.leave_for_member(membership=membership, said=form.said, by=request.user, at=at)
                    if claim(request)
                    else True
                )
        except RuleViolation as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Medlemmet er meldt ut, og opplysningene er slettet."))
            if went_by_mail:
                return redirect("membership:lists")
            return show(request, "privacy/farewell.html", letter)
    record_look(ACT, actor=request.user, persons=[membership.person_id], at=at, how=How.PAGE)
    page = leave_for_member_page(membership, form, today)
    if request.method == "POST":
        return invalid(request, "privacy/leave_for_member.html", page)
    return show(request, "privacy/leave_for_member.html", page)
