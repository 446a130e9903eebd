"""Views on which an officer enters for a member what the member has said, and the letters that members get of it."""

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lokallag.core import permissions
from lokallag.core.audit import How as Look
from lokallag.core.audit import record_look
from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim
from lokallag.core.views import MemberRequest, authorize, invalid, show
from lokallag.membership import queries, services
from lokallag.membership.forms_behalf import (
    CONSENT_PREFIX,
    EnterAddressForm,
    EnterBranchForm,
    EnterConsentsForm,
    EnterEmailForm,
    EnterLanguageForm,
    EnterPhoneForm,
    LetterForm,
    ProtectionForm,
    SaidForm,
)
from lokallag.membership.models import Entry, Membership
from lokallag.membership.queries.behalf import (
    behalf_page,
    enter_page,
    letter_page,
    letters_page,
    said_initial,
    said_query,
    slug_of,
)
from lokallag.membership.queries.mine import NO_CHOICE, present_choice
from lokallag.membership.rules import contact_is_shown
from lokallag.membership.services.behalf import given_now, hindrance_to_email, mark_of, mark_of_consents
from lokallag.organisation.models import Unit
from lokallag.people.domain.consents import purposes
from lokallag.people.models import Language

SEE = "membership.see_member"
COVERS = "membership.enter_for_member"
UNKNOWN_CHOICE = -1  # a form that does not say which choice it saw is as good as a stale one
get_or_post = require_http_methods(["GET", "HEAD", "POST"])
CarryOut = Callable[[], Entry | None]


def _looked(
    request: MemberRequest, membership: Membership, how: Look = Look.PAGE, act: str = COVERS, *, purpose: str = ""
) -> None:
    present = present_choice(membership, localdate())
    unit_id = None if present is None else present.unit_id
    persons = [membership.person_id]
    record_look(act, actor=request.user, persons=persons, at=now(), how=how, unit_id=unit_id, purpose=purpose)


def _on_its_list(request: MemberRequest, membership: Membership, slug: str) -> None:
    """Answer 404 where the address names another list than the member's own. What was sent is not lost by that."""
    if request.method != "POST" and slug != slug_of(membership, localdate()):
        raise Http404


