"""The pages of the division of labour: read by members, edited by the board's officers."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lokallag.core.answers import carry_out, show_again
from lokallag.core.errors import RuleViolation
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.playbook.domain.duties import Party
from lokallag.playbook.duty_forms import DutyForm, PublishForm, SeenForm
from lokallag.playbook.models import Duty, DutyVersion
from lokallag.playbook.queries import duties as queries
from lokallag.playbook.queries import duty_versions as written
from lokallag.playbook.services import duties as services
from lokallag.playbook.views.wheel import party_or_404

SEE, EDIT = "playbook.see_duties", "playbook.edit_duties"
PARTIES = frozenset(Party)


@require_safe
@authorize(SEE)
def duties(request: MemberRequest) -> HttpResponse:
    """Show who does what; ``?hvem=`` chooses the part of one party."""
    asked = request.GET.get("hvem", "")
    today = localdate()
    page = queries.duties_page(
        party_or_404(today), asked=asked if asked in PARTIES else "", viewer=request.user, today=today
    )
    return show(request, "playbook/duties.html", page)


@require_safe
@authorize(SEE)
def duty(request: MemberRequest, key: str) -> HttpResponse:
    """Show one duty: who, why, how it is in the branches, and what versions did to it."""
    page = queries.duty_page(key, viewer=request.user, today=localdate())
    if page is None:
        raise Http404
    return show(request, "playbook/duty.html", page)


@require_safe
@authorize(SEE)
def versions(request: MemberRequest) -> HttpResponse:
    """Show all published versions."""
    return show(request, "playbook/duty_versions.html", written.versions_page())


@require_safe
@authorize(SEE)
def version(request: MemberRequest, number: int) -> HttpResponse:
    """Show a version as it was; ``?mot=`` shows what differs from another."""
    found = {each.number: each for each in DutyVersion.objects.filter(state=DutyVersion.State.PUBLISHED)}
    if number not in found:
        raise Http404
    against = request.GET.get("mot", "")
    other = found.get(int(against)) if against.isascii() and against.isdigit() and len(against) < 9 else None
    page = written.version_page(found[number], against=None if other == found[number] else other)
    return show(request, "playbook/duty_version.html", page)


def _newest() -> DutyVersion | None:
    return queries.draft() or queries.published()


@require_http_methods(["GET", "HEAD", "POST"])
@authorize(EDIT)
def edit_duty(request: MemberRequest, key: str) -> HttpResponse:
    """Change a duty; the first change begins a draft."""
    newest = _newest()
    found = None if newest is None else newest.duties.filter(key=key).first()
    if found is None:
        raise Http404
    form = DutyForm(request.POST, kept=found.chapter) if request.method == "POST" else DutyForm.of(found)
    is_stale = False
    if request.method == "POST" and form.is_valid():

        def act() -> Duty:
            return services.edit_duty(
                key=key, values=form.values(key), seen=form.cleaned_data["seen"], by=request.user, at=now()
            )

        outcome = carry_out(request, form, act, said=_("Oppgaven er lagret i utkastet."))
        if outcome.done:
            return redirect("playbook:duty_draft")
        is_stale = outcome.is_stale
        if is_stale:
            found = _newest_duty(key) or found
            show_again(form, "seen", found.fingerprint)
    page = written.duty_form_page(found, form=form, version=_newest(), is_stale=is_stale)
    return show(request, "playbook/duty_form.html", page, status=422 if form.is_bound else 200)


def _newest_duty(key: str) -> Duty | None:
    newest = _newest()
    return None if newest is None else newest.duties.filter(key=key).first()


@require_http_methods(["GET", "HEAD", "POST"])
@authorize(EDIT)
def add_duty(request: MemberRequest) -> HttpResponse:
    """Add a duty to the draft."""
    form = DutyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def act() -> Duty:
            return services.add_duty(values=form.values(), by=request.user, at=now())

        if carry_out(request, form, act, said=_("Oppgaven er lagt til i utkastet.")).done:
            return redirect("playbook:duty_draft")
    page = written.duty_form_page(None, form=form, version=_newest())
    return show(request, "playbook/duty_form.html", page, status=422 if form.is_bound else 200)


@require_POST
@authorize(EDIT)
def remove_duty(request: MemberRequest, key: str) -> HttpResponse:
    """Take a duty out of the draft."""
    form = SeenForm(request.POST)

    def act() -> None:
        seen = form.cleaned_data["seen"] if form.is_valid() else None
        services.remove_duty(key=key, seen=seen, by=request.user, at=now())

    if not carry_out(request, form, act, said=_("Oppgaven er tatt ut av utkastet.")).done:
        _tell(request, form)
    return redirect("playbook:duty_draft")


@require_safe
@authorize(EDIT)
def draft(request: MemberRequest) -> HttpResponse:
    """Show the draft, what it changes, and the press that publishes it."""
    found = queries.draft()
    if found is None:
        return redirect("playbook:duties")
    return _draft(request, found, PublishForm(initial={"seen": services.draft_mark(found)}))


def _draft(request: MemberRequest, found: DutyVersion, form: PublishForm, *, is_stale: bool = False) -> HttpResponse:
    page = written.draft_page(found, form=form, mark=services.draft_mark(found), is_stale=is_stale)
    return show(request, "playbook/duty_draft.html", page, status=422 if form.is_bound else 200)


@require_POST
@authorize(EDIT)
def begin_draft(request: MemberRequest) -> HttpResponse:
    """Begin a new version, or the first one from the proposal that comes with Lokallag."""
    try:
        services.begin_draft(by=request.user, at=now())
    except RuleViolation as error:
        messages.error(request, str(error))
    return redirect("playbook:duty_draft")


@require_POST
@authorize(EDIT)
def discard_draft(request: MemberRequest) -> HttpResponse:
    """Throw the draft away."""
    form = SeenForm(request.POST)

    def act() -> None:
        seen = form.cleaned_data["seen"] if form.is_valid() else None
        services.discard_draft(seen=seen, by=request.user, at=now())

    if not carry_out(request, form, act, said=_("Utkastet er forkastet. Det som gjelder, er som før.")).done:
        _tell(request, form)
        return redirect("playbook:duty_draft")
    return redirect("playbook:duties")


@require_POST
@authorize("playbook.publish_duties")
def publish(request: MemberRequest) -> HttpResponse:
    """Let the draft hold from now on."""
    found = queries.draft()
    if found is None:
        messages.info(request, _("Det finnes ikke noe utkast å publisere."))
        return redirect("playbook:duties")
    form = PublishForm(request.POST)
    is_stale = False
    if form.is_valid():

        def act() -> DutyVersion:
            return services.publish_duties(by=request.user, at=now(), **form.cleaned_data)

        outcome = carry_out(request, form, act, said=_("Arbeidsdelingen er publisert, og dagen står i årshjulet."))
        if outcome.done:
            return redirect("playbook:duties")
        is_stale = outcome.is_stale
        if is_stale:
            show_again(form, "seen", services.draft_mark(found))
    return _draft(request, found, form, is_stale=is_stale)


def _tell(request: MemberRequest, form: SeenForm) -> None:
    for text in form.non_field_errors():
        messages.error(request, str(text))
