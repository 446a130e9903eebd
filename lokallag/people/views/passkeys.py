"""Passkeys: each is asked for by a POST that answers JSON, and given back in an ordinary form."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lokallag.core.assurance import Factor
from lokallag.core.errors import RuleViolation
from lokallag.core.views import MemberRequest, confirm_url, personal, prove_url, public
from lokallag.people import services
from lokallag.people.domain.limits import RECENT
from lokallag.people.models import Person
from lokallag.people.views.coming_in import own_path, pending
from lokallag.people.views.factors import after_new_factor, let_through, not_sure

STATE = "passkey"


@require_POST
@never_cache
@personal
def ask_to_add_passkey(request: MemberRequest) -> HttpResponse:
    """Answer what the browser needs to make a passkey. Who must show again who they are is told so by 403."""
    if not_sure(request) is not None:
        to = prove_url(reverse("people:account"))
        if services.has_factor(request.user):
            to = confirm_url(reverse("people:account"), Factor.FRESH)
        return JsonResponse({"go": to}, status=403)
    options, request.session[STATE] = services.ask_to_add(person=request.user)
    return JsonResponse(options)


@require_POST
@never_cache
@personal
def add_passkey(request: MemberRequest) -> HttpResponse:
    """Keep the passkey that the browser made."""
    if (refusal := not_sure(request, within=RECENT)) is not None:
        return refusal
    try:
        codes = services.add_passkey(
            person=request.user,
            state=request.session.pop(STATE, None),
            answer=request.POST.get("svar", ""),
            name=request.POST.get("navn", ""),
            by=request.user,
            at=now(),
        )
    except RuleViolation as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("people:account"))
    return after_new_factor(request, codes)


def _whose(request: HttpRequest) -> tuple[Person, str, bool] | None:
    """Return whose passkey is asked for, where they go next, and whether they are on the way in."""
    waits = pending(request, at=now())
    if waits is not None:
        return *waits, True
    return (request.user, own_path(request), False) if isinstance(request.user, Person) else None


@require_POST
@never_cache
@public
def ask_for_passkey(request: HttpRequest) -> HttpResponse:
    """Answer what the browser needs to give a passkey, to who has come past the e-mailed code."""
    whose = _whose(request)
    if whose is None:
        return JsonResponse({"go": reverse("people:sign_in")}, status=403)
    options, request.session[STATE] = services.ask_for_passkey(person=whose[0])
    return JsonResponse(options)


@require_POST
@never_cache
@public
def use_passkey(request: HttpRequest) -> HttpResponse:
    """Take the passkey that the browser gave as the second factor."""
    whose = _whose(request)
    if whose is None:
        return HttpResponseRedirect(reverse("people:sign_in"))
    person, next_path, is_sign_in = whose
    state = request.session.pop(STATE, None)
    try:
        services.use_passkey(person=person, state=state, answer=request.POST.get("svar", ""), at=now())
    except RuleViolation as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(confirm_url(next_path))
    return let_through(request, person, next_path, is_sign_in=is_sign_in)
