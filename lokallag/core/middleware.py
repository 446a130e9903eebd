"""What every answer goes through besides Django's own: language, sign-in, and what caches may keep."""

from collections.abc import Callable
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from lokallag.core.views import give_back, written_in

GetResponse = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Use the language in the reader's own cookie, else bokmål. The browser's wish is no choice."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.known = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request in the reader's language."""
        wish = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = wish if wish in self.known else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class ContentPolicyMiddleware(CSPMiddleware):
    """Say what a page may load. Ours say all the same, so it is put together once; only a page with its own differs."""

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        self.policy = build_policy()

    def process_request(self, request: HttpRequest) -> None:
        """Do nothing: no script or style of ours stands in a page, so none needs a nonce."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Add the header."""
        if any(name.startswith("_csp") for name in vars(response)):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Ask who is not signed in to sign in first. What such a visitor had written in a form is given back to keep."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Return the way to sign in, or the texts of a form sent after sign-out; ``None`` lets the request pass."""
        refusal = super().process_view(request, view_func, view_args, view_kwargs)
        if refusal is not None and request.method == "POST" and written_in(request):
            return give_back(request, _("Du er logget ut"))
        return refusal


class PrivacyHeadersMiddleware:
    """Keep a signed-in person's pages out of every cache (ASVS 14.2.2)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, uncached if somebody is signed in."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "private, no-store"
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response


class MethodMiddleware:
    """Say in words that an address takes no link (or no form), where Django would answer with an empty page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; what is refused for its method keeps its status and what is allowed."""
        response = self.get_response(request)
        if response.status_code != 405 or response.streaming or response.content:
            return response
        page = render(request, "405.html")
        response.headers["Content-Type"] = page.headers["Content-Type"]
        response.content = page.content
        return response
