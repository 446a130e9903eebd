"""The pages of units and of the organisation as a whole."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lokallag.core.answers import carry_out, show_again
from lokallag.core.views import MemberRequest, authorize, public, show
from lokallag.organisation import forms, queries, services
from lokallag.organisation.models import Kind, Profile, Unit
from lokallag.organisation.queries import pages
from lokallag.organisation.queries.unit_page import unit_page
from lokallag.organisation.queries.units import open_units, units_page
from lokallag.people.domain.names import clean_name

FORM = "organisation/form.html"
read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@public
def units(request: HttpRequest) -> HttpResponse:
    """Show all units: what they are called, who leads them, and where to write."""
    return show(request, "organisation/unit_list.html", units_page(request.user, localdate()))


@require_safe
@public
def unit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one unit."""
    found = next(iter(queries.shown_units(Unit.objects.filter(slug=slug), request.user, localdate())), None)
    if found is None:
        raise Http404
    page = unit_page(found, viewer=request.user, today=localdate(), at=now())
    return show(request, "organisation/unit_detail.html", page)


@read_or_send
@authorize("organisation.manage_units")
def create(request: MemberRequest) -> HttpResponse:
    """Create a unit."""
    today = localdate()
    existing = open_units(today)
    main = next((found for found in existing if found.kind == Kind.MUNICIPAL), None)
    start = {"kind": Kind.BRANCH, "opened_on": today, "parent": str(main.pk) if main is not None else ""}
    form = forms.CreateUnitForm(request.POST if request.method == "POST" else None, units=existing, initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            services.create_unit(
                kind=Kind(given["kind"]),
                name=given["name"],
                parent=given["parent"],
                opened_on=given["opened_on"],
                decision=given["decision"],
                by=request.user,
                at=now(),
            )

        said = _("%(name)s er opprettet.") % {"name": clean_name(given["name"])}
        if carry_out(request, form, act, said=said).done:
            made = queries.newest_unit_called(clean_name(given["name"]))
            return redirect("organisation:units") if made is None else redirect("organisation:unit", made.slug)
    return show(request, FORM, pages.create_page(form), status=422 if form.is_bound else 200)


@read_or_send
@authorize("organisation.manage_units", Unit, kwarg="slug")
def rename(request: MemberRequest, unit: Unit) -> HttpResponse:
    """Give a unit a new name from a day on."""
    today = localdate()
    form = forms.RenameForm(request.POST if request.method == "POST" else None, today=today)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.rename_unit(unit=unit, by=request.user, at=now(), **form.cleaned_data)

        if carry_out(request, form, act, said=_("Det nye navnet er lagret.")).done:
            return redirect("organisation:unit", unit.slug)
    return show(request, FORM, pages.rename_page(unit, form, today), status=422 if form.is_bound else 200)


@read_or_send
@authorize("organisation.edit_unit", Unit, kwarg="slug")
def edit(request: MemberRequest, unit: Unit) -> HttpResponse:
    """Change what a unit says about itself; what a network says stands on a page of its own."""
    if unit.kind == Kind.NETWORK:
        return redirect("networks:edit", unit.slug)
    is_stale = False
    start = {
        "public_email": unit.public_email,
        "meets": unit.meets,
        "about": unit.about,
        "seen": unit.fingerprint,
    }
    form = forms.EditUnitForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.edit_unit(unit=unit, by=request.user, at=now(), **form.cleaned_data)

        outcome = carry_out(request, form, act, said=_("Endringene er lagret."))
        if outcome.done:
            return redirect("organisation:unit", unit.slug)
        if is_stale := outcome.is_stale:
            unit.refresh_from_db()
            show_again(form, "seen", unit.fingerprint)
    page = pages.edit_page(unit, form, localdate(), is_stale=is_stale)
    return show(request, FORM, page, status=422 if form.is_bound else 200)


@read_or_send
@authorize("organisation.manage_units", Unit, kwarg="slug")
def close(request: MemberRequest, unit: Unit) -> HttpResponse:
    """Close a unit after its last day."""
    today = localdate()
    form = forms.CloseForm(request.POST if request.method == "POST" else None, today=today)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.close_unit(unit=unit, last_day=form.cleaned_data["last_day"], by=request.user, at=now())

        if carry_out(request, form, act, said=_("Siste dag er lagret.")).done:
            return redirect("organisation:unit", unit.slug)
    return show(request, FORM, pages.close_page(unit, form, today), status=422 if form.is_bound else 200)


@read_or_send
@authorize("organisation.edit_profile")
def profile(request: MemberRequest) -> HttpResponse:
    """Set the organisation's colour and municipality."""
    today = localdate()
    main = queries.main_unit(today)
    if main is None:
        return redirect("organisation:units")
    stored = Profile.objects.filter(main_unit=main).first() or Profile(main_unit=main)
    start = {
        "colour": stored.colour,
        "municipality_code": stored.municipality_code,
        "seen": stored.fingerprint if stored.pk else "",
    }
    present: tuple[pages.Fact, ...] = ()
    form = forms.ProfileForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.set_profile(main_unit=main, by=request.user, at=now(), **form.cleaned_data)

        outcome = carry_out(request, form, act, said=_("Farge og kommune er lagret."))
        if outcome.done:
            return redirect("organisation:units")
        if outcome.is_stale:
            stored = Profile.objects.get(main_unit=main)
            show_again(form, "seen", stored.fingerprint)
            present = (
                pages.Fact(_("Farge"), stored.colour),
                pages.Fact(_("Kommunenummer"), stored.municipality_code),
            )
    return show(request, FORM, pages.profile_page(form, present), status=422 if form.is_bound else 200)
