"""What the board's officers follow up: letters that may not have arrived, and addresses that do not work."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lokallag.core import audit
from lokallag.core.views import MemberRequest, authorize, invalid, show
from lokallag.mailing import forms, queries, services
from lokallag.mailing.queries.doubts import DoubtsPage

PAGE = "mailing/doubts.html"


@require_safe
@authorize("mailing.see_doubts")
def doubts(request: MemberRequest) -> HttpResponse:
    """Show letters that may not have arrived and addresses that do not work, by name."""
    return show(request, PAGE, _page(request))


@require_POST
@authorize("mailing.send_again")
def send_again(request: MemberRequest) -> HttpResponse:
    """Send chosen letters of statutory notices once more. Others are never sent again."""
    offered = [row.pk for row in queries.doubts_page(today=localdate()).statutory]
    form = forms.AgainForm(request.POST, offered=offered)
    if not form.is_valid():
        return invalid(request, PAGE, _page(request, problem=_("Velg minst ett av brevene på listen.")))
    count = services.send_again(recipient_ids=form.cleaned_data["letters"], by=request.user, at=now())
    if count:
        said = ngettext("%(count)s brev sendes en gang til.", "%(count)s brev sendes en gang til.", count)
        messages.success(request, said % {"count": count})
    else:
        messages.info(request, _("De var allerede sendt en gang til."))
    return redirect("mailing:doubts")


def _page(request: MemberRequest, *, problem: str = "") -> DoubtsPage:
    page = queries.doubts_page(today=localdate(), problem=problem)
    how = audit.How.LIST
    audit.record_look("mailing.see_doubts", actor=request.user, persons=page.persons, at=now(), how=how)
    return page
