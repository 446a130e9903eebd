"""The evaluation as the board sees and writes it."""

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lokallag.core.answers import carry_out, show_again
from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.networks import services
from lokallag.networks.forms.evaluation import AssessmentForm, VerdictForm
from lokallag.networks.models import Evaluation
from lokallag.networks.queries.evaluation_meeting import schedule_of
from lokallag.networks.queries.evaluation_pages import FormPage, evaluation_page, own_crumbs
from lokallag.networks.queries.evaluation_printed import report_pdf
from lokallag.networks.services.evaluating import current
from lokallag.networks.services.verdicts import latest
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import main_unit

FORM = "networks/evaluation_form.html"
GET_OR_POST = ["GET", "HEAD", "POST"]


def party_or_404() -> Unit:
    """Return the municipal party.

    :raises Http404: there is none yet
    """
    party = main_unit(localdate())
    if party is None:
        raise Http404
    return party


def evaluation_or_404() -> Evaluation:
    """Return the evaluation under way, or the last one.

    :raises Http404: there is none
    """
    found = current(party_or_404())
    if found is None:
        raise Http404
    return found


@require_safe
@authorize("networks.see_evaluation")
def overview(request: MemberRequest) -> HttpResponse:
    """Show the evaluation."""
    party, today = party_or_404(), localdate()
    page = evaluation_page(party, current(party), schedule_of(party, today), viewer=request.user, at=now(), today=today)
    return show(request, "networks/evaluation.html", page)


@require_POST
@authorize("networks.open_evaluation")
def start(request: MemberRequest) -> HttpResponse:
    """Open the evaluation before its day has come."""
    party = party_or_404()
    return _do(
        request,
        lambda: services.open_evaluation(party=party, by=request.user, at=now()),
        _("Evalueringen er i gang. Styringsgruppene er bedt om å skrive sitt syn."),
    )


@require_http_methods(GET_OR_POST)
@authorize("networks.write_assessment")
def assessment(request: MemberRequest) -> HttpResponse:
    """Write the board's assessment."""
    evaluation, is_stale = evaluation_or_404(), False
    start = {"text": evaluation.assessment, "seen": evaluation.fingerprint}
    form = AssessmentForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            given = form.cleaned_data
            services.write_assessment(
                evaluation=evaluation, text=given["text"], seen=given["seen"], by=request.user, at=now()
            )

        outcome = carry_out(request, form, act, said=_("Vurderingen er lagret."))
        if outcome.done:
            return redirect("networks:evaluation")
        if is_stale := outcome.is_stale:
            evaluation = evaluation_or_404()
            show_again(form, "seen", evaluation.fingerprint)
    page = FormPage(
        title=_("Styrets vurdering"),
        lead=_("Dette står i rapporten til årsmøtet. Den kan endres til rapporten er ferdig."),
        crumbs=own_crumbs((_("Styrets vurdering"), None)),
        form=form,
        button=_("Lagre vurderingen"),
        back_url=reverse("networks:evaluation"),
        is_stale=is_stale,
        stored=evaluation.assessment,
    )
    return show(request, FORM, page, status=422 if form.is_bound else 200)


@require_POST
@authorize("networks.finish_report")
def finish(request: MemberRequest) -> HttpResponse:
    """Finish the report: from now on it stays as it is."""
    evaluation = evaluation_or_404()
    return _do(
        request,
        lambda: services.finish_report(
            evaluation=evaluation, by=request.user, at=now(), seen=request.POST.get("seen", "")
        ),
        _("Rapporten er ferdig, og står klar som PDF til årsmøtet."),
    )


@require_safe
@authorize("networks.see_evaluation")
def report(request: MemberRequest) -> HttpResponse:
    """Give the report as PDF."""
    del request
    evaluation, today = evaluation_or_404(), localdate()
    schedule = schedule_of(party_or_404(), today)
    made = report_pdf(evaluation, schedule, at=now(), today=today)
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="fagnettverk-{evaluation.year}.pdf"'
    return response


@require_http_methods(GET_OR_POST)
@authorize("networks.record_verdict")
def verdict(request: MemberRequest) -> HttpResponse:
    """Record what the meeting decided of the whole scheme."""
    evaluation = evaluation_or_404()
    is_correction = latest(evaluation, None) is not None
    form = VerdictForm(
        request.POST if request.method == "POST" else None,
        is_correction=is_correction,
        initial={"meeting_on": evaluation.counted_from},
    )
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.record_verdict(
                evaluation=evaluation, network=None, decided=form.decided(), by=request.user, at=now()
            )

        if carry_out(request, form, act, said=_("Vedtaket er ført inn.")).done:
            return redirect("networks:evaluation")
    page = FormPage(
        title=_("Hva bestemte årsmøtet om ordningen?"),
        lead=_("Gjelder hele ordningen med fagnettverk. Hvert nettverk har sitt eget vedtak."),
        crumbs=own_crumbs((_("Vedtak om ordningen"), None)),
        form=form,
        button=_("Før inn vedtaket"),
        back_url=reverse("networks:evaluation"),
    )
    return show(request, FORM, page, status=422 if form.is_bound else 200)


def _do(request: MemberRequest, act: Callable[[], object], said: str) -> HttpResponse:
    """Do an act of one press once, and go back to the evaluation with what came of it."""
    try:
        with transaction.atomic():
            if claim(request):
                act()
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("networks:evaluation")
