"""Helpers that every view goes through: authorise, then show or answer (docs/architecture.md, "The way through").

Each view carries exactly one of ``public``, ``personal`` and ``authorize``; a test walks all addresses and refuses
a view with none. The last two open the scope in which the view may read persons.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from lokallag.core import permissions, scope
from lokallag.core.assurance import FRESH_FOR, Factor, mailbox_is_sure
from lokallag.core.idempotency import FIELD

View = Callable[..., HttpResponse]
GUARD = "lokallag_guard"  # the attribute on a view that says how it is guarded: "public", "personal" or an act


class Request(HttpRequest):
    """A request as our middleware leaves it."""

    htmx: HtmxDetails


class MemberRequest(Request):
    """A request to a view that is guarded, so that somebody is signed in (``people.models.Person``)."""

    user: Any


def public(view: View) -> View:
    """Open the view to anyone, without signing in. It opens no scope: persons are not read here (``core.scope``)."""
    marked = login_not_required(view)
    setattr(marked, GUARD, "public")
    return marked


def personal(view: View) -> View:
    """Open the view to whoever is signed in. It may show and change only what is that person's own."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **parts: Any) -> HttpResponse:
        with scope.opened("personal", person_id=request.user.pk):
            return view(request, *args, **parts)

    setattr(guarded, GUARD, "personal")
    return guarded


def authorize(
    act: str,
    model: type[models.Model] | None = None,
    *,
    kwarg: str = "pk",
    field: str | None = None,
    see: str | None = None,
) -> Callable[[View], View]:
    """Let the view be called only by those who may do ``act`` to the object in the address.

    An object that is absent, or that ``see`` says this person may not see, answers 404; an act that is refused
    answers 403 with the reason in words. Both give back what was written in a form: it may have been opened while the
    right still held. Who may, but has not given the second factor that the act needs, is asked
    for it, and comes back.

    :param model: whose object the address names; ``None`` for an act without a target
    :param kwarg: the part of the address that names it; ``field`` the column it is looked up in (default ``kwarg``)
    :param see: the act that says who may know that the object exists
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, **parts: Any) -> HttpResponse:
            with scope.opened(act, person_id=request.user.pk):
                return ask(request, **parts)

        def ask(request: Request, **parts: Any) -> HttpResponse:
            target = None
            if model is not None:
                target = model._default_manager.filter(**{field or kwarg: parts.pop(kwarg)}).first()
                if target is None:
                    return absent(request)
            for asked in (see, act) if see is not None else (act,):
                missing = permissions.missing_factor(request.user, asked, target)
                if missing is not None:
                    return step_up(request, missing)
                if not permissions.may(request.user, asked, target):
                    return absent(request) if asked == see else refused(request, act)
            return view(request, **parts) if model is None else view(request, target, **parts)

        setattr(guarded, GUARD, act)
        return guarded

    return decorate


def show(request: HttpRequest, template: str, page: object, *, status: int = 200) -> HttpResponse:
    """Return the page, or, for htmx, the part of it named after ``#`` in ``template``."""
    name, _sharp, part = template.partition("#")
    htmx = cast(Request, request).htmx
    whole = not part or not htmx or htmx.boosted or htmx.history_restore_request
    response = render(request, name if whole else template, {"page": page}, status=status)
    patch_vary_headers(response, ["HX-Request", "Cookie"])
    return response


def invalid(request: HttpRequest, template: str, page: object) -> HttpResponse:
    """Return the page with what was written still in it, and status 422."""
    return show(request, template, page, status=422)


def answer(request: HttpRequest, template: str, page: object, *, to: str, status: int = 200) -> HttpResponse:
    """Return what follows an act: for htmx the fresh part of the page, else a redirect ``to`` its page.

    With another status than 200 the page itself comes back, so that nothing written is lost.
    """
    if status != 200 or cast(Request, request).htmx:
        return show(request, template, page, status=status)
    return HttpResponseRedirect(to)