@require_safe
@authorize("membership.enter_for_member", Membership, see=SEE)
def for_member(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Show what can be entered for this member, and what has been."""
    _on_its_list(request, membership, slug)
    today = localdate()
    _looked(request, membership)
    said = said_query(request.GET, today)
    page = behalf_page(membership, viewer=request.user, today=today, said=said)
    return show(request, "membership/behalf.html", page)


def _enter(
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
) -> HttpResponse:
    """Show the form of one thing, or enter it once and go back to the member for the next."""
    _on_its_list(request, membership, slug)
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
    _looked(request, membership)
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


def _start(request: MemberRequest, **values: object) -> dict[str, object]:
    return {**said_initial(request.GET, localdate()), **values}


@get_or_post
@authorize("membership.enter_branch", Membership, see=SEE)
def enter_branch(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Enter the branch that the member wants to belong to."""
    today = localdate()
    present = present_choice(membership, today)
    seen = NO_CHOICE if present is None else present.pk
    form = EnterBranchForm(
        request.POST if request.method == "POST" else None, initial=_start(request, seen=seen)
    ).offering(
        queries.branch_choices(today, but=None if request.method == "POST" or present is None else present.unit_id)
    )

    def carry_out() -> Entry | None:
        unit = Unit.objects.branches(today).get(slug=form.cleaned_data["unit"])
        written = form.cleaned_data["seen"]
        saw = int(written) if written.isascii() and written.isdigit() else UNKNOWN_CHOICE
        return services.enter_branch(
            membership=membership, unit=unit, seen=saw, said=form.said, by=request.user, at=now()
        )

    return _enter(
        request,
        membership,
        slug,
        form=form,
        carry_out=carry_out,
        title=_("Ny avdeling"),
        lead=_("%(name)s hører i dag til %(branch)s.")
        % {"name": membership.person.given_name, "branch": present.unit.name}
        if present is not None
        else _("%(name)s hører i dag ikke til noen avdeling.") % {"name": membership.person.given_name},
        note_title=_("Medlemmet velger fritt"),
        note=_("Før inn det medlemmet sa, også når en annen avdeling har ansvaret der medlemmet bor."),
    )


@get_or_post
@authorize("membership.enter_address", Membership, see=SEE)
def enter_address(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Enter the member's new address. The old one is not shown: it takes a reason of its own to see it."""
    person = membership.person
    initial = _start(request, seen=mark_of(person.street_address, person.postal_code))
    form = EnterAddressForm(request.POST if request.method == "POST" else None, initial=initial)

    def carry_out() -> Entry | None:
        return services.enter_address(
            membership=membership,
            street_address=form.cleaned_data["street_address"],
            postal_code=form.cleaned_data["postal_code"],
            seen=form.cleaned_data["seen"],
            said=form.said,
            by=request.user,
            at=now(),
        )

    return _enter(
        request,
        membership,
        slug,
        form=form,
        carry_out=carry_out,
        title=_("Ny adresse"),
        lead=_("En ny adresse flytter ikke medlemmet til en annen avdeling. Medlemmet blir bare spurt."),
        note_title=_("Adressen er beskyttet") if person.is_protected else "",
        note=_("Den nye adressen blir også beskyttet.") if person.is_protected else "",
    )


@get_or_post
@authorize("membership.enter_phone", Membership, see=SEE)
def enter_phone(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Enter the member's new telephone number."""
    person = membership.person
    phone = person.phone if contact_is_shown(request.user, membership, localdate()) else ""
    initial = _start(request, phone=phone, seen=mark_of(person.phone))
    form = EnterPhoneForm(request.POST if request.method == "POST" else None, initial=initial)

    def carry_out() -> Entry | None:
        return services.enter_phone(
            membership=membership,
            phone=form.cleaned_data["phone"],
            seen=form.cleaned_data["seen"],
            said=form.said,
            by=request.user,
            at=now(),
        )

    return _enter(request, membership, slug, form=form, carry_out=carry_out, title=_("Nytt telefonnummer"))


@get_or_post
@authorize("membership.enter_email", Membership, see=SEE)
def enter_email(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Enter the member's new e-mail address, where the member has no power that a mailbox could carry."""
    person = membership.person
    initial = _start(request, seen=mark_of(person.email))
    form = EnterEmailForm(request.POST if request.method == "POST" else None, initial=initial)

    def carry_out() -> Entry | None:
        return services.enter_email(
            membership=membership,
            email=form.cleaned_data["email"],
            is_shared=form.cleaned_data["is_shared"],
            seen=form.cleaned_data["seen"],
            said=form.said,
            by=request.user,
            at=now(),
        )

    return _enter(
        request,
        membership,
        slug,
        form=form,
        carry_out=carry_out,
        title=_("Ny e-postadresse"),
        lead=_mailbox_in_words(request, membership),
        note_title=_("Er du sikker på hvem du snakker med?"),
        note=_(
            "Den som leser e-posten, kan logge inn som medlemmet. Er du i tvil, så ring tilbake på nummeret vi har."
            " Den gamle adressen og den andre tillitsvalgte i styret får beskjed."
        ),
        hindrance=hindrance_to_email(person, at=now()) or "",
    )


def _mailbox_in_words(request: MemberRequest, membership: Membership) -> str:
    if not membership.person.email:
        return _("Medlemmet har ingen e-postadresse her.")
    if not contact_is_shown(request.user, membership, localdate()):
        return _("Medlemmet har en e-postadresse her.")
    return _("Adressen er i dag %(email)s.") % {"email": membership.person.email}


@get_or_post
@authorize("membership.enter_language", Membership, see=SEE)
def enter_language(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Enter the language in which the member gets messages."""
    person = membership.person
    initial = _start(request, language=person.language, seen=mark_of(person.language))
    form = EnterLanguageForm(request.POST if request.method == "POST" else None, initial=initial)

    def carry_out() -> Entry | None:
        return services.enter_language(
            membership=membership,
            language=Language(form.cleaned_data["language"]),
            seen=form.cleaned_data["seen"],
            said=form.said,
            by=request.user,
            at=now(),
        )

    return _enter(request, membership, slug, form=form, carry_out=carry_out, title=_("Språk"))


@get_or_post
@authorize("membership.enter_consent", Membership, see=SEE)
def enter_consents(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Enter what the member says yes and no to, after the texts have been read aloud or handed over."""
    if not purposes():
        raise Http404
    given = given_now(membership.person)
    ticked: dict[str, object] = {f"{CONSENT_PREFIX}{name}": True for name in given}
    initial = _start(request, seen=mark_of_consents(membership.person), **ticked)
    form = EnterConsentsForm(request.POST if request.method == "POST" else None, initial=initial).asking(purposes())

    def carry_out() -> Entry | None:
        return services.enter_consents(
            membership=membership,
            given=form.given,
            seen=form.cleaned_data["seen"],
            said=form.said,
            by=request.user,
            at=now(),
        )

    return _enter(
        request,
        membership,
        slug,
        form=form,
        carry_out=carry_out,
        title=_("Samtykker"),
        lead=_("Les teksten høyt, og kryss av bare for det medlemmet sier ja til."),
    )


@get_or_post
@authorize("membership.enter_protection", Membership, see=SEE)
def enter_protection(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Enter that the member's address is to be protected, from now on."""
    return _protect(request, membership, slug, is_protected=True)


@get_or_post
@authorize("membership.end_protection", Membership, see=SEE)
def end_protection(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Enter that the member's address is no longer protected: on paper, with the member's own signature."""
    return _protect(request, membership, slug, is_protected=False)


def _protect(request: MemberRequest, membership: Membership, slug: str, *, is_protected: bool) -> HttpResponse:
    form = ProtectionForm(request.POST if request.method == "POST" else None, initial=_start(request))

    def carry_out() -> Entry | None:
        return services.enter_protection(
            membership=membership, is_protected=is_protected, said=form.said, by=request.user, at=now()
        )

    if is_protected:
        title, lead = _("Beskytt adressen"), _("Da ser ingen adressen, verken i lister, på kart eller på brev.")
    else:
        title = _("Slutt å beskytte adressen")
        lead = _("Da ser de som leder avdelingen, og styrets leder og sekretær, adressen igjen. Vi må ha det på papir.")
    return _enter(request, membership, slug, form=form, carry_out=carry_out, title=title, lead=lead, label=title)


@require_safe
@authorize("membership.see_lists")
def letters(request: MemberRequest) -> HttpResponse:
    """Show to which members a letter waits to be printed and sent."""
    page = letters_page(request.user, localdate())
    act = "membership.send_letter"
    record_look(act, actor=request.user, persons=page.person_ids, at=now(), how=Look.LIST)
    return show(request, "membership/behalf_letters.html", page)


@require_safe
@authorize("membership.print_letter", Membership, see=SEE)
def letter(request: MemberRequest, membership: Membership) -> HttpResponse:
    """Show the letter to one member, as it is printed."""
    page = letter_page(membership, today=localdate())
    if page is None:
        raise Http404
    _looked(request, membership, Look.PRINT, "membership.print_letter", purpose=str(_("Brev med kvittering")))
    return show(request, "membership/behalf_letter.html", page)


@require_POST
@authorize("membership.send_letter", Membership, see=SEE)
def letter_sent(request: MemberRequest, membership: Membership) -> HttpResponse:
    """Mark the letter to one member as sent, if it told of all that waits."""
    form = LetterForm(request.POST)
    shown = form.ids if form.is_valid() else frozenset[int]()
    try:
        services.mark_letter_sent(membership=membership, shown=shown, by=request.user, at=now())
    except RuleViolation as error:
        messages.error(request, str(error))
        return redirect("membership:letter", membership.pk)
    messages.success(request, _("Brevet er merket som sendt."))
    return redirect("membership:letters")
