"""The pages of what takes two (ADR 0011)."""

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.organisation import services
from lokallag.organisation.forms import DeclineForm
from lokallag.organisation.models import Approval
from lokallag.organisation.queries.approval_pages import approval_page, approvals_page, done_in_words

DETAIL = "organisation/approval_detail.html"


@require_safe
@authorize("organisation.see_approvals")
def approvals(request: MemberRequest) -> HttpResponse:
    """Show what waits for a second person, what one proposed oneself, and what was decided lately."""
    return show(request, "organisation/approval_list.html", approvals_page(request.user, at=now()))


@require_safe
@authorize("organisation.see_approval", Approval, see="organisation.see_approval")
def approval(request: MemberRequest, approval: Approval) -> HttpResponse:
    """Show one proposal: what happens on approval, who proposed it, why, and when it expires."""
    return show(request, DETAIL, approval_page(approval, viewer=request.user, at=now(), decline=DeclineForm()))


@require_POST
@authorize("organisation.decide_approval", Approval, see="organisation.see_approval")
def approve(request: MemberRequest, approval: Approval) -> HttpResponse:
    """Approve what another proposed, and so carry it out."""
    said = done_in_words(approval, localdate())
    return _settle(
        request,
        approval,
        DeclineForm(),
        lambda: services.approve(approval=approval, by=request.user, at=now()),
        said=said,
    )


@require_POST
@authorize("organisation.decide_approval", Approval, see="organisation.see_approval")
def decline(request: MemberRequest, approval: Approval) -> HttpResponse:
    """Say no with a reason, or take back what one proposed oneself."""
    form = DeclineForm(request.POST)
    if not form.is_valid():
        page = approval_page(approval, viewer=request.user, at=now(), decline=form)
        return show(request, DETAIL, page, status=422)
    answer = form.cleaned_data["answer"]
    is_own = approval.proposer_id == request.user.pk
    return _settle(
        request,
        approval,
        form,
        lambda: services.decline(approval=approval, by=request.user, at=now(), answer=answer),
        said=_("Forslaget er trukket.") if is_own else _("Du har sagt nei. Den som foreslo det, får beskjed."),
    )


def _settle(
    request: MemberRequest, approval: Approval, form: DeclineForm, act: Callable[[], object], *, said: str
) -> HttpResponse:
    """Do ``act`` once, all or nothing; what refuses it is told on the page itself, with what was written."""
    try:
        with transaction.atomic():
            is_new = claim(request)
            if is_new:
                act()
    except RuleViolation as fault:
        if isinstance(fault, services.Overtaken):
            services.end_overtaken(approval=approval, why=str(fault), at=now())
        at_field = fault.field == "answer"
        if at_field:
            form.add_error("answer", str(fault))
        approval = Approval.objects.get(pk=approval.pk)
        problem = "" if at_field else str(fault)
        page = approval_page(approval, viewer=request.user, at=now(), decline=form, problem=problem)
        return show(request, DETAIL, page, status=422)
    messages.success(request, said if is_new else _("Skjemaet kom to ganger. Det er lagret én gang."))
    return redirect("organisation:approvals")
