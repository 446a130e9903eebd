"""Giving a second factor, and keeping one's own."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from lokallag.core.assurance import FRESH_FOR, Factor, is_enough
from lokallag.core.demo import demo_is_open
from lokallag.core.errors import RuleViolation
from lokallag.core.views import MemberRequest, confirm_url, go, not_proved, personal, public, show, step_up
from lokallag.people import queries, services
from lokallag.people.domain.limits import RECENT
from lokallag.people.forms import AppForm, FactorForm
from lokallag.people.models import Person
from lokallag.people.queries.factors import fault_in
from lokallag.people.views.coming_in import finish, own_path, pending

GET_OR_POST = ["GET", "HEAD", "POST"]


@sensitive_post_parameters("kode")
@require_http_methods(GET_OR_POST)
@never_cache
@public
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for a second factor: the last step of signing in, or again before what is dangerous."""
    at = now()
    waits = pending(request, at=at)
    if waits is None and not isinstance(request.user, Person):
        return HttpResponseRedirect(reverse("people:sign_in"))
    person, next_path = waits if waits is not None else (request.user, own_path(request))
    assert isinstance(person, Person)
    fresh = bool(request.GET.get("fersk") or request.POST.get("fersk"))
    if waits is None and not services.has_factor(person):
        return HttpResponseRedirect(_account_url(next_path))
    if waits is None and is_enough(Factor.FRESH if fresh else Factor.HELD) and request.method != "POST":
        return HttpResponseRedirect(next_path or resolve_url(settings.LOGIN_REDIRECT_URL))
    form, status = FactorForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            tried = services.use_code(person=person, written=form.cleaned_data["kode"], at=at)
            if tried.outcome is services.Outcome.RIGHT:
                _say_what_is_left(request, tried)
                return let_through(request, person, next_path, is_sign_in=waits is not None)
            form.add_error("kode", fault_in(tried))
            status = 429 if tried.outcome is services.Outcome.TOO_MANY else 422
    page = queries.confirm_page(
        person,
        form,
        next_path=next_path,
        is_sign_in=waits is not None,
        fresh=fresh,
        at=at,
        demo_code=services.next_app_code(person=person, at=at) if demo_is_open(request) else None,
    )
    return show(request, "people/confirm.html", page, status=status)


def let_through(request: HttpRequest, person: Person, next_path: str, *, is_sign_in: bool) -> HttpResponse:
    """Go on after a right second factor: in, or back to what asked for it."""
    at = now()
    if is_sign_in:
        return finish(request, person, next_path, factor_at=at)
    request.session.cycle_key()
    services.confirm_factor(session=request.session, at=at)
    return HttpResponseRedirect(next_path or resolve_url(settings.LOGIN_REDIRECT_URL))


def _say_what_is_left(request: HttpRequest, tried: services.Tried) -> None:
    if tried.paper_left is not None:
        messages.info(
            request,
            ngettext("Du har %(left)d ubrukt kode igjen.", "Du har %(left)d ubrukte koder igjen.", tried.paper_left)
            % {"left": tried.paper_left},
        )


def _account_url(next_path: str = "") -> str:
    return confirm_url(next_path).replace(reverse("people:confirm"), reverse("people:account"))


def not_sure(request: MemberRequest, *, within: timedelta = FRESH_FOR) -> HttpResponse | None:
    """Return what is shown instead to who must first show again who they are; ``None`` to who has just done so.

    Who has a second factor gives it; who has none gives a code from their mailbox: one given on the way in counts, too.

    :param within: how long a code from the mailbox counts; longer only where a form follows a page that asked for it
    """
    if services.has_factor(request.user):
        return None if is_enough(Factor.FRESH) else step_up(request, Factor.FRESH)
    return not_proved(request, within=within)


