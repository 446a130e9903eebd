"""One network in the evaluation, as the board and its own steering group see it."""

from dataclasses import replace

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lokallag.core.answers import carry_out, show_again
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.networks import services
from lokallag.networks.forms.evaluation import BaselineForm, EndForm, OwnViewForm, VerdictForm
from lokallag.networks.models import Network, OwnView
from lokallag.networks.queries.evaluation_meeting import schedule_of
from lokallag.networks.queries.evaluation_network import network_page
from lokallag.networks.queries.evaluation_pages import FormPage
from lokallag.networks.services.ending import in_the_way
from lokallag.networks.services.evaluating import current
from lokallag.networks.services.verdicts import latest
from lokallag.networks.views.evaluation import FORM, GET_OR_POST, evaluation_or_404, party_or_404
from lokallag.organisation.queries import name_on


@require_safe
@authorize("networks.see_network_figures", Network, kwarg="slug", field="unit__slug")
def network(request: MemberRequest, network: Network) -> HttpResponse:
    """Show a network's figures, its own view, answers and verdict."""
    party, today = party_or_404(), localdate()
    rules = schedule_of(party, today).rules
    page = network_page(network, current(party), rules, viewer=request.user, at=now(), today=today)
    return show(request, "networks/evaluation_network.html", page)


@require_http_methods(GET_OR_POST)
@authorize("networks.write_own_view", Network, kwarg="slug", field="unit__slug")
def own_view(request: MemberRequest, network: Network) -> HttpResponse:
    """Write what the steering group says."""
    evaluation, is_stale = evaluation_or_404(), False
    known = OwnView.objects.filter(evaluation=evaluation, network=network).first()
    start = {"text": "", "seen": ""} if known is None else {"text": known.text, "seen": known.fingerprint}
    form = OwnViewForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.write_own_view(
                evaluation=evaluation,
                network=network,
                text=form.cleaned_data["text"],
                seen=form.cleaned_data["seen"] or "",
                by=request.user,
                at=now(),
            )

        outcome = carry_out(request, form, act, said=_("Lagret. Styret og årsmøtet leser det i rapporten."))
        if outcome.done:
            return redirect("networks:network_figures", network.unit.slug)
        if is_stale := outcome.is_stale:
            known = OwnView.objects.get(evaluation=evaluation, network=network)
            show_again(form, "seen", known.fingerprint)
    page = _page(
        network,
        form,
        title=_("Styringsgruppas syn"),
        button=_("Lagre"),
        lead=_("Til evalueringen før årsmøtet %(year)d. Styret og årsmøtet leser dette i rapporten.")
        % {"year": evaluation.year},
    )
    page = replace(
        page,
        is_stale=is_stale,
        stored="" if known is None else known.text,
    )
    return show(request, FORM, page, status=422 if form.is_bound else 200)


@require_http_methods(GET_OR_POST)
@authorize("networks.enter_baseline", Network, kwarg="slug", field="unit__slug")
def baseline(request: MemberRequest, network: Network) -> HttpResponse:
    """Enter what a network did in an earlier year, or mark it as a trial."""
    if request.method == "POST" and "forsok" in request.POST:
        services.set_trial(network=network, is_trial=request.POST["forsok"] == "ja", by=request.user, at=now())
        return redirect("networks:baseline", network.unit.slug)
    form = BaselineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.enter_baseline(network=network, by=request.user, at=now(), **form.cleaned_data)

        if carry_out(request, form, act, said=_("Året er ført inn.")).done:
            return redirect("networks:network_figures", network.unit.slug)
    page = _page(
        network,
        form,
        title=_("Virksomhet før vi talte her"),
        button=_("Før inn året"),
        lead=_("Tall fra tidligere år gir årsmøtet noe å sammenligne med. Føres et år på nytt, rettes det."),
    )
    page = replace(
        page,
        trial=_("Merket som et forsøk som årsmøtet har bedt om.")
        if network.is_trial
        else _("Ikke merket som et forsøk."),
        trial_value="nei" if network.is_trial else "ja",
        trial_button=_("Ta bort merket") if network.is_trial else _("Merk som forsøk"),
    )
    return show(request, FORM, page, status=422 if form.is_bound else 200)


@require_http_methods(GET_OR_POST)
@authorize("networks.record_verdict", Network, kwarg="slug", field="unit__slug")
def verdict(request: MemberRequest, network: Network) -> HttpResponse:
    """Record what the meeting decided of this network."""
    evaluation = evaluation_or_404()
    if str(network.pk) not in (evaluation.figures or {}).get("networks", {}):
        raise Http404
    form = VerdictForm(
        request.POST if request.method == "POST" else None,
        is_correction=latest(evaluation, network) is not None,
        initial={"meeting_on": evaluation.counted_from},
    )
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.record_verdict(
                evaluation=evaluation, network=network, decided=form.decided(), by=request.user, at=now()
            )

        if carry_out(request, form, act, said=_("Vedtaket er ført inn.")).done:
            return redirect("networks:network_figures", network.unit.slug)
    page = _page(
        network,
        form,
        title=_("Hva bestemte årsmøtet?"),
        button=_("Før inn vedtaket"),
        lead=_("Er nettverket vedtatt avsluttet, avslutter du det etterpå på siden om nettverket."),
    )
    return show(request, FORM, page, status=422 if form.is_bound else 200)


@require_http_methods(GET_OR_POST)
@authorize("networks.end_network", Network, kwarg="slug", field="unit__slug")
def end(request: MemberRequest, network: Network) -> HttpResponse:
    """End a network."""
    evaluation = current(party_or_404())
    decided = None if evaluation is None else latest(evaluation, network)
    start = {} if decided is None else {"meeting_on": decided.meeting_on, "case_number": decided.case_number}
    form = EndForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.end_network(network=network, decision=form.decision(), by=request.user, at=now())

        if carry_out(request, form, act, said=_("Nettverket er avsluttet. Lista over medlemmene er slettet.")).done:
            return redirect("networks:network_figures", network.unit.slug)
    ahead = in_the_way(network, at=now())
    page = _page(
        network,
        form,
        title=_("Avslutt nettverket"),
        button=_("Avslutt nettverket"),
        lead=_("Møtene blir stående som historie, og tallene også. Lista over hvem som er med, slettes med en gang."),
    )
    page = replace(
        page,
        danger=True,
        ahead=tuple((event.title, reverse("events:work", args=[event.slug])) for event in ahead),
    )
    return show(request, FORM, page, status=422 if form.is_bound else 200)


def _page(network: Network, form: forms.Form, *, title: str, button: str, lead: str) -> FormPage:
    """Return the page of a form about a network."""
    name, back = name_on(network.unit, localdate()), reverse("networks:network_figures", args=[network.unit.slug])
    return FormPage(
        title=title, lead=lead, crumbs=((name, back), (title, None)), form=form, button=button, back_url=back, name=name
    )
