"""The steering group: who sits, and the board's appointment with what it would do shown before it is done."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lokallag.core import audit
from lokallag.core.answers import carry_out, show_again
from lokallag.core.errors import RuleViolation
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.networks import services
from lokallag.networks.forms.steering import SteeringForm
from lokallag.networks.models import Network
from lokallag.networks.queries.steering import appoint_page, first_days, seats_of_group, steering_page
from lokallag.organisation.services import Change, seen_of

SEE, APPOINT = "networks.see_steering_group", "networks.appoint_steering_group"


@require_safe
@authorize(SEE, Network, kwarg="slug", field="unit__slug", see=SEE)
def steering(request: MemberRequest, network: Network) -> HttpResponse:
    """Show who sits in the steering group, who will, and who has."""
    return show(request, "networks/steering.html", steering_page(network, request.user, localdate()))


@require_http_methods(["GET", "HEAD", "POST"])
@authorize(APPOINT, Network, kwarg="slug", field="unit__slug", see=SEE)
def appoint(request: MemberRequest, network: Network) -> HttpResponse:
    """Fill in what the board decided, see what it does and how the group is balanced, then write it down."""
    today, is_stale = localdate(), False
    preview: services.Appointing | None = None
    seats = seats_of_group(network, request.user, today)
    days = first_days(network, today, next_term=request.GET.get("periode") == "ny")
    form = SteeringForm(
        request.POST if request.method == "POST" else None,
        seats=seats,
        today=today,
        initial={**days, "seen": seen_of(network.unit)},
        label_suffix="",
    )
    if form.is_bound:
        audit.record_look(
            APPOINT,
            actor=request.user,
            persons=form.found_ids,
            at=now(),
            how=audit.How.LIST,
            unit_id=network.pk,
        )
    if form.is_bound and "endre" not in request.POST and form.is_valid():
        changes = [Change(seat.office, seat.seat, person) for seat, person in form.changes()]
        from_on, until_on = form.cleaned_data["from_on"], form.cleaned_data["until_on"]
        try:
            preview = services.preview_steering_group(
                network=network,
                changes=changes,
                from_on=from_on,
                until_on=until_on,
                decision=form.decision,
                by=request.user,
                at=now(),
            )
        except RuleViolation as fault:
            form.add_error(_field_of(fault, form), str(fault))
        if preview is not None and "utfor" in request.POST:

            def act() -> None:
                services.change_steering_group(
                    network=network,
                    changes=changes,
                    from_on=from_on,
                    until_on=until_on,
                    decision=form.decision,
                    by=request.user,
                    at=now(),
                    seen=form.cleaned_data["seen"],
                )

            outcome = carry_out(request, form, act, said=_("Styringsgruppa er ført inn."))
            if outcome.done:
                return redirect("networks:steering", network.unit.slug)
            preview, is_stale = None, outcome.is_stale
            if is_stale:
                show_again(form, "seen", seen_of(network.unit))
    page = appoint_page(
        network,
        form,
        seats,
        today=today,
        preview=preview,
        decision=form.decision if preview is not None else None,
        is_stale=is_stale,
    )
    return show(request, "networks/appoint.html", page, status=422 if form.is_bound and form.errors else 200)


def _field_of(fault: RuleViolation, form: SteeringForm) -> str | None:
    """Return the form's field that a broken rule is about: the board's meeting is what services call an election."""
    field = {"elected_on": "meeting_on", "minuted_in": "case_number"}.get(fault.field or "", fault.field)
    return field if field in form.fields else None
