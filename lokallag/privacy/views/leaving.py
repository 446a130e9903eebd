"""Leaving: a page that says what goes and what stays, one that asks again, and a receipt that names nobody."""

from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from lokallag.core import permissions
from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim
from lokallag.core.views import MemberRequest, invalid, not_proved, personal, public, show, step_up
from lokallag.people.services import has_factor
from lokallag.privacy import queries, services


@require_safe
@personal
def leave(request: MemberRequest) -> HttpResponse:
    """Say what goes and what stays, to a person who thinks of leaving."""
    return show(request, "privacy/leave.html", queries.leave_page(request.user, localdate()))


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def confirm_leave(request: MemberRequest) -> HttpResponse:
    """Ask once more, then erase the person, sign them out everywhere, and show the receipt."""
    person = request.user
    missing = permissions.missing_factor(person, "privacy.leave_party", person)
    if missing is not None:
        return step_up(request, missing)
    if not has_factor(person) and (refusal := not_proved(request)) is not None:
        return refusal
    if request.method != "POST":
        return show(request, "privacy/leave_confirm.html", queries.leave_page(person, localdate()))
    try:
        with transaction.atomic():
            if claim(request):
                services.leave_party(person=person, by=person, at=now())
    except RuleViolation as error:
        page = queries.leave_page(person, localdate(), problem=str(error))
        return invalid(request, "privacy/leave_confirm.html", page)
    logout(request)
    return redirect("privacy:left")


@require_safe
@public
def left(request: HttpRequest) -> HttpResponse:
    """Show the receipt. It is the same for everybody, and tells nothing of who left."""
    return show(request, "privacy/left.html", queries.left_page(localdate()))
