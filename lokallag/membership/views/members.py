"""Views of one member: the page, the address with a purpose, guardian, protection. Each look is logged."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lokallag.core.audit import How, record_look
from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim
from lokallag.core.views import MemberRequest, authorize, invalid, show
from lokallag.membership import queries, services
from lokallag.membership.forms import GuardianForm, KeeperForm, LookForm, ProtectForm
from lokallag.membership.models import Guardian, Membership
from lokallag.people.models import Person

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _right_place(membership: Membership, slug: str) -> None:
    """Answer as absent where the address names another branch than the member's."""
    if slug != queries.list_slug(membership, localdate()):
        raise Http404


@require_safe
@authorize("membership.see_member", Membership, see="membership.see_member")
def member(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Show one member, as far as one's office goes."""
    _right_place(membership, slug)
    page = queries.member_page(membership, viewer=request.user, today=localdate())
    record_look(
        "membership.see_member",
        actor=request.user,
        persons=[page.person_id],
        at=now(),
        how=How.PAGE,
        unit_id=page.unit_id,
    )
    return show(request, "membership/member_detail.html", page)


@get_or_post
@authorize("membership.see_address", Membership, see="membership.see_member")
def address_look(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Show a member's whole address to who has written what it is for."""
    _right_place(membership, slug)
    form = LookForm(request.POST if request.method == "POST" else None)
    shown = form.is_bound and form.is_valid()
    page = queries.look_page(membership, form, viewer=request.user, today=localdate(), shown=shown)
    if form.is_bound and not page.act:
        return show(request, "membership/member_look.html", page, status=403)
    if form.is_bound and not shown:
        return invalid(request, "membership/member_look.html", page)
    if shown:
        record_look(
            "membership.see_address",
            actor=request.user,
            persons=[membership.person_id],
            at=now(),
            how=How.PAGE,
            purpose=form.cleaned_data["purpose"],
        )
    return show(request, "membership/member_look.html", page)


@get_or_post
@authorize("membership.edit_guardian", Membership, see="membership.see_member")
def guardian(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Write down who answers for a member under 18."""
    _right_place(membership, slug)
    today = localdate()
    if request.method != "POST":
        known = Guardian.objects.filter(person_id=membership.person_id).values("name", "phone", "email").first()
        page = queries.guardian_page(membership, GuardianForm(initial=dict(known or {})), today)
        persons = [membership.person_id] if known else []
        record_look("membership.edit_guardian", actor=request.user, persons=persons, at=now(), how=How.PAGE)
        return show(request, "membership/member_care.html", page)
    form = GuardianForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                if claim(request):
                    services.write_guardian(membership=membership, **form.cleaned_data, by=request.user, at=now())
        except RuleViolation as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Foresatt er lagret."))
            return redirect("membership:member", slug, membership.pk)
    return invalid(request, "membership/member_care.html", queries.guardian_page(membership, form, today))


@get_or_post
@authorize("membership.protect_member", Membership, see="membership.see_member")
def protect(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Say that a member's address is protected, or no longer."""
    _right_place(membership, slug)
    form = ProtectForm(
        request.POST if request.method == "POST" else None, initial={"is_protected": membership.person.is_protected}
    )
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            if claim(request):
                services.protect_member(
                    membership=membership, is_protected=form.cleaned_data["is_protected"], by=request.user, at=now()
                )
        messages.success(request, _("Adressebeskyttelsen er lagret."))
        return redirect("membership:member", slug, membership.pk)
    return show(request, "membership/member_care.html", queries.protect_page(membership, form, localdate()))


@get_or_post
@authorize("membership.name_address_keeper")
def keeper(request: MemberRequest) -> HttpResponse:
    """Say who sees protected addresses, and name another."""
    today = localdate()
    choices = queries.keeper_choices(request.user, today)
    if request.method != "POST":
        return show(request, "membership/member_care.html", queries.keeper_page(KeeperForm().offering(choices), today))
    form = KeeperForm(request.POST).offering(choices)
    if form.is_valid():
        key = form.cleaned_data["person"]
        named = Person.objects.filter(key=key).first() if key else None
        try:
            with transaction.atomic():
                if claim(request):
                    services.name_address_keeper(person=named, by=request.user, at=now())
        except RuleViolation as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Det er lagret hvem som ser beskyttede adresser."))
            return redirect("membership:keeper")
    return invalid(request, "membership/member_care.html", queries.keeper_page(form, today))
