"""Views of member lists: which there are, one of them, and placing a member. Each list that is shown is logged."""

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
from lokallag.membership.forms import PlaceForm
from lokallag.membership.models import Membership
from lokallag.organisation.models import Kind, Unit

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@authorize("membership.see_lists")
def lists(request: MemberRequest) -> HttpResponse:
    """Show which member lists one may see."""
    return show(request, "membership/member_lists.html", queries.member_lists_page(request.user, localdate()))


@require_safe
@authorize("membership.see_members", Unit, kwarg="slug", see="membership.see_members")
def member_list(request: MemberRequest, unit: Unit) -> HttpResponse:
    """Show the members of one branch, or all of the party, to those whose office sees them."""
    if unit.kind not in {Kind.BRANCH, Kind.MUNICIPAL}:
        raise Http404
    page = queries.member_list_page(unit, viewer=request.user, today=localdate(), written=request.GET)
    return _shown(request, page, "membership.see_members")


@require_safe
@authorize("membership.see_unplaced")
def unplaced(request: MemberRequest) -> HttpResponse:
    """Show the members who belong to no branch."""
    page = queries.unplaced_page(viewer=request.user, today=localdate(), written=request.GET)
    return _shown(request, page, "membership.see_unplaced")


def _shown(request: MemberRequest, page: queries.MemberListPage, act: str) -> HttpResponse:
    response = show(request, "membership/member_list.html#list", page)
    persons = [row.person_id for row in page.rows]
    record_look(act, actor=request.user, persons=persons, at=now(), how=How.LIST, unit_id=page.unit_id)
    return response


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
