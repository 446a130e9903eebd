"""Ideas: the list, one idea, and what its owner and others do with it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lokallag.core.answers import Outcome, carry_out, show_again
from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.networks import services
from lokallag.networks.domain.ideas import IdeaState
from lokallag.networks.forms.ideas import ContactForm, IdeaForm
from lokallag.networks.models import Idea
from lokallag.networks.queries import ideas as queries
from lokallag.organisation.queries import board_members, main_unit, rules_in_one_query

FORM, DETAIL = "networks/idea_form.html", "networks/idea_detail.html"
SEE = "networks.see_idea"
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@authorize("networks.see_ideas")
def ideas(request: MemberRequest) -> HttpResponse:
    """Show the ideas that look for others, and one's own."""
    return show(request, "networks/idea_list.html", queries.ideas_page(request.user))


@get_or_post
@authorize("networks.write_idea")
def write_idea(request: MemberRequest) -> HttpResponse:
    """Write down a new idea."""
    form = IdeaForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made: list[Idea] = []

        def act() -> None:
            words = {name: form.cleaned_data[name] for name in ("topic", "text")}
            made.append(services.write_idea(owner=request.user, **words, by=request.user, at=now()))

        if carry_out(request, form, act, said=_("Ideen er lagret. Bare du ser den.")).done:
            return redirect("networks:idea", made[0].pk) if made else redirect("networks:ideas")
    return show(request, FORM, queries.write_page(form), status=422 if form.is_bound else 200)


@require_safe
@authorize(SEE, Idea, see=SEE)
def idea(request: MemberRequest, idea: Idea) -> HttpResponse:
    """Show one idea."""
    return show(request, DETAIL, queries.idea_page(idea, viewer=request.user, today=localdate()))


@get_or_post
@authorize("networks.edit_idea", Idea, see=SEE)
def edit_idea(request: MemberRequest, idea: Idea) -> HttpResponse:
    """Put an idea in other words."""
    start = {"topic": idea.topic, "text": idea.text, "seen": idea.fingerprint}
    form = IdeaForm(request.POST if request.method == "POST" else None, initial=start)
    outcome = Outcome(done=False)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.change_idea(idea=idea, **form.cleaned_data, by=request.user, at=now())

        outcome = carry_out(request, form, act, said=_("Ideen er endret."))
        if outcome.done:
            return redirect("networks:idea", idea.pk)
        if outcome.is_stale:
            show_again(form, "seen", Idea.objects.get(pk=idea.pk).fingerprint)
    page = queries.edit_page(idea, form, is_stale=outcome.is_stale)
    return show(request, FORM, page, status=422 if form.is_bound else 200)


@require_POST
@authorize("networks.edit_idea", Idea, see=SEE)
def publish_idea(request: MemberRequest, idea: Idea) -> HttpResponse:
    """Let members read it."""
    try:
        services.publish_idea(idea=idea, by=request.user, at=now())
        messages.success(request, _("Ideen er lagt ut. Medlemmer ser den, og navnet ditt."))
    except RuleViolation as error:
        messages.error(request, str(error))
    return redirect("networks:idea", idea.pk)


@require_POST
@authorize("networks.edit_idea", Idea, see=SEE)
def unpublish_idea(request: MemberRequest, idea: Idea) -> HttpResponse:
    """Take it back from members."""
    try:
        services.unpublish_idea(idea=idea, by=request.user, at=now())
        messages.success(request, _("Ideen er ikke lagt ut lenger."))
    except RuleViolation as error:
        messages.error(request, str(error))
    return redirect("networks:idea", idea.pk)


@require_POST
@authorize("networks.edit_idea", Idea, see=SEE)
def close_idea(request: MemberRequest, idea: Idea) -> HttpResponse:
    """End it."""
    services.close_idea(idea=idea, by=request.user, at=now())
    messages.success(request, _("Ideen er avsluttet."))
    return redirect("networks:ideas")


@get_or_post
@authorize("networks.edit_idea", Idea, see=SEE)
def bring_idea(request: MemberRequest, idea: Idea) -> HttpResponse:
    """Bring it to one on the board."""
    today = localdate()
    party = main_unit(today)
    persons = [person for person in board_members(today) if person.pk != request.user.pk] if party else []
    form = ContactForm(request.POST if request.method == "POST" else None, persons=persons)
    if request.method == "POST" and party is not None and form.is_valid():

        def act() -> None:
            contact = form.cleaned_data["contact"]
            services.bring_to_board(idea=idea, contact=contact, party=party, by=request.user, at=now())

        if carry_out(request, form, act, said=_("Ideen er tatt opp. Du hører fra styret.")).done:
            return redirect("networks:idea", idea.pk)
    days = rules_in_one_query(party, today).whole("idea_answer_days") if party is not None else 0
    page = queries.contact_page(idea, form, days=days, persons=persons)
    return show(request, FORM, page, status=422 if form.is_bound else 200)


@require_POST
@authorize("networks.join_idea", Idea, see=SEE)
def join_idea(request: MemberRequest, idea: Idea) -> HttpResponse:
    """Say that one is with it: by name, or counted alone."""
    shows_name = request.POST.get("navn") == "ja"
    try:
        if claim(request):
            services.join_idea(idea=idea, person=request.user, shows_name=shows_name, by=request.user, at=now())
        said = _("Du er med, og navnet ditt vises.") if shows_name else _("Du er talt med. Navnet ditt vises ikke.")
        messages.success(request, said)
    except RuleViolation as error:
        messages.error(request, str(error))
    return redirect("networks:idea", idea.pk)


@require_POST
@authorize("networks.join_idea", Idea, see=SEE)
def leave_idea(request: MemberRequest, idea: Idea) -> HttpResponse:
    """Take it back."""
    services.leave_idea(idea=idea, person=request.user, by=request.user, at=now())
    messages.success(request, _("Du er ikke med lenger. Navnet ditt er borte herfra."))
    return redirect("networks:idea", idea.pk) if idea.state != IdeaState.CLOSED else redirect("networks:ideas")
