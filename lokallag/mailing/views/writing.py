"""Writing to a unit's members: the draft, the letter as it will look, a trial to oneself, and the press that sends."""

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lokallag.core import audit
from lokallag.core.answers import Outcome, carry_out, show_again
from lokallag.core.framed import framed
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.mailing import forms, queries, services
from lokallag.mailing.models import Mailing
from lokallag.mailing.services.to_all import takes_two, waiting_for_second
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import name_on

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
SEE = "mailing.see_mailings"
FORM, DETAIL = "mailing/mailing_form.html", "mailing/mailing_detail.html#progress"


def _named(unit: Unit) -> Unit:
    unit.name = name_on(unit, localdate())
    return unit


@require_safe
@authorize(SEE, Unit, kwarg="slug", see=SEE)
def mailings(request: MemberRequest, unit: Unit) -> HttpResponse:
    """Show a unit's mailings."""
    return show(request, "mailing/mailing_list.html", queries.list_page(_named(unit), request.user, localdate()))


@get_or_post
@authorize("mailing.write_mailing", Unit, kwarg="slug", see=SEE)
def write(request: MemberRequest, unit: Unit) -> HttpResponse:
    """Begin a mailing. It is kept as a draft; nothing is sent."""
    given = request.POST if request.method == "POST" else None
    form = forms.WriteForm(given, unit=unit, networks=queries.networks_for(unit, localdate()))
    if request.method == "POST" and form.is_valid():
        made: list[Mailing] = []

        def act() -> None:
            made.append(
                services.write_mailing(
                    unit=unit, kind=form.about, segment=form.segment, texts=form.texts, by=request.user, at=now()
                )
            )

        if carry_out(request, form, act, said=_("Utkastet er lagret. Ingenting er sendt ennå.")).done:
            return redirect("mailing:mailing", made[0].pk) if made else redirect("mailing:list", unit.slug)
    page = queries.form_page(_named(unit), form, mailing=None)
    return show(request, FORM, page, status=422 if form.is_bound else 200)


@get_or_post
@authorize("mailing.write_mailing", Mailing, see=SEE)
def edit(request: MemberRequest, mailing: Mailing) -> HttpResponse:
    """Change a draft."""
    unit = mailing.unit
    if mailing.sent_at is not None and request.method != "POST":
        return redirect("mailing:mailing", mailing.pk)
    given = request.POST if request.method == "POST" else None
    networks = queries.networks_for(unit, localdate())
    form = forms.WriteForm(given, unit=unit, networks=networks, initial=forms.initial_of(mailing))
    outcome = Outcome(done=False)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.change_mailing(
                mailing=mailing,
                kind=form.about,
                segment=form.segment,
                texts=form.texts,
                by=request.user,
                at=now(),
                seen=form.cleaned_data["seen"],
            )

        outcome = carry_out(request, form, act, said=_("Utkastet er lagret. Ingenting er sendt ennå."))
        if outcome.done:
            return redirect("mailing:mailing", mailing.pk)
    if outcome.is_stale:
        show_again(form, "seen", Mailing.objects.get(pk=mailing.pk).fingerprint)
    page = queries.form_page(_named(unit), form, mailing=mailing, is_stale=outcome.is_stale)
    return show(request, FORM, page, status=422 if form.is_bound else 200)


@require_safe
@authorize(SEE, Mailing, see=SEE)
def mailing(request: MemberRequest, mailing: Mailing) -> HttpResponse:
    """Show a draft as it will look and who would get it, or how a sent mailing goes."""
    return _detail(request, mailing, forms.SendForm(initial={"seen": mailing.fingerprint}))


@require_safe
@framed
@authorize(SEE, Mailing, see=SEE)
def letter(_request: MemberRequest, mailing: Mailing, language: str) -> HttpResponse:
    """Show the letter as a mail reader shows it, for the frame on its page."""
    html = queries.letter_html(mailing, _named(mailing.unit), language)
    if html is None:
        raise Http404
    return HttpResponse(html)


@require_POST
@authorize("mailing.write_mailing", Mailing, see=SEE)
def trial(request: MemberRequest, mailing: Mailing) -> HttpResponse:
    """Send the draft to the one who asks."""
    form = forms.SendForm(request.POST)

    def act() -> None:
        services.try_on_oneself(mailing=mailing, by=request.user, at=now())

    said = _("En prøve er sendt til %(email)s.") % {"email": request.user.email}
    if form.is_valid() and carry_out(request, form, act, said=said).done:
        return redirect("mailing:mailing", mailing.pk)
    return _detail(request, mailing, form)


@require_POST
@authorize("mailing.send_mailing", Mailing, see=SEE)
def send(request: MemberRequest, mailing: Mailing) -> HttpResponse:
    """Send a draft. Two presses send once."""
    form = forms.SendForm(request.POST)
    outcome = Outcome(done=False)
    said = _("Utsendingen er på vei.")
    if takes_two(mailing.to):
        said = _("Foreslått. Den sendes når en til i styret har lest og godkjent den.")
    if form.is_valid():

        def act() -> None:
            seen = form.cleaned_data["seen"] or None
            services.send_draft(mailing=mailing, seen=seen, by=request.user, at=now())

        outcome = carry_out(request, form, act, said=said)
        if outcome.done:
            return redirect("mailing:mailing", mailing.pk)
    return _detail(request, mailing, form, is_stale=outcome.is_stale)


@require_POST
@authorize("mailing.write_mailing", Mailing, see=SEE)
def discard(request: MemberRequest, mailing: Mailing) -> HttpResponse:
    """Throw a draft away."""
    form, slug = forms.SendForm(request.POST), mailing.unit.slug

    def act() -> None:
        services.discard_mailing(mailing=mailing, by=request.user, at=now())

    if form.is_valid() and carry_out(request, form, act, said=_("Utkastet er kastet.")).done:
        return redirect("mailing:list", slug)
    return _detail(request, mailing, form)


def _detail(
    request: MemberRequest, mailing: Mailing, form: django_forms.Form, *, is_stale: bool = False
) -> HttpResponse:
    """Show the page; a form that broke a rule comes back with what is stored now."""
    mailing = Mailing.objects.select_related("unit").get(pk=mailing.pk)
    if form.is_bound:
        show_again(form, "seen", mailing.fingerprint)
    viewer, today = request.user, localdate()
    page = queries.mailing_page(
        mailing,
        _named(mailing.unit),
        viewer,
        form=form,
        today=today,
        is_stale=is_stale,
        takes_two=takes_two(mailing.to),
        waiting=waiting_for_second(mailing, at=now()) if mailing.sent_at is None else None,
    )
    audit.record_look(
        SEE,
        actor=viewer,
        persons=[row.person_id for row in page.not_reached],
        at=now(),
        how=audit.How.LIST,
        unit_id=mailing.unit_id,
    )
    return show(request, DETAIL, page, status=422 if form.is_bound else 200)
