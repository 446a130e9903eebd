"""The privacy notice, and the page of what went and what will go."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lokallag.core.idempotency import claim
from lokallag.core.views import MemberRequest, authorize, go, invalid, public, show
from lokallag.privacy import services
from lokallag.privacy.forms import ExpulsionForm
from lokallag.privacy.models import Expulsion
from lokallag.privacy.queries.notice import notice_page
from lokallag.privacy.queries.retention import expulsion_page, retention_page


@require_safe
@public
def notice(request: HttpRequest) -> HttpResponse:
    """Show how personal data is handled: what is held, why, who sees it, how long, and one's rights."""
    return show(request, "privacy/notice.html", notice_page(request.user, today=localdate()))


@require_safe
@authorize("privacy.see_retention")
def retention(request: MemberRequest) -> HttpResponse:
    """Show what went, what will go, and the table that decides it."""
    return show(request, "privacy/retention.html", retention_page(request.user, at=now()))


@require_http_methods(["GET", "HEAD", "POST"])
@authorize("privacy.note_expulsion", Expulsion, see="privacy.note_expulsion")
def note_expulsion(request: MemberRequest, expulsion: Expulsion) -> HttpResponse:
    """Note who expelled somebody, and what came of an appeal."""
    written = {"body": expulsion.body, "appeal": expulsion.appeal}
    form = ExpulsionForm(request.POST if request.method == "POST" else None, initial=written)
    if request.method != "POST":
        return show(request, "privacy/expulsion.html", expulsion_page(expulsion, form=form))
    if not form.is_valid():
        return invalid(request, "privacy/expulsion.html", expulsion_page(expulsion, form=form))
    with transaction.atomic():
        if claim(request):
            services.note_expulsion(expulsion=expulsion, by=request.user, at=now(), **form.cleaned_data)
    messages.success(request, _("Lagret."))
    return go(request, reverse("privacy:retention"))
