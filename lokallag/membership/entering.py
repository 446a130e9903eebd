"""One thing entered for a member: what each form asks last, and how each page shows it, enters it once and goes on.

A door of this room: rooms above have pages on which they enter what is theirs (``enterables``).
"""

from collections.abc import Callable
from typing import ClassVar

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lokallag.core import permissions
from lokallag.core.audit import How as Look
from lokallag.core.audit import record_look
from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim
from lokallag.core.views import MemberRequest, invalid, show
from lokallag.membership.domain.behalf import How, Said
from lokallag.membership.entry import HOWS
from lokallag.membership.models import Entry, Membership
from lokallag.membership.queries.behalf import enter_page, said_initial, slug_of
from lokallag.membership.queries.mine import present_choice
from lokallag.ui.fields import DayField

COVERS = "membership.enter_for_member"
get_or_post = require_http_methods(["GET", "HEAD", "POST"])
CarryOut = Callable[[], Entry | None]


class SaidForm(forms.Form):
    """How and on which day the member said it. ``seen`` marks what the page showed."""

    how = forms.ChoiceField(
        label=gettext_lazy("Hvordan sa medlemmet det?"),
        choices=[(how.value, words) for how, words in HOWS.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Velg hvordan medlemmet sa det."),
            "invalid_choice": gettext_lazy("Velg hvordan medlemmet sa det."),
        },
    )
    said_on = DayField(label=gettext_lazy("Hvilken dag?"))
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    last: ClassVar[tuple[str, ...]] = ("how", "said_on", "seen")  # fields that stand after those of the thing itself

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.order_fields([name for name in self.fields if name not in self.last])

    @property
    def said(self) -> Said:
        """How and when, from a valid form."""
        return Said(How(self.cleaned_data["how"]), self.cleaned_data["said_on"])


def looked(
    request: MemberRequest, membership: Membership, how: Look = Look.PAGE, act: str = COVERS, *, purpose: str = ""
) -> None:
    """Write down that the page about the member was looked at."""
    present = present_choice(membership, localdate())
    unit_id = None if present is None else present.unit_id
    persons = [membership.person_id]
    record_look(act, actor=request.user, persons=persons, at=now(), how=how, unit_id=unit_id, purpose=purpose)


def on_its_list(request: MemberRequest, membership: Membership, slug: str) -> None:
    """Answer 404 where the address names another list than the member's own. What was sent is not lost by that."""
    if request.method != "POST" and slug != slug_of(membership, localdate()):
        raise Http404


def enter(
    request: MemberRequest,
    membership: Membership,
    slug: str,
    *,
    form: SaidForm,
    carry_out: CarryOut,
    title: str,
    lead: str = "",
    note_title: str = "",
    note: str = "",
    hindrance: str = "",
    label: str = "",
    act: str = COVERS,
) -> HttpResponse:
    """Show the form of one thing, or enter it once and go back to the member for the next.

    :param form: bound where something was sent; :param carry_out: enters it, and returns ``None`` where nothing changed
    :param act: what the look at the page is written down as
    :raises Http404: the address names another list than the member's own
    """
    on_its_list(request, membership, slug)
    today = localdate()
    if request.method == "POST" and not hindrance and form.is_valid():
        try:
            with transaction.atomic():
                is_new = claim(request)
                entry = carry_out() if is_new else None
        except RuleViolation as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return _entered(request, membership, form, entry, was_sent=not is_new)
    looked(request, membership, act=act)
    page = enter_page(
        membership,
        form,
        title=title,
        today=today,
        lead=lead,
        note_title=note_title,
        note=note,
        hindrance=hindrance,
        label=label,
    )
    if request.method == "POST":
        return invalid(request, "membership/behalf_form.html", page)
    return show(request, "membership/behalf_form.html", page)


def _entered(
    request: MemberRequest, membership: Membership, form: SaidForm, entry: Entry | None, *, was_sent: bool
) -> HttpResponse:
    """Say what came of it, and go back to the member, or to the lists where the member is no longer the officer's."""
    name = {"name": membership.person.name}
    if was_sent:
        messages.info(request, _("Dette er allerede ført inn."))
    elif entry is None:
        messages.info(request, _("Ingenting er endret: det sto slik fra før."))
    elif entry.receipt == "email":
        messages.success(request, _("Ført inn for %(name)s. Kvitteringen er sendt på e-post.") % name)
    else:
        messages.success(request, _("Ført inn for %(name)s. Skriv ut brevet med kvitteringen.") % name)
    membership = Membership.objects.select_related("person").get(pk=membership.pk)
    if not permissions.may(request.user, COVERS, membership):
        present = present_choice(membership, localdate())
        if present is not None:
            where = {**name, "branch": present.unit.name}
            messages.info(request, _("%(name)s hører nå til %(branch)s, og du ser ikke medlemmet lenger.") % where)
        return redirect("membership:lists")
    url = reverse("membership:for_member", args=[slug_of(membership, localdate()), membership.pk])
    return redirect(f"{url}?hvordan={form.said.how}&dag={form.said.on.isoformat()}")


def start_with(request: MemberRequest, **values: object) -> dict[str, object]:
    """Return what a form begins with: how and when the last thing in the same call was said, and these values."""
    return {**said_initial(request.GET, localdate()), **values}
