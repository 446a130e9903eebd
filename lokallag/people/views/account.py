"""One's own sign-ins and what secures them."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lokallag.core.views import MemberRequest, go, personal, show
from lokallag.people import queries, services
from lokallag.people.views.coming_in import own_path


@require_safe
@personal
def account(request: MemberRequest) -> HttpResponse:
    """Show the person their second factors and where they are signed in."""
    page = queries.account_page(
        request.user,
        session_key=request.session.session_key,
        at=now(),
        next_path=own_path(request),
    )
    return show(request, "people/account.html", page)


@require_POST
@personal
def end_sign_in(request: MemberRequest) -> HttpResponse:
    """End one of the person's own sign-ins."""
    handle = request.POST.get("handle", "")
    if services.end_sign_in(person=request.user, handle=handle, by=request.user, at=now()):
        if handle == services.handle_of(request.session.session_key or ""):
            request.session.flush()
            return go(request, "/")
        messages.success(request, _("Innloggingen er avsluttet."))
    else:
        messages.info(request, _("Innloggingen var allerede avsluttet."))
    return go(request, reverse("people:account"))


@require_POST
@personal
def end_others(request: MemberRequest) -> HttpResponse:
    """End all of the person's own sign-ins but this one."""
    person = request.user
    ended = services.end_other_sign_ins(person=person, keep=request.session.session_key, by=person, at=now())
    messages.success(
        request,
        ngettext("%(ended)d innlogging er avsluttet.", "%(ended)d innlogginger er avsluttet.", ended)
        % {"ended": ended},
    )
    return go(request, reverse("people:account"))
