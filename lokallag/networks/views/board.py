"""The board's cases: the overview, one application, and what the board decides."""

from collections.abc import Callable
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lokallag.core import audit
from lokallag.core.answers import Outcome, carry_out, show_again
from lokallag.core.audit import How
from lokallag.core.keeping import Period
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.networks.domain.applying import Stage, takes_decision
from lokallag.networks.forms.board import ApproveForm, AskForm, DecisionForm, ReturnForm, SeenForm, StartForm
from lokallag.networks.models import Application, Network
from lokallag.networks.queries import decision_pages
from lokallag.networks.queries.board_case import case_page
from lokallag.networks.queries.board_cases import cases_page
from lokallag.networks.queries.steering import BalanceShown
from lokallag.networks.services.asking import ask_applicant, take_back_question
from lokallag.networks.services.deciding import approve_network, decline_application, return_application
from lokallag.networks.services.own_networks import start_network
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import main_unit
from lokallag.organisation.queries.rulesets import rules_in_one_query

ONE_DAY = timedelta(days=1)
SEE = "networks.see_case"
read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@authorize("networks.see_cases")
def cases(request: MemberRequest) -> HttpResponse:
    """Show all applications, those that wait first, the oldest on top."""
    today = localdate()
    return show(request, "networks/case_list.html", cases_page(request.user, _party(today), today))


@require_safe
@authorize(SEE, Application, see=SEE)
def case(request: MemberRequest, application: Application) -> HttpResponse:
    """Show one application."""
    return _case(request, application, AskForm(initial={"seen": application.fingerprint}))


@read_or_send
@authorize("networks.ask_applicant", Application, see=SEE)
def ask(request: MemberRequest, application: Application) -> HttpResponse:
    """Ask the applicant something. Whoever only reads is led to the case, where the form stands."""
    if request.method != "POST":
        return redirect("networks:case", pk=application.pk)
    form = AskForm(request.POST)
    is_stale = False
    if form.is_valid():

        def act() -> object:
            return ask_applicant(application=application, by=request.user, at=now(), **form.cleaned_data)

        outcome = carry_out(request, form, act, said=_("Spørsmålet er sendt. Søknaden venter på svar."))
        if outcome.done:
            return redirect("networks:case", pk=application.pk)
        is_stale = outcome.is_stale
        application.refresh_from_db()
        if is_stale:
            show_again(form, "seen", application.fingerprint)
    return _case(request, application, form, is_stale=is_stale)


@read_or_send
@authorize("networks.take_back_question", Application, see=SEE)
def take_back(request: MemberRequest, application: Application) -> HttpResponse:
    """Take back what the board waits for. Whoever only reads is led to the case, where the button stands."""
    form = SeenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def act() -> object:
            seen = form.cleaned_data["seen"] or None
            return take_back_question(application=application, seen=seen, by=request.user, at=now())

        said = _("Spørsmålet er tatt tilbake, og søkeren får vite det. Nå kan styret avgjøre søknaden slik den er.")
        if not carry_out(request, form, act, said=said).done:
            messages.error(request, " ".join(str(error) for error in form.non_field_errors()))
    return redirect("networks:case", pk=application.pk)


@read_or_send
@authorize("networks.approve_network", Application, see=SEE)
def approve(request: MemberRequest, application: Application) -> HttpResponse:
    """Approve an application: found the network and appoint its steering group."""
    today = localdate()
    candidates = decision_pages.ready_candidates(application, today)
    rules = rules_in_one_query(_party(today), today)
    until_on = Period(months=rules.whole("steering_term_months")).end(today) - ONE_DAY
    form = ApproveForm(
        request.POST if request.method == "POST" else None,
        candidates=candidates,
        initial=ApproveForm.start(application, candidates, today=today, until_on=until_on),
    )
    balance = decision_pages.balance_shown(form.chosen(), rules)

    def act() -> object:
        return approve_network(
            application=application,
            facts=form.facts(purpose=application.purpose),
            decision=form.decision(),
            group=form.group(),
            seen=form.cleaned_data["seen"] or None,
            by=request.user,
            at=now(),
        )

    said = _("Nettverket er startet, og søkeren får vite det.")
    return _decide(request, application, "approve", form, act, said=said, balance=balance)