@sensitive_variables("secret")
@sensitive_post_parameters("kode", "tilbud")
@require_http_methods(GET_OR_POST)
@never_cache
@personal
def set_up_app(request: MemberRequest) -> HttpResponse:
    """Let an app on the telephone make codes. The page writes nothing until the first right code."""
    if (refusal := not_sure(request, within=RECENT if request.method == "POST" else FRESH_FOR)) is not None:
        return refusal
    at, person = now(), request.user
    if request.method == "POST":
        form = AppForm(request.POST)
        if form.is_valid():
            try:
                codes = services.set_up_app(
                    person=person, sealed=form.cleaned_data["tilbud"], code=form.cleaned_data["kode"], by=person, at=at
                )
            except RuleViolation as error:
                form.add_error(error.field, str(error))
            else:
                return after_new_factor(request, codes)
    else:
        form = AppForm()
    secret, sealed = _offer(form, person)
    form.initial["tilbud"] = sealed
    page = queries.set_up_page(
        person, form, secret=secret, organisation=settings.SITE_URL.partition("//")[2], next_path=own_path(request)
    )
    return show(request, "people/set_up_app.html", page, status=422 if request.method == "POST" else 200)


def _offer(form: AppForm, person: Person) -> tuple[str, str]:
    """Return the secret that the page shows: the same again after a wrong code, where it is still good."""
    sealed = str(form.data.get("tilbud", ""))
    try:
        return services.read_offer(person=person, sealed=sealed, at=now()), sealed
    except RuleViolation:
        secret, sealed = services.offer_app(person=person, at=now())
        form.data = {**form.data.dict(), "tilbud": sealed} if isinstance(form.data, QueryDict) else form.data
        return secret, sealed


def after_new_factor(request: MemberRequest, codes: tuple[str, ...]) -> HttpResponse:
    """End the other sign-ins, count this one as sure, and show recovery codes where some were made."""
    at = now()
    request.session.cycle_key()
    services.confirm_factor(session=request.session, at=at)
    services.end_other_sign_ins(person=request.user, keep=request.session.session_key, by=request.user, at=at)
    messages.success(request, _("Den ekstra sikringen er på plass. Andre innlogginger er avsluttet."))
    if codes:
        return show(request, "people/codes.html", queries.recovery_page(codes, next_path=own_path(request)))
    return HttpResponseRedirect(own_path(request) or reverse("people:account"))


@require_http_methods(GET_OR_POST)
@never_cache
@personal
def recovery_codes(request: MemberRequest) -> HttpResponse:
    """Say what new recovery codes do to the old; make them and show them, once, when that is pressed."""
    if (refusal := not_sure(request)) is not None:
        return refusal
    if not services.has_factor(request.user):
        raise Http404
    if request.method != "POST":
        return show(request, "people/ask.html", queries.ask_for_codes_page())
    codes = services.make_recovery_codes(person=request.user, by=request.user, at=now())
    return show(request, "people/codes.html", queries.recovery_page(codes, next_path=""))


@require_http_methods(GET_OR_POST)
@never_cache
@personal
def remove_factor(request: MemberRequest) -> HttpResponse:
    """Say what follows when one of one's own second factors goes; remove it when that is pressed.

    One is kept where the person needs one. What is not there, or somebody else's, changes nothing.
    """
    if (refusal := not_sure(request)) is not None:
        return refusal
    at, person = now(), request.user
    asked = request.POST if request.method == "POST" else request.GET
    kind, key = asked.get("kind", ""), asked.get("key", "")
    page = queries.ask_to_remove_page(person, kind=kind, key=key)
    if page is None:
        if request.method == "POST":
            messages.info(request, _("Sikringen var ikke her. Ingenting er endret."))
        return go(request, reverse("people:account"))
    if request.method != "POST":
        return show(request, "people/ask.html", page)
    try:
        if kind == services.Kind.APP:
            services.remove_app(person=person, by=person, at=at)
        else:
            services.remove_passkey(person=person, key=int(key), by=person, at=at)
    except RuleViolation as error:
        messages.error(request, str(error))
        return go(request, reverse("people:account"))
    if not services.has_factor(person):
        services.forget_factor(session=request.session)
    services.end_other_sign_ins(person=person, keep=request.session.session_key, by=person, at=at)
    messages.success(request, _("Sikringen er fjernet. Andre innlogginger er avsluttet."))
    return go(request, reverse("people:account"))
