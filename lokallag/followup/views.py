"""The pages of what units have taken on."""

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lokallag.core.answers import Outcome, carry_out, show_again
from lokallag.core.permissions import may
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.followup import forms, queries, services
from lokallag.followup.domain.lifecycle import OPEN, State, may_move
from lokallag.followup.models import Commitment
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import main_unit, name_on

LIST, DETAIL, FORM = (
    "followup/commitment_list.html",
    "followup/commitment_detail.html",
    "followup/commitment_form.html",
)


@require_safe
@authorize("followup.see_all")
def board_list(request: MemberRequest) -> HttpResponse:
    """Show the board's own commitments, and what is overdue elsewhere."""
    today = localdate()
    party = main_unit(today)
    if party is None:
        raise Http404
    return show(request, LIST, queries.board_list_page(party, viewer=request.user, today=today))


@require_safe
@authorize("followup.see_list", Unit, kwarg="slug", see="followup.see_list")
def unit_list(request: MemberRequest, unit: Unit) -> HttpResponse:
    """Show what a unit has taken on."""
    today = localdate()
    unit.name = name_on(unit, today)
    return show(request, LIST, queries.unit_list_page(unit, viewer=request.user, today=today))


@require_http_methods(["GET", "HEAD", "POST"])
@authorize("followup.take_on", Unit, kwarg="slug", see="followup.see_list")
def take_on(request: MemberRequest, unit: Unit) -> HttpResponse:
    """Write down something new that a unit has taken on."""
    today = localdate()
    unit.name = name_on(unit, today)
    persons = queries.persons_for(unit, today)
    form = forms.TakeOnForm(request.POST if request.method == "POST" else None, persons=persons)
    if request.method == "POST" and form.is_valid():
        by = request.user

        def act() -> None:
            services.take_on(unit=unit, by=by, at=now(), **form.cleaned_data)

        if carry_out(request, form, act, said=_("Oppgaven er ført opp.")).done:
            return redirect("followup:unit", unit.slug)
    return show(request, FORM, queries.take_on_page(unit, form), status=422 if form.is_bound else 200)


@require_safe
@authorize("followup.see_commitment", Commitment, see="followup.see_commitment")
def commitment(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    """Show one commitment, with what one may do about it."""
    return _detail(request, commitment)


@require_POST
@authorize("followup.answer_commitment", Commitment, see="followup.see_commitment")
def answer(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    """Say how it goes."""
    form = forms.AnswerForm(request.POST, moves=queries.answers_for(commitment))
    outcome = Outcome(done=False)
    if form.is_valid():

        def act() -> None:
            services.answer_commitment(commitment=commitment, by=request.user, at=now(), **form.cleaned_data)

        outcome = carry_out(request, form, act, said=_("Takk. Svaret er lagret."))
        if outcome.done:
            return redirect("followup:commitment", commitment.pk)
    return _detail(request, commitment, answer_form=form, is_stale=outcome.is_stale)


@require_POST
@authorize("followup.assign_commitment", Commitment, see="followup.see_commitment")
def assign(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    """Give it to somebody, with a last day."""
    form = forms.AssignForm(request.POST, persons=queries.persons_for(commitment.unit, localdate()))
    outcome = Outcome(done=False)
    if form.is_valid():

        def act() -> None:
            services.assign_commitment(commitment=commitment, by=request.user, at=now(), **form.cleaned_data)

        outcome = carry_out(request, form, act, said=_("Oppgaven er fordelt."))
        if outcome.done:
            return redirect("followup:commitment", commitment.pk)
    return _detail(request, commitment, assign_form=form, is_stale=outcome.is_stale)


@require_POST
@authorize("followup.write_note", Commitment, see="followup.see_commitment")
def note(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    """Add a note."""
    form = forms.NoteForm(request.POST)
    if form.is_valid():

        def act() -> None:
            services.write_note(commitment=commitment, by=request.user, at=now(), **form.cleaned_data)

        if carry_out(request, form, act, said=_("Notatet er lagret.")).done:
            return redirect("followup:commitment", commitment.pk)
    return _detail(request, commitment, note_form=form)


def _detail(
    request: HttpRequest,
    commitment: Commitment,
    *,
    answer_form: django_forms.Form | None = None,
    assign_form: django_forms.Form | None = None,
    note_form: django_forms.Form | None = None,
    is_stale: bool = False,
) -> HttpResponse:
    """Show the page: forms that were sent come back as they were written, the others fresh."""
    sent = any(form is not None for form in (answer_form, assign_form, note_form))
    commitment = Commitment.objects.select_related("unit", "responsible", "made_by").get(pk=commitment.pk)
    viewer, today = request.user, localdate()
    seen = {"seen": commitment.fingerprint}
    moves = queries.answers_for(commitment)
    if answer_form is None and moves and may(viewer, "followup.answer_commitment", commitment):
        answer_form = forms.AnswerForm(moves=moves, initial=seen)
    if is_stale:
        for stale in (answer_form, assign_form):
            if stale is not None and stale.is_bound:
                show_again(stale, "seen", commitment.fingerprint)
    state = State(commitment.state)
    can_assign = state in OPEN or may_move(state, State.ASSIGNED)
    if assign_form is None and can_assign and may(viewer, "followup.assign_commitment", commitment):
        responsible = commitment.responsible
        assign_form = forms.AssignForm(
            persons=queries.persons_for(commitment.unit, today),
            initial={
                **seen,
                "due_on": commitment.due_on,
                "responsible": "" if responsible is None else str(responsible.key),
            },
        )
    if note_form is None and may(viewer, "followup.write_note", commitment):
        note_form = forms.NoteForm()
    page = queries.commitment_page(
        commitment,
        viewer=viewer,
        today=today,
        answer_form=answer_form,
        assign_form=assign_form,
        note_form=note_form,
        is_stale=is_stale,
    )
    return show(request, DETAIL, page, status=422 if sent else 200)
