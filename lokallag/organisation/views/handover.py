"""The page on which a whole board changes on one day, after one meeting."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from lokallag.core import audit
from lokallag.core.answers import carry_out, show_again
from lokallag.core.errors import RuleViolation
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.organisation import services
from lokallag.organisation.forms import HandOverForm
from lokallag.organisation.models import Approval, Unit
from lokallag.organisation.queries.handover import hand_over_page, seats_now
from lokallag.organisation.queries.offices import findable_by
from lokallag.organisation.services.handover import HAND_OVERS, Change, Election, HandOver
from lokallag.organisation.services.handover_words import written_in
from lokallag.organisation.views.units import read_or_send
from lokallag.people.models import Person

TEMPLATE = "organisation/hand_over.html"


@read_or_send
@authorize("organisation.hand_over", Unit, kwarg="slug")
def hand_over(request: MemberRequest, unit: Unit) -> HttpResponse:
    """Fill in a new board, see who gains and who loses what, then write it down or propose it."""
    today, is_stale = localdate(), False
    preview: HandOver | None = None
    deciders: list[Person] = []
    seats = seats_now(unit, request.user, today)
    start = {"from_on": max(today, unit.opened_on), **_proposed_before(request, unit), "seen": services.seen_of(unit)}
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        seats=seats,
        among=findable_by(request.user, unit, today),
        today=today,
        initial=start,
        label_suffix="",
    )
    if form.is_bound:
        audit.record_look(
            "organisation.hand_over",
            actor=request.user,
            persons=form.found_ids,
            at=now(),
            how=audit.How.LIST,
            unit_id=unit.pk,
        )
    if form.is_bound and "endre" not in request.POST and form.is_valid():
        election = Election(**{name: form.cleaned_data[name] for name in Election.__slots__})
        changes = [Change(seat.office, seat.seat, person) for seat, person in form.changes()]
        try:
            preview = services.preview_hand_over(
                unit=unit, changes=changes, election=election, by=request.user, at=now()
            )
            deciders = services.would_decide(unit=unit, changes=changes, by=request.user, on=today)
        except RuleViolation as fault:
            form.add_error(fault.field if fault.field in form.fields else None, str(fault))
        if preview is not None and "utfor" in request.POST:
            made: list[Approval | None] = []

            def act() -> None:
                made.append(
                    services.hand_over(
                        unit=unit,
                        changes=changes,
                        election=election,
                        by=request.user,
                        at=now(),
                        seen=form.cleaned_data["seen"],
                    )
                )

            said = (
                _("Skiftet er foreslått. Ingenting skjer før en annen har godkjent det.")
                if preview.needs_approval
                else _("Skiftet er ført inn.")
            )
            outcome = carry_out(request, form, act, said=said)
            if outcome.done:
                waiting = made[0] if made else None
                if waiting is not None:
                    return redirect("organisation:approval", waiting.pk)
                return redirect("organisation:unit", unit.slug)
            preview, is_stale = None, outcome.is_stale
            if is_stale:
                show_again(form, "seen", services.seen_of(unit))
    page = hand_over_page(unit, form, seats, today=today, preview=preview, deciders=deciders, is_stale=is_stale)
    return show(request, TEMPLATE, page, status=422 if form.is_bound and form.errors else 200)


def _proposed_before(request: MemberRequest, unit: Unit) -> dict[str, object]:
    """Return what stood in one's own proposal that the address names: one that came to nothing, to be corrected."""
    wish = request.GET.get("fra", "")
    if not (wish.isascii() and wish.isdigit() and len(wish) < 16):
        return {}
    ended = Approval.objects.exclude(state__in=[Approval.State.WAITING, Approval.State.APPROVED])
    found = ended.filter(pk=int(wish), proposer=request.user, unit=unit, kind__in=HAND_OVERS).first()
    return {} if found is None else written_in(found)
