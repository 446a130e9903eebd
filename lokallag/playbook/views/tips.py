"""Tips from reports: the queue, and what becomes of each."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lokallag.core.answers import carry_out, show_again
from lokallag.core.errors import RuleViolation
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.playbook import services
from lokallag.playbook.domain.tip_lifecycle import State
from lokallag.playbook.forms import AnswerTipForm
from lokallag.playbook.models import Tip
from lokallag.playbook.queries.tips import tip_page, tips_page

ACT, SEE = "playbook.answer_tip", "playbook.see_tips"


@require_safe
@authorize(SEE)
def tips(request: MemberRequest) -> HttpResponse:
    """Show what waits, and what was answered lately."""
    return show(request, "playbook/tip_list.html", tips_page(today=localdate()))


@require_safe
@authorize(ACT, Tip, see=SEE)
def tip(request: MemberRequest, found: Tip) -> HttpResponse:
    """Show one tip beside its kind and chapter."""
    return _show(request, found)


def _show(
    request: MemberRequest, found: Tip, form: AnswerTipForm | None = None, *, is_stale: bool = False
) -> HttpResponse:
    shown = form
    if found.state != State.WAITING:
        shown = None
    elif shown is None:
        shown = AnswerTipForm(initial={"seen": found.fingerprint})
    page = tip_page(found, form=shown, today=localdate(), is_stale=is_stale)
    return show(request, "playbook/tip.html", page, status=200 if form is None else 422)


@require_POST
@authorize(ACT, Tip, see=SEE)
def answer_tip(request: MemberRequest, found: Tip) -> HttpResponse:
    """Take it in or set it aside, with a word to who gave it."""
    form = AnswerTipForm(request.POST)
    is_stale = False
    if form.is_valid():
        data = form.cleaned_data

        def act() -> None:
            services.answer_tip(
                tip=found,
                state=State(data["state"]),
                answer=data["answer"],
                version=data["version"],
                seen=data["seen"],
                by=request.user,
                at=now(),
            )

        outcome = carry_out(request, form, act, said=_("Tipset er besvart."))
        if outcome.done:
            return redirect("playbook:tips")
        is_stale = outcome.is_stale
    fresh = Tip.objects.select_related("kind").get(pk=found.pk)
    if is_stale:
        show_again(form, "seen", fresh.fingerprint)
        if fresh.state != State.WAITING:
            messages.warning(request, _("Noen andre svarte på tipset mens du skrev. Svaret står her."))
    return _show(request, fresh, form, is_stale=is_stale)


@require_POST
@authorize(ACT, Tip, see=SEE)
def put_tip_back(request: MemberRequest, found: Tip) -> HttpResponse:
    """Let an answered tip wait again."""
    try:
        services.put_tip_back(tip=found, by=request.user, at=now())
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Tipset ligger i køen igjen."))
    return redirect("playbook:tip", found.pk)
