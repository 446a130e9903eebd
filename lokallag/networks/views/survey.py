"""The survey: the board asks, those who have joined answer once, without a name."""

from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lokallag.core.answers import carry_out
from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim
from lokallag.core.views import MemberRequest, authorize, personal, show
from lokallag.networks import services
from lokallag.networks.domain.survey import QUESTIONS, chosen
from lokallag.networks.forms.evaluation import AnswerForm, AskForm
from lokallag.networks.models import Survey, SurveyBox
from lokallag.networks.queries.evaluation_pages import FormPage, own_crumbs
from lokallag.networks.queries.survey_pages import answer_page, answers_page
from lokallag.networks.views.evaluation import FORM, GET_OR_POST, evaluation_or_404

ANSWER_DAYS = 21


@require_http_methods(GET_OR_POST)
@authorize("networks.ask_members")
def ask(request: MemberRequest) -> HttpResponse:
    """Choose what is asked and until when, and ask."""
    evaluation = evaluation_or_404()
    start = {
        "questions": [question.key for question in QUESTIONS],
        "closes_on": localdate() + timedelta(days=ANSWER_DAYS),
    }
    form = AskForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.open_survey(evaluation=evaluation, by=request.user, at=now(), **form.cleaned_data)

        if carry_out(request, form, act, said=_("Undersøkelsen er sendt til dem som er med.")).done:
            return redirect("networks:evaluation")
    page = FormPage(
        title=_("Spør dem som er med"),
        lead=_(
            "Alle som er med i et nettverk og vil ha e-post, får et brev. De svarer én gang, uten navn. Svar vises når"
            " undersøkelsen er avsluttet, for nettverk der minst fem har svart."
        ),
        crumbs=own_crumbs((_("Spør dem som er med"), None)),
        form=form,
        button=_("Send undersøkelsen"),
        back_url=reverse("networks:evaluation"),
    )
    return show(request, FORM, page, status=422 if form.is_bound else 200)


@require_POST
@authorize("networks.close_survey")
def close(request: MemberRequest) -> HttpResponse:
    """Close the survey before its last day."""
    survey = Survey.objects.filter(evaluation=evaluation_or_404()).first()
    if survey is not None:
        with transaction.atomic():
            if claim(request):
                services.close_survey(survey=survey, by=request.user, at=now())
        messages.success(request, _("Undersøkelsen er avsluttet. Hvem som har svart, er slettet."))
    return redirect("networks:evaluation")


@require_safe
@never_cache
@personal
def answers(request: MemberRequest) -> HttpResponse:
    """Show the surveys that are open to the reader."""
    return show(request, "networks/survey_list.html", answers_page(request.user, today=localdate()))


@require_http_methods(GET_OR_POST)
@never_cache
@authorize("networks.answer_survey", SurveyBox)
def answer_one(request: MemberRequest, box: SurveyBox) -> HttpResponse:
    """Answer about one network. No key of the form and no entry in the log is kept: both have times (ADR 0025)."""
    form = AnswerForm(request.POST if request.method == "POST" else None, questions=chosen(box.survey.questions))
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_survey(box=box, answer=form.cleaned_data, person=request.user, at=now())
        except RuleViolation as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Takk! Svaret er lagt i bunken, uten navn."))
            return redirect("networks:answers")
    page = answer_page(box, form, request.user, today=localdate())
    return show(request, "networks/survey_answer.html", page, status=422 if form.is_bound else 200)
