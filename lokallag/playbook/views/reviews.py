"""The yearly review of the duties, and settling what is unclear."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lokallag.core.answers import carry_out, show_again
from lokallag.core.errors import RuleViolation
from lokallag.core.permissions import may
from lokallag.core.stale import StalePage
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.organisation.models import Kind, Unit
from lokallag.organisation.queries import name_on
from lokallag.playbook.domain.duties import Side
from lokallag.playbook.duty_forms import AgreeForm, ProposeForm, ReviewForm
from lokallag.playbook.models import UnclearDuty
from lokallag.playbook.queries import reviews as queries
from lokallag.playbook.queries.duty_overview import duty_overview_page
from lokallag.playbook.queries.reviews import Walk
from lokallag.playbook.queries.unclear import unclear_page
from lokallag.playbook.rules import sides_of
from lokallag.playbook.services import reviews as services
from lokallag.playbook.views.wheel import FIRST, LAST, party_or_404

SEE, ANSWER, SETTLE = "playbook.see_review", "playbook.answer_review", "playbook.settle_duty"


def _branch(unit: Unit, year: int) -> Unit:
    """Give the branch its name.

    :raises Http404: the unit is no branch, or nobody plans such a year
    """
    if unit.kind != Kind.BRANCH or not FIRST <= year <= LAST:
        raise Http404
    unit.name = name_on(unit, localdate())
    return unit


@require_safe
@authorize(SEE, Unit, kwarg="slug", see=SEE)
def review(request: MemberRequest, unit: Unit, year: int) -> HttpResponse:
    """Show where a branch's review of a year stands."""
    today = localdate()
    walk = queries.walk_of(_branch(unit, year), year)
    page = queries.review_page(
        party_or_404(today),
        walk,
        viewer=request.user,
        sides=sides_of(request.user, unit),
        is_led=services.is_led(unit, today),
        today=today,
    )
    return show(request, "playbook/review.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@authorize(ANSWER, Unit, kwarg="slug", see=SEE)
def review_step(request: MemberRequest, unit: Unit, year: int, step: int) -> HttpResponse:
    """Go through a handful of duties. What is answered is kept; one goes on where one left."""
    walk = queries.walk_of(_branch(unit, year), year)
    if not 1 <= step <= len(walk.pages):
        raise Http404
    if walk.review is not None and walk.review.closed_at is not None and request.method != "POST":
        return redirect("playbook:review", unit.slug, year)
    side = sides_of(request.user, unit)[0]
    duties = walk.pages[step - 1]
    if request.method != "POST":
        return _step(request, walk, step, side, ReviewForm(duties=duties, initial=_stored(walk, step, side)))
    form = ReviewForm(request.POST, duties=duties)
    stale: frozenset[str] = frozenset()
    if form.is_valid():
        try:
            n = services.answer_duties(
                unit=unit, year=year, side=side, answers=form.answers(), by=request.user, at=now()
            )
        except StalePage as error:
            form.add_error(None, str(error))
            walk = queries.walk_of(unit, year)
            stale = _changed(walk, side, form)
            for key in stale:
                show_again(form, f"seen-{key}", walk.answers[side, key].fingerprint)
        except RuleViolation as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            if request.htmx:  # kept while one goes on; the press does the same where there is no script
                walk = queries.walk_of(unit, year)
                fresh = ReviewForm(duties=duties, initial=_stored(walk, step, side))
                page = queries.step_page(walk, step, form=fresh, side=side, today=localdate())
                return show(request, "playbook/review_step.html#saved", page)
            if n:
                messages.success(request, _("Svarene er lagret."))
            if step == len(walk.pages) or "lagre" in request.POST:
                return redirect("playbook:review", unit.slug, year)
            return redirect("playbook:review_step", unit.slug, year, step + 1)
    return _step(request, walk, step, side, form, stale=stale)


def _changed(walk: Walk, side: Side, form: ReviewForm) -> frozenset[str]:
    """Return the keys that somebody else of the same side answered, and otherwise than it stands in the form."""
    found = set()
    for key, given in form.answers().items():
        known = walk.answers.get((side, key))
        is_other = known is not None and (known.verdict, known.words) != (given.verdict, given.words.strip())
        if known is not None and is_other and given.seen != known.fingerprint:
            found.add(key)
    return frozenset(found)


def _stored(walk: Walk, step: int, side: Side) -> dict[str, str]:
    initial = {}
    for duty in walk.pages[step - 1]:
        answer = walk.answers.get((side, duty.key))
        if answer is not None:
            initial[f"verdict-{duty.key}"] = answer.verdict
            initial[f"words-{duty.key}"] = answer.words
            initial[f"seen-{duty.key}"] = answer.fingerprint
    return initial


def _step(
    request: MemberRequest,
    walk: Walk,
    step: int,
    side: Side,
    form: ReviewForm,
    *,
    stale: frozenset[str] = frozenset(),
) -> HttpResponse:
    page = queries.step_page(walk, step, form=form, side=side, today=localdate(), stale=stale)
    return show(request, "playbook/review_step.html#refused", page, status=422 if form.is_bound else 200)


@require_POST
@authorize(ANSWER, Unit, kwarg="slug", see=SEE)
def close_review(request: MemberRequest, unit: Unit, year: int) -> HttpResponse:
    """Close the year's review."""
    try:
        services.close_review(unit=_branch(unit, year), year=year, by=request.user, at=now())
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Gjennomgangen er avsluttet. Takk."))
    return redirect("playbook:review", unit.slug, year)


@require_POST
@authorize(ANSWER, Unit, kwarg="slug", see=SEE)
def reopen_review(request: MemberRequest, unit: Unit, year: int) -> HttpResponse:
    """Open the year's review again."""
    try:
        services.reopen_review(unit=_branch(unit, year), year=year, by=request.user, at=now())
    except RuleViolation as error:
        messages.error(request, str(error))
    return redirect("playbook:review", unit.slug, year)


@require_safe
@authorize("playbook.see_duty_overview")
def overview(request: MemberRequest, year: int) -> HttpResponse:
    """Show the board how far the branches have come, and what is unclear."""
    if not FIRST <= year <= LAST:
        raise Http404
    today = localdate()
    page = duty_overview_page(party_or_404(today), viewer=request.user, year=year, today=today)
    return show(request, "playbook/duty_overview.html", page)


@require_safe
@authorize(SEE, UnclearDuty, see=SEE)
def unclear(request: MemberRequest, found: UnclearDuty) -> HttpResponse:
    """Show what is unclear, and how it can be settled."""
    return _unclear(request, found)


@require_POST
@authorize(SETTLE, UnclearDuty, see=SEE)
def propose_settlement(request: MemberRequest, found: UnclearDuty) -> HttpResponse:
    """Write how the duty is to be."""
    form = ProposeForm(request.POST)
    is_stale = False
    if form.is_valid():

        def act() -> UnclearDuty:
            side = sides_of(request.user, found)[0]
            return services.propose_settlement(unclear=found, side=side, by=request.user, at=now(), **form.cleaned_data)

        outcome = carry_out(request, form, act, said=_("Forslaget er lagret. Nå er det den andres tur."))
        if outcome.done:
            return redirect("playbook:unclear", found.pk)
        is_stale = outcome.is_stale
    fresh = UnclearDuty.objects.get(pk=found.pk)
    if is_stale:
        show_again(form, "seen", fresh.fingerprint)
    return _unclear(request, fresh, propose=form, is_stale=is_stale)


@require_POST
@authorize(SETTLE, UnclearDuty, see=SEE)
def agree_settlement(request: MemberRequest, found: UnclearDuty) -> HttpResponse:
    """Say yes to what the other side wrote."""
    form = AgreeForm(request.POST)
    if not form.is_valid():
        raise Http404
    sides = sides_of(request.user, found)
    side = next((each for each in sides if each != found.proposed_side), sides[0])

    def act() -> UnclearDuty:
        return services.agree_settlement(unclear=found, side=side, by=request.user, at=now(), **form.cleaned_data)

    outcome = carry_out(request, form, act, said=_("Oppgaven er avklart. Den er tatt av styrets liste."))
    if outcome.done:
        return redirect("playbook:unclear", found.pk)
    for text in form.non_field_errors():
        messages.error(request, str(text))
    return _unclear(request, UnclearDuty.objects.get(pk=found.pk), status=422)


def _unclear(
    request: MemberRequest,
    found: UnclearDuty,
    *,
    propose: ProposeForm | None = None,
    is_stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    viewer, seen = request.user, {"seen": found.fingerprint}
    settles = found.is_open and may(viewer, SETTLE, found)
    sides = sides_of(viewer, found) if settles else ()
    others = [side for side in sides if side != found.proposed_side]
    can_agree = bool(found.proposal) and bool(others) and found.proposed_by_id != viewer.pk
    page = unclear_page(
        found,
        viewer=viewer,
        sides=sides,
        today=localdate(),
        agree_form=AgreeForm(initial=seen) if settles and can_agree else None,
        propose_form=propose or (ProposeForm(initial=seen) if settles else None),
        is_stale=is_stale,
    )
    return show(request, "playbook/unclear.html", page, status=422 if propose is not None else status)
