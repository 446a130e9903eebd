"""Views of memberships: one's own branch and address, member lists, placing a member."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lokallag.core import permissions
from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim
from lokallag.core.views import MemberRequest, authorize, invalid, personal, safe_next, show
from lokallag.membership import queries, services
from lokallag.membership.forms import AddressForm, ConfirmForm, PlaceForm
from lokallag.membership.models import Membership
from lokallag.membership.services.choices import CLOSED
from lokallag.organisation.models import Kind, Unit
from lokallag.organisation.queries import name_on

UNKNOWN_CHOICE = -1  # a form that does not say which choice it saw is as good as a stale one
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@personal
def choose(request: MemberRequest) -> HttpResponse:
    """Show the branches, the suggested one first, to the member who chooses."""
    return show(request, "membership/choice_page.html", queries.choice_page(request.user, localdate()))


@get_or_post
@personal
def confirm(request: MemberRequest, slug: str) -> HttpResponse:
    """Show what choosing this branch will do, and do it when the member presses."""
    person, today = request.user, localdate()
    membership = queries.membership_of(person, today)
    if not permissions.may(person, "membership.choose_branch", membership):
        raise PermissionDenied(permissions.denial("membership.choose_branch"))
    assert membership is not None, "nobody may choose for a membership that is not there"
    if not Unit.objects.filter(kind=Kind.BRANCH, slug=slug).exists():
        raise Http404
    unit = Unit.objects.branches(today).filter(slug=slug).first()
    if unit is None:
        stale = queries.choice_page(person, today, problem=str(CLOSED))
        return invalid(request, "membership/choice_page.html", stale)
    if request.method != "POST":
        return show(request, "membership/choice_confirm.html", queries.confirm_page(person, membership, unit, today))
    form = ConfirmForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else UNKNOWN_CHOICE
    try:
        with transaction.atomic():
            if claim(request):
                services.choose_branch(membership=membership, unit=unit, by=person, at=now(), seen=seen)
    except RuleViolation as error:
        page = queries.confirm_page(person, membership, unit, today, problem=str(error))
        return invalid(request, "membership/choice_confirm.html", page)
    stays = membership.choices.filter(pk=seen, unit=unit).exists()
    said = _("Du blir i %(branch)s.") if stays else _("Du hører nå til %(branch)s.")
    messages.success(request, said % {"branch": unit.name})
    return redirect(safe_next(request, reverse("membership:choose")))


@get_or_post
@personal
def address(request: MemberRequest) -> HttpResponse:
    """Let a person write a new address, and offer the choice of branch again where the new one gives reason to."""
    person = request.user
    if request.method != "POST":
        initial = {"street_address": person.street_address, "postal_code": person.postal_code}
        page = queries.address_page(person, AddressForm(initial=initial))
        return show(request, "membership/address_form.html", page)
    written = request.POST.copy()
    guess = written.get("bruk")
    if isinstance(guess, str) and guess:
        written["postal_code"] = guess
    form = AddressForm(written)
    if form.is_valid():
        try:
            with transaction.atomic():
                if claim(request):
                    services.change_address(**form.cleaned_data, person=person, by=person, at=now())
        except RuleViolation as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Adressen er lagret."))
            return redirect("membership:choose")
    return invalid(request, "membership/address_form.html", queries.address_page(person, form))


@require_safe
@authorize("membership.see_lists")
def lists(request: MemberRequest) -> HttpResponse:
    """Show which member lists one may see."""
    return show(request, "membership/member_lists.html", queries.member_lists_page(request.user, localdate()))


@require_safe
@authorize("membership.see_members", Unit, kwarg="slug", see="membership.see_members")
def member_list(request: MemberRequest, unit: Unit) -> HttpResponse:
    """Show the members of one branch, or all of the party, to those who lead it."""
    today = localdate()
    if unit.kind not in {Kind.BRANCH, Kind.MUNICIPAL}:
        raise Http404
    unit.name = name_on(unit, today)
    page = queries.member_list_page(unit, viewer=request.user, today=today, page=_page_number(request))
    return show(request, "membership/member_list.html", page)


@require_safe
@authorize("membership.see_unplaced")
def unplaced(request: MemberRequest) -> HttpResponse:
    """Show the members who belong to no branch."""
    page = queries.unplaced_page(viewer=request.user, today=localdate(), page=_page_number(request))
    return show(request, "membership/member_list.html", page)


@get_or_post
@authorize("membership.place_member", Membership, see="membership.see_member")
def place(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Let an officer of the board place a member in a branch. ``slug`` is the list that one came from."""
    person, today = request.user, localdate()
    if request.method != "POST" and slug != queries.list_slug(membership, today):
        raise Http404
    if request.method != "POST":
        form = queries.place_form(membership, today)
        return show(request, "membership/member_place.html", queries.place_page(membership, form, today))
    form = PlaceForm(request.POST).offering(queries.branch_choices(today))
    if form.is_valid():
        unit = Unit.objects.branches(today).get(slug=form.cleaned_data["unit"])
        try:
            with transaction.atomic():
                if claim(request):
                    services.place_member(
                        membership=membership,
                        unit=unit,
                        note=form.cleaned_data["note"],
                        seen=form.cleaned_data["seen"],
                        by=person,
                        at=now(),
                    )
        except RuleViolation as error:
            form.add_error(error.field, str(error))
        else:
            told = {"name": membership.person.name, "branch": unit.name}
            messages.success(request, _("%(name)s hører nå til %(branch)s.") % told)
            return redirect("membership:list", unit.slug)
    return invalid(request, "membership/member_place.html", queries.place_page(membership, form, today))


def _page_number(request: MemberRequest) -> int:
    wish = request.GET.get("side", "1")
    return int(wish) if wish.isascii() and wish.isdigit() and len(wish) < 7 else 1