def go(request: HttpRequest, to: str) -> HttpResponse:
    """Return a redirect that htmx follows as a whole new page."""
    return HttpResponseClientRedirect(to) if cast(Request, request).htmx else HttpResponseRedirect(to)


def safe_next(request: HttpRequest, default: str) -> str:
    """Return the address in ``next`` if it is one of ours, else ``default``."""
    wish = str(request.POST.get("next") or request.GET.get("next") or "")
    ours = url_has_allowed_host_and_scheme(wish, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wish if ours else default


def absent(request: HttpRequest) -> HttpResponse:
    """Answer for what is not there, and just so for what this person may not see. Texts that were sent are given back.

    :raises Http404: nothing was written
    """
    if request.method != "POST" or not written_in(request):
        raise Http404
    why = _("Siden kan være flyttet eller slettet, eller så hører den til et verv du ikke har i dag.")
    return give_back(request, _("Vi fant ikke siden"), why=why, status=404)


def refused(request: HttpRequest, act: str) -> HttpResponse:
    """Answer that this person may not do ``act``, and why. Texts that were sent are given back.

    :raises PermissionDenied: nothing was written
    """
    if request.method != "POST" or not written_in(request):
        raise PermissionDenied(permissions.denial(act))
    return give_back(request, _("Dette kan du ikke gjøre"), why=permissions.denial(act))


def step_up(request: HttpRequest, missing: Factor) -> HttpResponse:
    """Lead to where a second factor is given, and back. Texts in a form that was sent are given back to keep."""
    if request.method in {"GET", "HEAD"}:
        return go(request, confirm_url(request.get_full_path(), missing))
    if written_in(request):
        return give_back(request, _("Bekreft først at det er deg"), to=confirm_url(request.path, missing))
    return go(request, confirm_url("", missing))


def confirm_url(next_path: str, missing: Factor = Factor.HELD) -> str:
    """Return where a second factor is given, before one goes on to ``next_path``."""
    parts = {"next": next_path} if next_path else {}
    if missing is Factor.FRESH:
        parts["fersk"] = "1"
    url = resolve_url(settings.SECOND_FACTOR_URL)
    return f"{url}?{urlencode(parts)}" if parts else url


def not_proved(request: HttpRequest, *, within: timedelta = FRESH_FOR) -> HttpResponse | None:
    """Return the way to a code from the mailbox, for who has not given one just now; ``None`` to who has.

    It is for who has no second factor: others are asked for that one (``step_up``). Texts in a form are given back.

    :param within: how long a code counts; the one given on the way in does, too
    """
    if mailbox_is_sure(within=within):
        return None
    if request.method in {"GET", "HEAD"}:
        return go(request, prove_url(request.get_full_path()))
    if written_in(request):
        return give_back(request, _("Bekreft først at det er deg"), to=prove_url(request.path))
    return go(request, prove_url(request.path))


def prove_url(next_path: str) -> str:
    """Return where a code from the mailbox is asked for and given, before one goes on to ``next_path``."""
    url = resolve_url(settings.MAILBOX_URL)
    return f"{url}?{urlencode({'next': next_path})}" if next_path else url


def written_in(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what somebody wrote or chose in the form that was sent: name and text, in the order of the form."""
    hidden = {"csrfmiddlewaretoken", FIELD, "seen"}
    return [
        (name, str(value)) for name, values in request.POST.lists() if name not in hidden for value in values if value
    ]


def give_back(request: HttpRequest, title: str, *, to: str = "", why: str = "", status: int = 403) -> HttpResponse:
    """Answer a form that was not carried out: say so, and give back every text that was in it.

    :param to: where one confirms who one is before opening the form again; empty where that is not what is missing
    :param why: what stands in the way for good: opening the page again does not help
    """
    address = "" if why else to or request.path
    page = {"written": written_in(request), "address": address, "title": title, "confirm": bool(to), "why": why}
    return render(request, "403_csrf.html", {"page": page}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer a form from a stale page."""
    return give_back(request, _("Siden du sendte fra, er for gammel"))
