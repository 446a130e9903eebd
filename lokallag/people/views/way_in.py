"""The way in and out, and the two choices that anyone has: language and colours."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from lokallag.core.demo import demo_is_open
from lokallag.core.errors import RuleViolation
from lokallag.core.views import go, public, show
from lokallag.people import queries, services
from lokallag.people.domain.signin import KEPT_FOR, Answer, state_of
from lokallag.people.forms import CodeForm, EmailForm
from lokallag.people.models import DemoPerson, Language, Person, SignInRequest
from lokallag.people.views.coming_in import (
    A_YEAR,
    chosen_language,
    come_in,
    finish,
    keep_cookie,
    network_at,
    own_path,
    pending,
)

TICKET_COOKIE = "innlogging"
SCHEME_COOKIE = "utseende"
SCHEMES = frozenset({"auto", "light", "dark"})
GET_OR_POST = ["GET", "HEAD", "POST"]


def _ticket(request: HttpRequest) -> services.Ticket | None:
    return services.read_ticket(request.COOKIES.get(TICKET_COOKIE, ""))


@require_http_methods(GET_OR_POST)
@public
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a code. The answer is the same whether or not anybody has the address (ADR 0005)."""
    next_path = own_path(request)
    if request.method != "POST":
        if request.user.is_authenticated:
            return HttpResponseRedirect(next_path or resolve_url(settings.LOGIN_REDIRECT_URL))
        page = queries.sign_in_page(EmailForm(), next_path=next_path, is_demo=demo_is_open(request))
        return show(request, "people/sign_in.html", page)
    form, status = EmailForm(request.POST), 422
    if form.is_valid():
        try:
            ticket = services.ask_for_code(
                address=form.cleaned_data["email"],
                network=network_at(request),
                next_path=next_path,
                at=now(),
                language=chosen_language(request),
            )
        except RuleViolation as error:
            form.add_error(error.field, str(error))
            status = 429
        else:
            response = HttpResponseRedirect(reverse("people:sign_in_code"))
            keep_cookie(response, TICKET_COOKIE, str(ticket), days=KEPT_FOR, path=reverse("people:sign_in"))
            return response
    page = queries.sign_in_page(form, next_path=next_path, is_demo=demo_is_open(request))
    return show(request, "people/sign_in.html", page, status=status)


