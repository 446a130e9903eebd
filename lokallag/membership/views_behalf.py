"""Views on which an officer enters for a member what the member has said, and the letters that members get of it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lokallag.core.audit import How as Look
from lokallag.core.audit import record_look
from lokallag.core.errors import RuleViolation
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.membership import queries, services
from lokallag.membership.entering import enter, get_or_post, looked, on_its_list, start_with
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
)
from lokallag.membership.models import Entry, Membership
from lokallag.membership.queries.behalf import (
    behalf_page,
    letter_page,
    letters_page,
    said_query,
)
from lokallag.membership.queries.mine import NO_CHOICE, present_choice
from lokallag.membership.rules import contact_is_shown
from lokallag.membership.services.behalf import given_now, hindrance_to_email, mark_of, mark_of_consents
from lokallag.organisation.models import Unit
from lokallag.people.domain.consents import purposes
from lokallag.people.models import Language

SEE = "membership.see_member"
UNKNOWN_CHOICE = -1  # a form that does not say which choice it saw is as good as a stale one


@require_safe
@authorize("membership.enter_for_member", Membership, see=SEE)
def for_member(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Show what can be entered for this member, and what has been."""
    on_its_list(request, membership, slug)
    today = localdate()
    looked(request, membership)
    said = said_query(request.GET, today)
    page = behalf_page(membership, viewer=request.user, today=today, said=said)
    return show(request, "membership/behalf.html", page)


@get_or_post
@authorize("membership.enter_branch", Membership, see=SEE)
def enter_branch(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Enter the branch that the member wants to belong to."""
    today = localdate()
    present = present_choice(membership, today)
    seen = NO_CHOICE if present is None else present.pk
    form = EnterBranchForm(
        request.POST if request.method == "POST" else None, initial=start_with(request, seen=seen)
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

    return enter(
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
    initial = start_with(request, seen=mark_of(person.street_address, person.postal_code))
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

    return enter(
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
    initial = start_with(request, phone=phone, seen=mark_of(person.phone))
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

    return enter(request, membership, slug, form=form, carry_out=carry_out, title=_("Nytt telefonnummer"))


@get_or_post
@authorize("membership.enter_email", Membership, see=SEE)
def enter_email(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Enter the member's new e-mail address, where the member has no power that a mailbox could carry."""
    person = membership.person
    initial = start_with(request, seen=mark_of(person.email))
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

    return enter(
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
    initial = start_with(request, language=person.language, seen=mark_of(person.language))
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

    return enter(request, membership, slug, form=form, carry_out=carry_out, title=_("Språk"))


@get_or_post
@authorize("membership.enter_consent", Membership, see=SEE)
def enter_consents(request: MemberRequest, membership: Membership, slug: str) -> HttpResponse:
    """Enter what the member says yes and no to, after the texts have been read aloud or handed over."""
    if not purposes():
        raise Http404
    given = given_now(membership.person)
    ticked: dict[str, object] = {f"{CONSENT_PREFIX}{name}": True for name in given}
    initial = start_with(request, seen=mark_of_consents(membership.person), **ticked)
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

    return enter(
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
    form = ProtectionForm(request.POST if request.method == "POST" else None, initial=start_with(request))

    def carry_out() -> Entry | None:
        return services.enter_protection(
            membership=membership, is_protected=is_protected, said=form.said, by=request.user, at=now()
        )

    if is_protected:
        title, lead = _("Beskytt adressen"), _("Da ser ingen adressen, verken i lister, på kart eller på brev.")
    else:
        title = _("Slutt å beskytte adressen")
        lead = _("Da ser de som leder avdelingen, og styrets leder og sekretær, adressen igjen. Vi må ha det på papir.")
    return enter(request, membership, slug, form=form, carry_out=carry_out, title=title, lead=lead, label=title)


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
    looked(request, membership, Look.PRINT, "membership.print_letter", purpose=str(_("Brev med kvittering")))
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
