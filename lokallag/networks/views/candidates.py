"""Candidates: whom the applicant asks, and what each answers."""

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lokallag.core.answers import carry_out
from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.networks import services
from lokallag.networks.forms.applications import CandidateForm
from lokallag.networks.models import Application, Candidate, Companion
from lokallag.networks.queries import candidates as queries
from lokallag.networks.services.candidates import find_named

SEE, EDIT, ANSWER = "networks.see_application", "networks.edit_application", "networks.answer_candidacy"
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@authorize(EDIT, Application, see=SEE)
def candidates(request: MemberRequest, application: Application) -> HttpResponse:
    """Show who is asked, and ask somebody by name and address."""
    form = CandidateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.ask_by_address(application=application, **form.cleaned_data, by=request.user, at=now())

        said = _("Vi har spurt, hvis adressen hører til et medlem. Du ser her når det kommer svar.")
        if carry_out(request, form, act, said=said).done:
            return redirect("networks:candidates", application.pk)
    page = queries.persons_page(application, form, viewer=request.user, at=now())
    return show(request, "networks/application_candidates.html", page, status=422 if form.is_bound else 200)


@require_POST
@authorize(EDIT, Application, see=SEE)
def change_candidate(request: MemberRequest, application: Application) -> HttpResponse:
    """Do what one press asks: stand oneself, ask a companion, ask again, name the leader, take somebody off."""
    try:
        with transaction.atomic():
            if claim(request):
                messages.success(request, _press(request, application))
    except RuleViolation as error:
        messages.error(request, str(error))
    return redirect("networks:candidates", application.pk)


@get_or_post
@authorize(ANSWER, Candidate, see=ANSWER)
def candidacy(request: MemberRequest, candidate: Candidate) -> HttpResponse:
    """Show what one is asked to stand for, and take the answer."""
    candidate = Candidate.objects.select_related("application__applicant", "application__network__unit").get(
        pk=candidate.pk
    )
    if request.method == "POST" and request.POST.get("svar") in {"ja", "nei"}:
        says_yes = request.POST["svar"] == "ja"
        try:
            services.answer_candidacy(candidate=candidate, says_yes=says_yes, by=request.user, at=now())
            messages.success(request, _("Takk. Du har sagt ja.") if says_yes else _("Takk. Du har sagt nei."))
        except RuleViolation as error:
            messages.error(request, str(error))
        return redirect("networks:candidacy", candidate.pk)
    return show(request, "networks/candidacy.html", queries.candidacy_page(candidate))


def _press(request: MemberRequest, application: Application) -> str:
    """Carry out the one press, and return what is said.

    :raises RuleViolation: it cannot be done any more
    """
    post, by, at = request.POST, request.user, now()
    if "selv" in post:
        services.stand_oneself(application=application, by=by, at=at)
        return _("Du stiller selv.")
    if "med" in post:
        services.ask_companion(application=application, companion=_companion(post["med"]), by=by, at=at)
        return _("Personen er spurt, og får en e-post.")
    for name, act, said in (
        ("igjen", services.ask_again, _("Vi har spurt en gang til.")),
        ("bort", services.take_off_candidate, _("Personen er tatt av lista.")),
    ):
        if name in post:
            doing: Callable[..., None] = act
            doing(application=application, mark=post[name], by=by, at=at)
            return str(said)
    found = find_named(application, post.get("leder", ""))
    if not isinstance(found, Candidate):
        raise RuleViolation(_("Den som skal lede, må ha sagt ja til å være med."))
    services.name_leader(application=application, candidate=found, by=by, at=at)
    return _("Du har foreslått hvem som skal lede.")


def _companion(number: str) -> Companion:
    found = (
        Companion.objects.filter(pk=int(number)).first()
        if number.isascii() and number.isdigit() and len(number) <= 15
        else None
    )
    if found is None:
        raise RuleViolation(_("Personen har trukket navnet sitt. Spør en annen."))
    return found
