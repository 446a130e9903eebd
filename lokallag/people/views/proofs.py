"""Showing again who one is by a code from one's mailbox: for who has no second factor to give."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from lokallag.core.demo import demo_is_open
from lokallag.core.errors import RuleViolation
from lokallag.core.views import MemberRequest, go, personal, prove_url, show
from lokallag.people import queries, services
from lokallag.people.domain.signin import Answer, state_of
from lokallag.people.forms import CodeForm
from lokallag.people.models import SignInRequest
from lokallag.people.views.coming_in import network_at, own_path

TICKET = "proof"


def _asked(request: HttpRequest) -> SignInRequest | None:
    """Return what this session asked for, while its code can be given."""
    asked = services.ticket_holder(services.read_ticket(request.session.get(TICKET, "")))
    return asked if asked is not None and state_of(asked.facts, at=now()) is None else None


@sensitive_post_parameters("kode")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@personal
def prove(request: MemberRequest) -> HttpResponse:
    """Offer to send a code to the person's own address; take it once it is sent."""
    at, next_path = now(), own_path(request)
    if services.has_factor(request.user):
        return HttpResponseRedirect(next_path or reverse("people:account"))
    asked, form = _asked(request), CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and asked is not None and form.is_valid():
        ticket = services.read_ticket(request.session[TICKET])
        redeemed = services.give_proof(person=request.user, ticket=ticket, code=form.cleaned_data["kode"], at=at)
        if redeemed.answer is Answer.RIGHT:
            request.session.pop(TICKET)
            request.session.cycle_key()
            services.confirm_mailbox(session=request.session, at=at)
            return HttpResponseRedirect(next_path or resolve_url("people:account"))
        if redeemed.answer in {Answer.WRONG, Answer.NOT_A_CODE}:
            form.add_error("kode", queries.fault_of(redeemed))
        else:
            asked = None
    if request.method == "POST" and asked is None:
        messages.error(request, _("Koden virker ikke lenger. Be om en ny."))
        return HttpResponseRedirect(prove_url(next_path))
    page = queries.proof_page(request.user, asked, form, next_path=next_path, at=at, is_demo=demo_is_open(request))
    return show(request, "people/proof.html", page, status=422 if form.is_bound else 200)


@require_POST
@personal
def ask_for_proof(request: MemberRequest) -> HttpResponse:
    """Send a code to the person's own address."""
    try:
        ticket = services.ask_for_proof(person=request.user, network=network_at(request), at=now())
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        request.session[TICKET] = str(ticket)
    return go(request, prove_url(own_path(request)))
