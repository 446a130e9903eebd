"""Applications: beginning one, writing it, asking candidates, sending it, and what happens to it."""

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lokallag.calendar.domain.words import in_words
from lokallag.core.answers import Outcome, carry_out, show_again
from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim
from lokallag.core.permissions import may
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.networks import services
from lokallag.networks.domain.applying import Stage, takes_edits
from lokallag.networks.domain.likeness import Subject
from lokallag.networks.forms.applications import AnswerForm, ApplicationForm, SendForm, StartForm, written_in
from lokallag.networks.models import Application, ApplicationQuestion, Idea
from lokallag.networks.queries import applications as queries
from lokallag.networks.queries.ideas import company_in_words

SEE, EDIT = "networks.see_application", "networks.edit_application"
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@authorize("networks.start_application")
def start(request: MemberRequest) -> HttpResponse:
    """Begin an application, from an idea of one's own or from nothing."""
    person = request.user
    idea = _own_idea(request)
    first = {"topic": idea.topic, "name": _("Nettverk for %(topic)s") % {"topic": idea.topic.lower()}} if idea else {}
    form = StartForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        made: list[Application] = []

        def act() -> None:
            text = services.ApplicationText(**form.cleaned_data, purpose=idea.text if idea else "")
            made.append(services.start_application(applicant=person, text=text, idea=idea, by=person, at=now()))

        if carry_out(request, form, act, said=_("Kladden er lagret. Fyll ut resten når du vil.")).done:
            return redirect("networks:edit_application", made[0].pk) if made else redirect("networks:ideas")
    topic = str(form.data.get("topic", "")) if form.is_bound else (idea.topic if idea else "")
    page = queries.start_page(
        form,
        viewer=person,
        today=localdate(),
        from_idea=idea.topic if idea else "",
        company=company_in_words(idea.companions.count()) if idea else "",
        subject=Subject(topic.replace("\x00", "")[:200], "", idea.text if idea else ""),
    )
    return show(request, "networks/application_start.html", page, status=422 if form.is_bound else 200)


@require_safe
@authorize(SEE, Application, see=SEE)
def application(request: MemberRequest, application: Application) -> HttpResponse:
    """Show how an application stands."""
    return _detail(request, application)


@get_or_post
@authorize(EDIT, Application, see=SEE)
def edit_application(request: MemberRequest, application: Application) -> HttpResponse:
    """Write the text. Saved with holes, it is kept as it is."""
    if not takes_edits(Stage(application.stage)):
        return _locked(request, application)
    form = ApplicationForm(request.POST if request.method == "POST" else None, initial=written_in(application))
    outcome = Outcome(done=False)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]

        def act() -> None:
            services.save_application(application=application, text=form.text, seen=seen, by=request.user, at=now())

        outcome = carry_out(request, form, act, said=_("Kladden er lagret."))
        if outcome.done:
            onward = "networks:candidates" if "videre" in request.POST else "networks:application"
            return redirect(onward, application.pk)
        if outcome.is_stale:
            show_again(form, "seen", Application.objects.get(pk=application.pk).fingerprint)
    page = queries.edit_page(application, form, viewer=request.user, today=localdate(), is_stale=outcome.is_stale)
    return show(request, "networks/application_form.html", page, status=422 if form.is_bound else 200)


@get_or_post
@authorize(EDIT, Application, see=SEE)
def send_application(request: MemberRequest, application: Application) -> HttpResponse:
    """Read what is missing and what is near, and send it to the board."""
    if not takes_edits(Stage(application.stage)):
        return _locked(request, application)
    has_same = services.same_topic_elsewhere(application) and not application.knows_same
    form = SendForm(
        request.POST if request.method == "POST" else None,
        has_same=has_same,
        initial={"seen": application.fingerprint},
    )
    if request.method == "POST" and form.is_valid():
        seen, knows_same = form.cleaned_data["seen"], form.cleaned_data.get("knows_same", False)
        sent: list[Application] = []

        def act() -> None:
            sent.append(
                services.submit_application(
                    application=application, knows_same=knows_same, seen=seen, by=request.user, at=now()
                )
            )

        outcome = carry_out(request, form, act, said=_("Styret har fått søknaden. Kvitteringen er sendt på e-post."))
        if outcome.done:
            if sent and sent[0].answer_by is not None:
                day = in_words(sent[0].answer_by, weekday=True)
                messages.info(request, _("Styret svarer senest %(day)s.") % {"day": day})
            return redirect("networks:application", application.pk)
        if outcome.is_stale:
            application = Application.objects.get(pk=application.pk)
            show_again(form, "seen", application.fingerprint)
    page = queries.send_page(application, form, viewer=request.user, today=localdate(), has_same=has_same)
    return show(request, "networks/application_send.html", page, status=422 if form.is_bound else 200)


