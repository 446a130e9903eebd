"""Views of one's own membership: the choice of branch, and the address."""

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
from lokallag.core.views import MemberRequest, invalid, personal, safe_next, show
from lokallag.membership import queries, services
from lokallag.membership.forms import AddressForm, ConfirmForm
from lokallag.membership.services.choices import CLOSED
from lokallag.organisation.models import Kind, Unit

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
