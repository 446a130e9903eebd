"""One activity: what it is, why on its day, and what becomes of it. And what the library says of a kind."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lokallag.core.answers import carry_out, show_again
from lokallag.core.errors import RuleViolation
from lokallag.core.permissions import may
from lokallag.core.views import MemberRequest, authorize, public, show
from lokallag.playbook import services
from lokallag.playbook.domain.lifecycle import State, may_move
from lokallag.playbook.domain.reports import NUMBERS, asked_of
from lokallag.playbook.forms import ConfirmForm, MoveForm, ReportForm, SkipForm
from lokallag.playbook.models import ActivityKind, PlannedActivity
from lokallag.playbook.queries.activity_page import activity_page, kind_page, may_see
from lokallag.playbook.services.activities import has_open_event
from lokallag.playbook.views.wheel import party_or_404, year_asked

ACT, SEE = "playbook.edit_plan", "playbook.see_plan"


@require_safe
@public
def kind(request: HttpRequest, key: str) -> HttpResponse:
    """Show what the library says of a kind of activity."""
    today = localdate()
    found = ActivityKind.objects.filter(key=key).first()
    if found is None:
        raise Http404
    page = kind_page(found, party_or_404(today), viewer=request.user, year=year_asked(request, today), today=today)
    return show(request, "playbook/kind.html", page)


@require_safe
@public
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one activity; a draft only to those who may see it."""
    found = _with_all(pk)
    if found is None or not may_see(request.user, found):
        raise Http404
    return _show(request, found)


def _with_all(pk: int) -> PlannedActivity | None:
    return PlannedActivity.objects.select_related("plan__unit", "kind").filter(pk=pk).first()


def _show(
    request: HttpRequest,
    found: PlannedActivity,
    given: dict[str, forms.Form | None] | None = None,
    *,
    is_stale: bool = False,
) -> HttpResponse:
    shown = dict(given or {})
    if may(request.user, ACT, found):
        state, seen = State(found.state), {"seen": found.fingerprint}
        fresh: dict[str, tuple[bool, Callable[[], forms.Form]]] = {
            "confirm": (may_move(state, State.CONFIRMED), lambda: ConfirmForm(initial=seen)),
            "move": (
                may_move(state, State.DONE) and not has_open_event(found),
                lambda: MoveForm(initial={**seen, "day": found.manual_day}),
            ),
            "skip": (may_move(state, State.SKIPPED), lambda: SkipForm(initial=seen)),
            "report": (
                state is State.DONE or may_move(state, State.DONE),
                lambda: ReportForm(asks=_asks(found), initial={**seen, **_reported(found)}),
            ),
        }
        for name, (is_open, make) in fresh.items():
            if name not in shown and is_open:
                shown[name] = make()
    page = activity_page(
        found, party_or_404(localdate()), viewer=request.user, today=localdate(), given=shown, is_stale=is_stale
    )
    return show(request, "playbook/activity.html", page, status=422 if given else 200)


def _asks(found: PlannedActivity) -> tuple[str, ...]:
    return asked_of(None if found.kind is None else found.kind.report, found.ring)


def _reported(found: PlannedActivity) -> dict[str, object]:
    return {name: getattr(found, name) for name in (*NUMBERS, "how", "tip")}


def _carry_out(
    request: MemberRequest, found: PlannedActivity, name: str, form: forms.Form, act: Callable[[], object], said: str
) -> HttpResponse:
    is_stale = False
    if form.is_valid():
        outcome = carry_out(request, form, act, said=said)
        if outcome.done:
            return redirect("playbook:activity", found.pk)
        is_stale = outcome.is_stale
    fresh = _with_all(found.pk)
    assert fresh is not None
    if is_stale:
        show_again(form, "seen", fresh.fingerprint)
    return _show(request, fresh, {name: form}, is_stale=is_stale)


@require_POST
@authorize(ACT, PlannedActivity, see=SEE)
def confirm(request: MemberRequest, found: PlannedActivity) -> HttpResponse:
    """Say that it will be held; its tasks go to the unit's list."""
    form = ConfirmForm(request.POST)

    def act() -> None:
        _activity, n = services.confirm_activity(activity=found, by=request.user, at=now(), **form.cleaned_data)
        if n:
            words = ngettext("%(n)d oppgave er lagt til enheten.", "%(n)d oppgaver er lagt til enheten.", n)
            messages.info(request, words % {"n": n})

    return _carry_out(request, found, "confirm", form, act, _("Aktiviteten er bekreftet."))


@require_POST
@authorize(ACT, PlannedActivity, see=SEE)
def move(request: MemberRequest, found: PlannedActivity) -> HttpResponse:
    """Choose another day, or give the rule's own back."""
    form = MoveForm(request.POST)

    def act() -> None:
        services.move_activity(activity=found, by=request.user, at=now(), **form.cleaned_data)

    return _carry_out(request, found, "move", form, act, _("Dagen er lagret."))


@require_POST
@authorize(ACT, PlannedActivity, see=SEE)
def skip(request: MemberRequest, found: PlannedActivity) -> HttpResponse:
    """Take it out of the year, with a reason."""
    form = SkipForm(request.POST)

    def act() -> None:
        services.skip_activity(activity=found, by=request.user, at=now(), **form.cleaned_data)

    return _carry_out(request, found, "skip", form, act, _("Aktiviteten er tatt ut av planen."))


@require_POST
@authorize(ACT, PlannedActivity, see=SEE)
def resume(request: MemberRequest, found: PlannedActivity) -> HttpResponse:
    """Plan again what was skipped."""
    try:
        services.take_up_again(activity=found, by=request.user, at=now())
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Aktiviteten står i planen igjen."))
    return redirect("playbook:activity", found.pk)


@require_POST
@authorize(ACT, PlannedActivity, see=SEE)
def report(request: MemberRequest, found: PlannedActivity) -> HttpResponse:
    """Close it with a short report, or correct the one that is there."""
    form = ReportForm(request.POST, asks=_asks(found))

    def act() -> None:
        data = form.cleaned_data
        services.report_activity(
            activity=found,
            how=data["how"],
            tip=data["tip"],
            seen=data["seen"],
            is_held=False,
            by=request.user,
            at=now(),
            **form.numbers(),
        )

    return _carry_out(request, found, "report", form, act, _("Takk. Rapporten er lagret."))