@get_or_post
@authorize(EDIT, Application, see=SEE)
def withdraw_application(request: MemberRequest, application: Application) -> HttpResponse:
    """Withdraw it, or delete the draft, after one has been asked."""
    form = django_forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        was_draft = application.submitted_at is None

        def act() -> None:
            services.withdraw_application(application=application, by=request.user, at=now())

        said = _("Kladden er slettet.") if was_draft else _("Søknaden er trukket.")
        form.is_valid()
        if carry_out(request, form, act, said=said).done:
            return redirect("networks:ideas") if was_draft else redirect("networks:application", application.pk)
        return _locked(request, application)
    return show(request, "networks/application_withdraw.html", queries.withdraw_page(application))


@get_or_post
@authorize(EDIT, Application, see=SEE)
def answer_question(request: MemberRequest, application: Application, number: int) -> HttpResponse:
    """Answer what the board asks. Whoever only reads is led to the application, where the question stands."""
    if request.method != "POST":
        return redirect("networks:application", application.pk)
    question = ApplicationQuestion.objects.filter(application=application, pk=number).first()
    if question is None:
        raise Http404
    form = AnswerForm(request.POST, prefix=str(number))
    if form.is_valid():

        def act() -> None:
            words = form.cleaned_data["answer"]
            services.answer_question(question=question, answer=words, by=request.user, at=now())

        if carry_out(request, form, act, said=_("Svaret er lagret.")).done:
            if Application.objects.get(pk=application.pk).stage == Stage.SUBMITTED:
                messages.info(request, _("Søknaden er tilbake hos styret."))
            return redirect("networks:application", application.pk)
    return _detail(request, application, sent=(number, form))


@require_POST
@authorize(EDIT, Application, see=SEE)
def apply_again(request: MemberRequest, application: Application) -> HttpResponse:
    """Begin anew with the same text."""
    try:
        if not claim(request):
            return redirect("networks:ideas")
        fresh = services.apply_again(application=application, by=request.user, at=now())
    except RuleViolation as error:
        messages.error(request, str(error))
        return redirect("networks:application", application.pk)
    messages.success(request, _("Teksten din er kopiert til en ny kladd."))
    return redirect("networks:edit_application", fresh.pk)


def _own_idea(request: MemberRequest) -> Idea | None:
    """Return the idea that the address names, if the person may make an application of it."""
    wish = request.GET.get("ide", "")
    if not wish.isascii() or not wish.isdigit() or len(wish) > 15:
        return None
    idea = Idea.objects.filter(pk=int(wish)).first()
    return idea if idea is not None and may(request.user, "networks.edit_idea", idea) else None


def _locked(request: MemberRequest, application: Application) -> HttpResponse:
    messages.error(request, _("Søknaden ligger hos styret eller er avgjort, så den kan ikke endres nå."))
    return redirect("networks:application", application.pk)


def _detail(
    request: MemberRequest, application: Application, *, sent: tuple[int, AnswerForm] | None = None
) -> HttpResponse:
    application = Application.objects.select_related("applicant").get(pk=application.pk)
    answers: dict[int, django_forms.Form] = {}
    if application.stage == Stage.RETURNED and may(request.user, EDIT, application):
        waiting = ApplicationQuestion.objects.filter(application=application).waiting().values_list("pk", flat=True)
        answers = {number: AnswerForm(prefix=str(number)) for number in waiting}
    unsaved = queries.Unsaved()
    if sent is not None and sent[0] in answers:
        answers[sent[0]] = sent[1]
    elif sent is not None:
        unsaved = queries.Unsaved(sent[0], str(sent[1]["answer"].value() or "").strip())
    page = queries.application_page(application, viewer=request.user, at=now(), answers=answers, unsaved=unsaved)
    return show(request, "networks/application_detail.html", page, status=200 if sent is None else 422)
