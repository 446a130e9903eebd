"""The pages of offices and of who sits in them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from lokallag.core import audit
from lokallag.core.answers import carry_out, show_again
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.organisation import forms, queries, services
from lokallag.organisation.models import Office, Term, Title, Unit
from lokallag.organisation.queries import pages
from lokallag.organisation.views.units import FORM, read_or_send
from lokallag.people.models import Person


def _office_asked_for(request: HttpRequest, unit: Unit) -> Office | None:
    """Return the unit's office that the address names with ``verv=``, or ``None``."""
    wish = request.GET.get("verv", "")
    return unit.offices.filter(pk=int(wish)).first() if wish.isascii() and wish.isdigit() and len(wish) < 18 else None


@read_or_send
@authorize("organisation.manage_units", Unit, kwarg="slug")
def offices(request: MemberRequest, unit: Unit) -> HttpResponse:
    """Show a unit's offices; add one, or change what one is called and how many seats it has."""
    today, is_stale = localdate(), False
    office = _office_asked_for(request, unit)
    start = {"called": office.called, "seats": office.seats, "seen": office.fingerprint} if office is not None else {}
    form = forms.OfficeForm(request.POST if request.method == "POST" else None, editing=office, initial=start)
    if request.method == "POST" and form.is_valid():
        given, by = form.cleaned_data, request.user

        def act() -> None:
            if office is not None:
                services.change_office(
                    office=office, called=given["called"], seats=given["seats"], seen=given["seen"], by=by, at=now()
                )
            else:
                services.add_office(
                    unit=unit,
                    title=Title(given["title"]),
                    called=given["called"],
                    seats=given["seats"],
                    by=by,
                    at=now(),
                )

        outcome = carry_out(request, form, act, said=_("Vervet er lagret."))
        if outcome.done:
            return redirect("organisation:offices", unit.slug)
        if office is not None and (is_stale := outcome.is_stale):
            office.refresh_from_db()
            show_again(form, "seen", office.fingerprint)
    page = pages.offices_page(unit, form, today, editing=office, is_stale=is_stale)
    return show(request, "organisation/offices.html", page, status=422 if form.is_bound else 200)


def person_asked_for(request: HttpRequest) -> Person | None:
    """Return the person whom the form or the address names with ``person=``, or ``None``."""
    wish = request.POST.get("person") or request.GET.get("person") or ""
    try:
        return Person.objects.filter(key=UUID(wish)).first()
    except ValueError:
        return None


def note_hits(request: MemberRequest, act: str, hits: queries.Hits, unit: Unit | None = None) -> None:
    """Write in the log of looks whom a search by name showed."""
    audit.record_look(
        act,
        actor=request.user,
        persons=[hit.person_id for hit in hits.rows],
        at=now(),
        how=audit.How.LIST,
        unit_id=unit.pk if unit is not None else None,
    )


@read_or_send
@authorize("organisation.appoint_officer", Unit, kwarg="slug")
def appoint(request: MemberRequest, unit: Unit) -> HttpResponse:
    """Find a person by name, then seat them in an office of the unit."""
    today, person = localdate(), person_asked_for(request)
    office = _office_asked_for(request, unit)
    wish = request.GET.get("sok", "").strip()
    form = None
    if person is not None:
        first_day = max(today, unit.opened_on)
        start = {
            "person": str(person.key),
            "from_on": first_day,
            "office": str(office.pk) if office is not None else None,
        }
        form = forms.AppointForm(
            request.POST if request.method == "POST" else None,
            offices=list(unit.offices.select_related("unit").order_by("pk")),
            today=today,
            initial=start,
        )
        if request.method == "POST" and form.is_valid():
            given = {name: value for name, value in form.cleaned_data.items() if name != "person"}
            chosen = person

            takes_two = queries.gives_register(given["office"])

            def act() -> None:
                if takes_two:
                    services.propose_grant(person=chosen, by=request.user, at=now(), **given)
                else:
                    services.appoint(person=chosen, by=request.user, at=now(), **given)

            words = {"person": person.name, "office": given["office"].label.lower()}
            said = (
                _("Du har foreslått %(person)s som %(office)s. En annen i styret må godkjenne innen sju dager.") % words
                if takes_two
                else _("%(person)s er ført inn som %(office)s.") % words
            )
            if carry_out(request, form, act, said=said).done:
                return redirect("organisation:approvals") if takes_two else redirect("organisation:unit", unit.slug)
    hits = queries.find_persons(wish, on=localdate()) if wish and person is None else None
    if hits is not None:
        note_hits(request, "organisation.appoint_officer", hits, unit)
    page = pages.appoint_page(
        unit,
        wish=wish,
        office_id=str(office.pk) if office is not None else "",
        hits=hits,
        person=person.name if person is not None else "",
        form=form,
        today=today,
    )
    return show(request, "organisation/appoint.html", page, status=422 if request.method == "POST" else 200)


@read_or_send
@authorize("organisation.appoint_officer", Term, see="organisation.see_terms")
def end_term(request: MemberRequest, term: Term) -> HttpResponse:
    """Set the last day of a term, or take back one that has not begun."""
    today, is_stale = localdate(), False
    start = {"last_day": term.until_on, "seen": term.fingerprint}
    by, slug = request.user, term.office.unit.slug
    withdraws = request.method == "POST" and "trekk" in request.POST
    form = forms.EndTermForm(request.POST if request.method == "POST" else None, today=today, initial=start)
    if request.method == "POST" and (withdraws or form.is_valid()):

        def act() -> None:
            if withdraws:
                services.withdraw_term(term=term, by=by, at=now())
            else:
                services.end_term(term=term, by=by, at=now(), **form.cleaned_data)

        outcome = carry_out(
            request, form, act, said=_("Valget er trukket tilbake.") if withdraws else _("Siste dag er lagret.")
        )
        if outcome.done:
            return redirect("organisation:unit", slug)
        if is_stale := outcome.is_stale:
            term.refresh_from_db()
            show_again(form, "seen", term.fingerprint)
    page = pages.end_page(term, form, today, is_stale=is_stale)
    return show(request, FORM, page, status=422 if form.is_bound else 200)


@read_or_send
@authorize("organisation.name_contact", Unit, kwarg="slug")
def contact(request: MemberRequest, unit: Unit) -> HttpResponse:
    """Name the member of the board whom a branch can turn to."""
    today = localdate()
    present = queries.board_contact_of(unit, today)
    form = forms.ContactForm(
        request.POST if request.method == "POST" else None,
        board=queries.board_members(today),
        today=today,
        initial={"from_on": today, "person": str(present.person.key) if present is not None else None},
    )
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.name_board_contact(branch=unit, by=request.user, at=now(), **form.cleaned_data)

        if carry_out(request, form, act, said=_("Kontakten er lagret.")).done:
            return redirect("organisation:unit", unit.slug)
    return show(request, FORM, pages.contact_page(unit, form, today), status=422 if form.is_bound else 200)
