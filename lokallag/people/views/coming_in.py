"""Coming in: after the e-mailed code the second factor, where there is one, and then the session.

Between the two the session is nobody's: it only knows, for ten minutes, whose second factor it waits for.
"""

import secrets
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from lokallag.core import scope
from lokallag.core.views import safe_next
from lokallag.people import services
from lokallag.people.domain.devices import device_name
from lokallag.people.domain.factors import PENDING_FOR
from lokallag.people.domain.signin import network_of
from lokallag.people.models import Language, Person
from lokallag.people.sessions import DEVICE

PENDING = "waits_for"
DEVICE_COOKIE = "enhet"
BACKEND = "lokallag.people.backends.PersonBackend"
A_YEAR = timedelta(days=365)


def own_path(request: HttpRequest) -> str:
    """Return the wish for a next page, where it is one of ours and written as a path."""
    wish = safe_next(request, "")
    return wish if wish.startswith("/") and not wish.startswith("//") else ""


def network_at(request: HttpRequest) -> str:
    """Return the network a request comes from. Behind our proxy its own, last entry counts, not what a visitor sent."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.HTTPS else ""
    return network_of(forwarded.rpartition(",")[2] or request.META.get("REMOTE_ADDR", ""))


def keep_cookie(response: HttpResponse, name: str, value: str, *, days: timedelta, path: str = "/") -> None:
    """Set a cookie that scripts cannot read and other sites do not send."""
    response.set_cookie(name, value, max_age=days, path=path, secure=settings.HTTPS, httponly=True, samesite="Lax")


def chosen_language(request: HttpRequest) -> str:
    """Return the language that was chosen in this browser, empty where none was."""
    wish = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return wish if wish in Language.values else ""


def come_in(request: HttpRequest, person: Person, next_path: str) -> HttpResponse:
    """Go on after a right code: to the second factor of who has one, else in."""
    if not services.has_factor(person):
        return finish(request, person, next_path, factor_at=None)
    request.session.flush()  # whoever was signed in here before is not any more
    request.session[PENDING] = {"person": person.pk, "at": now().isoformat(), "next": next_path}
    return HttpResponseRedirect(reverse("people:confirm"))


def pending(request: HttpRequest, *, at: datetime) -> tuple[Person, str] | None:
    """Return whose second factor this browser has come to, and where they were going; ``None`` if nobody's."""
    waits = request.session.get(PENDING)
    if not waits or at >= datetime.fromisoformat(waits["at"]) + PENDING_FOR:
        return None
    with scope.opened("whose second factor a sign-in waits for", person_id=waits["person"]):
        person = Person.objects.filter(pk=waits["person"]).first()
    return None if person is None else (person, str(waits["next"]))


def finish(request: HttpRequest, person: Person, next_path: str, *, factor_at: datetime | None) -> HttpResponse:
    """Sign the person in under a new session, and go where they were going.

    Who needs a second factor and has none is led to set one up, and sees nothing of others until then.
    """
    at = now()
    request.session.flush()
    device = device_name(request.META.get("HTTP_USER_AGENT", ""))
    request.session[DEVICE] = device
    login(request, person, backend=BACKEND)
    if factor_at is not None:
        services.confirm_factor(session=request.session, at=factor_at)
    wish = chosen_language(request)
    has_none = person.language == Language.BOKMAAL and not person.language_is_chosen
    if has_none and wish not in {"", person.language}:  # chosen before it was known for whom
        services.choose_language(person=person, language=Language(wish), by=person, at=at)
    mark = request.COOKIES.get(DEVICE_COOKIE, "")[:64] or secrets.token_urlsafe(32)
    services.meet_device(person=person, mark=mark, device=device, at=at)
    if factor_at is None and services.needs_factor(person):
        messages.info(
            request,
            _("Du har et verv som lar deg se opplysninger om andre. Sett opp en ekstra sikring, så slipper du inn."),
        )
        response = HttpResponseRedirect(_with_next(reverse("people:account"), next_path))
    else:
        response = HttpResponseRedirect(next_path or resolve_url(settings.LOGIN_REDIRECT_URL))
    keep_cookie(response, DEVICE_COOKIE, mark, days=A_YEAR)
    if not wish:
        keep_cookie(response, settings.LANGUAGE_COOKIE_NAME, person.language, days=A_YEAR)
    return response


def _with_next(url: str, next_path: str) -> str:
    return f"{url}?{urlencode({'next': next_path})}" if next_path else url
