"""One's own data: what is held, who can see it, who has seen it, consents, protected address, taking it along."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lokallag.core import audit, permissions
from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim
from lokallag.core.views import MemberRequest, invalid, not_proved, personal, show, step_up
from lokallag.people.services import has_factor, set_protected
from lokallag.privacy import queries, services

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
FILE_NAME = "opplysninger-om-meg.zip"


@require_safe
@personal
def own_data(request: MemberRequest) -> HttpResponse:
    """Show all that is held of the person, by what it is about."""
    return show(request, "privacy/own_data.html", queries.own_data_page(request.user, at=now()))


@require_safe
@personal
def sight(request: MemberRequest) -> HttpResponse:
    """Show who can see the person today, and why."""
    return show(request, "privacy/sight.html", queries.sight_page(request.user, localdate()))


@require_safe
@personal
def looked(request: MemberRequest) -> HttpResponse:
    """Show who has looked at the person, and who has changed something of theirs."""
    return show(request, "privacy/looked.html", queries.looked_page(request.user, at=now()))


@get_or_post
@personal
def consents(request: MemberRequest) -> HttpResponse:
    """Show what the person is asked, and take a yes, or a yes taken back, by one press."""
    person = request.user
    if request.method != "POST":
        return show(request, "privacy/consents.html", queries.consents_page(person))
    purpose, version = request.POST.get("formal", ""), request.POST.get("versjon", "")
    try:
        with transaction.atomic():
            if claim(request):
                if request.POST.get("svar") == "ja":
                    services.give_consent(person=person, purpose=purpose, version=version, by=person, at=now())
                    messages.success(request, _("Takk. Du kan trekke samtykket her når du vil."))
                else:
                    services.withdraw_consent(person=person, purpose=purpose, by=person, at=now())
                    messages.success(request, _("Samtykket er trukket."))
    except RuleViolation as error:
        return invalid(request, "privacy/consents.html", queries.consents_page(person, problem=str(error)))
    return redirect("privacy:consents")


@get_or_post
@personal
def protection(request: MemberRequest) -> HttpResponse:
    """Show whether the person's address is protected, and protect it or take that back by one press."""
    person = request.user
    if request.method != "POST":
        page = queries.protection_page(person, localdate(), is_ending=request.GET.get("slutt") == "ja")
        return show(request, "privacy/protection.html", page)
    if not permissions.may(person, "people.set_protected", person):
        raise Http404
    with transaction.atomic():
        if claim(request):
            wish = request.POST.get("beskytt") == "ja"
            set_protected(person=person, is_protected=wish, by=person, at=now())
            messages.success(
                request, _("Adressen din er beskyttet.") if wish else _("Adressen er ikke beskyttet lenger.")
            )
    return redirect("privacy:protection")


@get_or_post
@personal
def download(request: MemberRequest) -> HttpResponse:
    """Give the person all that is held of them as one file. A factor or a mailed code is asked for."""
    person, at = request.user, now()
    missing = permissions.missing_factor(person, "privacy.download_data", person)
    if missing is not None:
        return step_up(request, missing)
    if not has_factor(person) and (refusal := not_proved(request)) is not None:
        return refusal
    if request.method != "POST":
        return show(request, "privacy/download.html", queries.download_page(person))
    with transaction.atomic():
        content = queries.archive_of(person, at=at)
        audit.record("privacy.download_data", actor=person, target=person, at=at)
    response = HttpResponse(content, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response