@sensitive_post_parameters("kode")
@require_http_methods(GET_OR_POST)
@never_cache
@public
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Take the code. Opening the link in the mail only fills the form in: what scans mail cannot use a code up."""
    at = now()
    ticket = _ticket(request)
    asked = services.ticket_holder(ticket)
    closed = Answer.OTHER_BROWSER if asked is None else state_of(asked.facts, at=at)
    if asked is None or closed is not None:
        return _closed(request, closed or Answer.OTHER_BROWSER, asked)
    if request.method != "POST":
        return _ask_for_code(request, asked, CodeForm(initial={"kode": request.GET.get("kode", "")[:40]}))
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _ask_for_code(request, asked, form, status=422)
    redeemed = services.redeem_code(ticket=ticket, code=form.cleaned_data["kode"], at=at)
    if redeemed.answer is Answer.RIGHT:
        if len(redeemed.persons) > 1:
            return HttpResponseRedirect(reverse("people:sign_in_who"))
        return come_in(request, redeemed.persons[0], asked.next_path)
    if redeemed.answer in {Answer.WRONG, Answer.NOT_A_CODE}:
        form.add_error("kode", queries.fault_of(redeemed))
        return _ask_for_code(request, asked, form, status=422)
    return _closed(request, redeemed.answer, asked)


def _ask_for_code(request: HttpRequest, asked: SignInRequest, form: CodeForm, *, status: int = 200) -> HttpResponse:
    page = queries.code_page(asked, form=form, is_demo=demo_is_open(request))
    return show(request, "people/sign_in_code.html", page, status=status)


def _closed(request: HttpRequest, answer: Answer, asked: SignInRequest | None) -> HttpResponse:
    """Say why no code can be used, and what to do; or go on, where the code has done its work already."""
    if answer is Answer.USED and services.waiting_persons(_ticket(request), at=now()):
        return HttpResponseRedirect(reverse("people:sign_in_who"))
    if answer is Answer.USED and pending(request, at=now()) is not None:
        return HttpResponseRedirect(reverse("people:confirm"))
    next_path = "" if asked is None else asked.next_path
    if answer is Answer.USED and request.user.is_authenticated:
        return HttpResponseRedirect(next_path or resolve_url(settings.LOGIN_REDIRECT_URL))
    page = queries.closed_page(answer, next_path=next_path)
    return show(request, "people/sign_in_code.html", page, status=422 if request.method == "POST" else 200)


@require_http_methods(GET_OR_POST)
@never_cache
@public
def sign_in_who(request: HttpRequest) -> HttpResponse:
    """Let two who share an address say who they are. Only after the code, only in the browser that asked."""
    at = now()
    ticket = _ticket(request)
    asked = services.ticket_holder(ticket)
    if request.method == "POST" and asked is not None:
        try:
            person = services.choose_person(ticket=ticket, person_key=request.POST.get("person", ""), at=at)
        except RuleViolation as error:
            messages.error(request, str(error))
        else:
            return come_in(request, person, asked.next_path)
    persons = services.waiting_persons(ticket, at=at)
    if not persons:
        return HttpResponseRedirect(reverse("people:sign_in"))
    status = 422 if request.method == "POST" else 200
    return show(request, "people/sign_in_who.html", queries.who_page(persons), status=status)


@require_POST
@public
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Come in by one press, in a demo only: the same request, code and sign-in as everybody's, without the mail.

    The second factor is tried as everybody's, too; where it is not taken, the next page asks for it.
    """
    if not demo_is_open(request):
        raise Http404
    role = request.POST.get("role", "")
    if role == queries.VISITOR:
        logout(request)
        return HttpResponseRedirect(own_path(request) or "/")
    demo_person = DemoPerson.objects.filter(role=role).select_related("person").first()
    if demo_person is None:
        raise Http404
    at, person = now(), demo_person.person
    ticket = services.open_request(
        address=person.email, network=network_at(request), next_path=own_path(request), at=at
    )
    redeemed = services.redeem_code(ticket=ticket, code=services.code_of(ticket.request_id), at=at)
    if len(redeemed.persons) > 1:
        person = services.choose_person(ticket=ticket, person_key=str(person.key), at=at)
    elif redeemed.persons != (person,):
        raise Http404
    response = come_in(request, person, own_path(request))
    code = services.next_app_code(person=person, at=at)
    if code and services.use_code(person=person, written=code, at=at).outcome is services.Outcome.RIGHT:
        return finish(request, person, own_path(request), factor_at=at)
    return response


@require_POST
@public
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session here and on the server, and go to the front page."""
    logout(request)
    messages.success(request, _("Du er logget ut."))
    return go(request, "/")


@require_POST
@public
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language that was chosen: in a cookie, and for a signed-in person also for messages."""
    response = HttpResponseRedirect(own_path(request) or "/")
    wish = request.POST.get("language", "")
    if wish in Language.values:
        keep_cookie(response, settings.LANGUAGE_COOKIE_NAME, wish, days=A_YEAR)
        if isinstance(request.user, Person):
            services.choose_language(person=request.user, language=Language(wish), by=request.user, at=now())
    return response


@require_POST
@public
def set_scheme(request: HttpRequest) -> HttpResponse:
    """Keep the choice of light or dark in a cookie; "auto" follows the machine."""
    response = HttpResponseRedirect(own_path(request) or "/")
    wish = request.POST.get("scheme", "")
    if wish in SCHEMES:
        keep_cookie(response, SCHEME_COOKIE, wish, days=A_YEAR)
    return response