@read_or_send
@authorize("networks.decline_application", Application, see=SEE)
def decline(request: MemberRequest, application: Application) -> HttpResponse:
    """Decline an application."""
    form = DecisionForm(request.POST if request.method == "POST" else None, initial={"seen": application.fingerprint})

    def act() -> object:
        return decline_application(
            application=application,
            decision=form.decision(),
            seen=form.cleaned_data["seen"] or None,
            by=request.user,
            at=now(),
        )

    return _decide(
        request, application, "decline", form, act, said=_("Søknaden er avslått, og søkeren får vite hvorfor.")
    )


@read_or_send
@authorize("networks.return_application", Application, see=SEE)
def send_back(request: MemberRequest, application: Application) -> HttpResponse:
    """Send an application back to the applicant."""
    form = ReturnForm(request.POST if request.method == "POST" else None, initial={"seen": application.fingerprint})

    def act() -> object:
        return return_application(
            application=application,
            decision=form.decision(),
            seen=form.cleaned_data["seen"] or None,
            by=request.user,
            at=now(),
        )

    return _decide(request, application, "return", form, act, said=_("Søknaden er sendt tilbake til søkeren."))


@read_or_send
@authorize("networks.found_network")
def start(request: MemberRequest) -> HttpResponse:
    """Start a network or an offer by the board's own decision; ``?slag=`` fills in the young ones' or the seniors'."""
    today = localdate()
    party = _party(today)
    words = decision_pages.start_words(request.GET.get("slag", ""), party, today)
    form = StartForm(request.POST if request.method == "POST" else None, initial=words.initial)
    if request.method == "POST" and form.is_valid():
        made: list[Network] = []

        def act() -> None:
            made.append(start_network(facts=form.facts(), decision=form.decision(), by=request.user, at=now()))

        said = _("%(name)s er startet. Nå kan dere oppnevne styringsgruppa.") % {"name": form.cleaned_data["name"]}
        if carry_out(request, form, act, said=said).done:
            if made:
                return redirect("networks:appoint", made[0].unit.slug)
            return redirect("networks:cases")
    page = decision_pages.start_page(form, words=words, viewer=request.user, party=party, today=today)
    return show(request, "networks/decision_form.html", page, status=422 if form.is_bound else 200)


def _decide(
    request: MemberRequest,
    application: Application,
    what: str,
    form: DecisionForm,
    act: Callable[[], object],
    *,
    said: str,
    balance: BalanceShown | None = None,
) -> HttpResponse:
    """Carry out a decision, or show its form. What somebody else decided first is shown with what was written here."""
    today = localdate()
    outcome = Outcome(done=False)
    if request.method != "POST" and not takes_decision(Stage(application.stage)):
        return redirect("networks:case", pk=application.pk)
    if request.method == "POST" and form.is_valid():
        outcome = carry_out(request, form, act, said=said)
        if outcome.done:
            return redirect("networks:case", pk=application.pk)
        application.refresh_from_db()
        if outcome.is_stale:
            show_again(form, "seen", application.fingerprint)
    page = decision_pages.decision_page(
        application,
        what,
        form=form,
        viewer=request.user,
        party=_party(today),
        today=today,
        is_stale=outcome.is_stale,
        balance=balance,
    )
    return show(request, "networks/decision_form.html", page, status=422 if form.is_bound else 200)


def _case(request: MemberRequest, application: Application, form: AskForm, *, is_stale: bool = False) -> HttpResponse:
    today = localdate()
    page = case_page(
        application, viewer=request.user, party=_party(today), today=today, ask_form=form, is_stale=is_stale
    )
    named = set(application.candidates.values_list("person_id", flat=True)) | {application.applicant_id}
    audit.record_look(SEE, actor=request.user, persons=[pk for pk in named if pk is not None], at=now(), how=How.PAGE)
    return show(request, "networks/case_detail.html", page, status=422 if form.is_bound else 200)


def _party(today: date) -> Unit:
    party = main_unit(today)
    if party is None:
        raise Http404
    return party
