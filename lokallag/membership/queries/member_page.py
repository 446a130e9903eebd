"""The page of one member: what the reader's office shows of them, and how they came to be where they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.core.models import Change
from lokallag.core.permissions import Asker, may
from lokallag.membership.domain.ages import GROWN, may_be_minor
from lokallag.membership.domain.choices import EndReason, Reason
from lokallag.membership.models import END_REASONS, FeeYear, Guardian, Membership
from lokallag.membership.queries.address import address_for, holds_register, is_hidden_from, keeper
from lokallag.membership.queries.areas import residence_of
from lokallag.membership.queries.frame import frame
from lokallag.membership.queries.lists import FEE_WORDS, UNPLACED, Crumbs, list_slug
from lokallag.membership.queries.mine import PastChoice, past_choices
from lokallag.membership.queries.rows import age_in_words
from lokallag.membership.rules import Sees, sight
from lokallag.organisation.models import Term, Unit
from lokallag.organisation.queries import board_members
from lokallag.people.models import Person
from lokallag.people.queries.address import open_address

MOST_CHANGES = 30
CHANGES: Mapping[str, str | Promise] = {
    "people.register_person": gettext_lazy("Ført inn i registeret"),
    "people.change_address": gettext_lazy("Adressen ble endret"),
    "people.change_contact": gettext_lazy("E-post eller telefon ble endret"),
    "people.set_protected": gettext_lazy("Adressebeskyttelsen ble endret"),
    "membership.start_membership": gettext_lazy("Medlemskapet begynte"),
    "membership.end_membership": gettext_lazy("Medlemskapet ble avsluttet"),
    "membership.choose_branch": gettext_lazy("Medlemmet valgte avdeling"),
    "membership.place_member": gettext_lazy("Styret plasserte medlemmet i en avdeling"),
    "membership.edit_guardian": gettext_lazy("Foresatt ble ført inn"),
}
SHOWN_BY = {
    Sees.CONTACT: "membership.see_contact",
    Sees.MINORS: "membership.see_minor",
    Sees.DETAILS: "membership.see_details",
    Sees.FEES: "membership.see_fees",
    Sees.ADDRESS: "membership.see_address",
}

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Past:
    """One thing that happened: the day, and what."""

    when: str
    what: str


@dataclass(frozen=True, slots=True)
class Act:
    """Something the reader may do from here."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class MemberPage:
    """``member_detail.html``: facts in the order shown; histories are empty where the reader does not see them.

    ``slots`` are links that rooms above may add.
    """

    title: str
    crumbs: Crumbs
    person_id: int
    unit_id: int | None
    facts: tuple[Fact, ...]
    is_protected: bool
    is_minor: bool
    guardian: tuple[Fact, ...]
    choices: tuple[PastChoice, ...]
    fees: tuple[Fact, ...]
    offices: tuple[Fact, ...]
    changes: tuple[Past, ...]
    acts: tuple[Act, ...]
    slots: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class LookPage:
    """``member_look.html``: what more there is to see, with a purpose: first the form, then the facts.

    ``is_hidden``: the address is not for the reader. ``act`` is the button; empty where there is nothing to see.
    """

    title: str
    crumbs: Crumbs
    form: forms.Form
    facts: tuple[Fact, ...]
    is_hidden: bool
    act: str
    back_url: str


@dataclass(frozen=True, slots=True)
class CarePage:
    """``member_care.html``: one form about a member, what it is for, and where one goes back to."""

    title: str
    crumbs: Crumbs
    lead: str
    form: forms.Form
    act: str
    back_url: str


def member_url(membership: Membership, today: date) -> str:
    """Return the address of the member's page."""
    return reverse("membership:member", args=[list_slug(membership, today), membership.pk])


def member_page(membership: Membership, *, viewer: Asker, today: date) -> MemberPage:
    """Return the page of a member as the viewer's offices show it. The same number of queries for any history."""
    person, seen = membership.person, sight(viewer, membership, today)
    seen -= {part for part, act in SHOWN_BY.items() if not may(viewer, act, membership)}
    if viewer.pk == person.pk:
        seen = seen | {Sees.NAME, Sees.BRANCH, Sees.CONTACT, Sees.DETAILS, Sees.FEES, Sees.MINORS}
    details, hides = Sees.DETAILS in seen, person.is_protected and viewer.pk != person.pk
    minor = may_be_minor(person.birth_year, today.year)
    slug = list_slug(membership, today)
    branch = next((name for pk, name in frame(today).names.items() if frame(today).slugs[pk] == slug), "")
    return MemberPage(
        title=person.name,
        crumbs=_crumbs(slug, branch, ((person.name, None),)),
        person_id=person.pk,
        unit_id=next((pk for pk, found in frame(today).slugs.items() if found == slug), None),
        facts=tuple(_facts(membership, seen, branch, today, minor=minor)),
        is_protected=person.is_protected and details,
        is_minor=minor and details,
        guardian=_guardian(person) if minor and Sees.MINORS in seen else (),
        choices=past_choices(membership, today, hides_address=hides) if details else (),
        fees=_fees(membership) if Sees.FEES in seen else (),
        offices=_offices(person, today) if details else (),
        changes=_changes(membership, today) if details else (),
        acts=tuple(_acts(membership, slug, viewer, seen, today, minor=minor)),
        slots=(),
    )


def _crumbs(slug: str, branch: str, rest: Crumbs) -> Crumbs:
    if slug == UNPLACED:
        here = (_("Uten avdeling"), reverse("membership:unplaced"))
    else:
        here = (branch, reverse("membership:list", args=[slug]))
    return ((_("Medlemmer"), reverse("membership:lists")), here, *rest)


def _facts(membership: Membership, seen: frozenset[Sees], branch: str, today: date, *, minor: bool) -> list[Fact]:
    person = membership.person
    facts: list[Fact] = []
    if {Sees.BRANCH, Sees.DETAILS} & seen:
        facts.append((_("Hører til"), branch or _("Ingen avdeling")))
    if Sees.CONTACT in seen and (not minor or Sees.MINORS in seen):
        facts += [(_("E-post"), person.email), (_("Telefon"), person.phone)]
    if Sees.DETAILS in seen:
        code = open_address(person).postal_code
        facts += [
            (_("Bor i"), _("Beskyttet") if person.is_protected else residence_of(code, today).place),
            (_("Alder"), _age(person.birth_year, today)),
            (_("Medlem siden"), in_words(membership.joined_on)),
            (_("Medlemsnummer"), membership.number),
        ]
        if membership.ended_on is not None:
            reason = str(END_REASONS[EndReason(membership.end_reason)])
            facts.append((_("Medlem til"), f"{in_words(membership.ended_on)} ({reason})"))
    return facts


def _guardian(person: Person) -> tuple[Fact, ...]:
    found = Guardian.objects.filter(person=person).first()
    if found is None:
        return ()
    return ((_("Navn"), found.name), (_("Telefon"), found.phone), (_("E-post"), found.email))


def _fees(membership: Membership) -> tuple[Fact, ...]:
    rows = FeeYear.objects.filter(membership=membership).order_by("-year")
    return tuple((str(fee.year), str(FEE_WORDS[fee.is_paid][0])) for fee in rows)


def _offices(person: Person, today: date) -> tuple[Fact, ...]:
    terms = Term.objects.filter(person=person).select_related("office").order_by("-from_on", "-pk")
    found = list(terms)
    names = Unit.objects.named(today).in_bulk({term.office.unit_id for term in found})
    rows = []
    for term in found:
        until = _("til %(day)s") % {"day": in_words(term.until_on)} if term.until_on else ""
        label = f"{term.office.label}, {names[term.office.unit_id].name}"
        rows.append((label, f"{_('fra %(day)s') % {'day': in_words(term.from_on)}} {until}".strip()))
    return tuple(rows)


def _changes(membership: Membership, today: date) -> tuple[Past, ...]:
    """Return what was written down about the member, newest first, of the acts that have words for a reader."""
    choices = [str(pk) for pk in membership.choices.values_list("pk", flat=True)]
    about = (
        Q(target_kind="membership.membership", target_id=str(membership.pk))
        | Q(target_kind="people.person", target_id=str(membership.person_id))
        | Q(target_kind="membership.branchchoice", target_id__in=choices)
    )
    rows = Change.objects.filter(about, act__in=CHANGES)
    found = rows.order_by("-at", "-pk")[:MOST_CHANGES]
    return tuple(Past(moment_in_words(change.at, today), _what_happened(change)) for change in found)


def _age(birth_year: int | None, today: date) -> str:
    """Return the age in words that agree with whether the member may still be under 18."""
    if birth_year is not None and today.year - birth_year == GROWN:
        return _("Fyller 18 i år")
    return age_in_words(birth_year, today, frame(today).bands)


def _what_happened(change: Change) -> str:
    if change.act == "membership.choose_branch" and change.details.get("reason") == Reason.IMPORTED:
        return _("Avdelingen ble ført inn fra medlemsregisteret")
    return str(CHANGES[change.act])


def _acts(
    membership: Membership, slug: str, viewer: Asker, seen: frozenset[Sees], today: date, *, minor: bool
) -> list[Act]:
    at = [slug, membership.pk]
    acts = []
    if may(viewer, "membership.enter_for_member", membership):
        acts.append(Act(_("Før inn for medlemmet"), reverse("membership:for_member", args=at)))
    shows_more = Sees.BIRTH in seen or not is_hidden_from(viewer, membership.person, today)
    if Sees.ADDRESS in seen and shows_more:
        acts.append(Act(_("Se hele adressen"), reverse("membership:address_look", args=at)))
    if minor and may(viewer, "membership.edit_guardian", membership):
        acts.append(Act(_("Før inn foresatt"), reverse("membership:guardian", args=at)))
    if may(viewer, "membership.place_member", membership):
        acts.append(Act(_("Plasser i en annen avdeling"), reverse("membership:place", args=at)))
    if may(viewer, "membership.protect_member", membership):
        acts.append(Act(_("Adressebeskyttelse"), reverse("membership:protect", args=at)))
    return acts


def look_page(membership: Membership, form: forms.Form, *, viewer: Asker, today: date, shown: bool) -> LookPage:
    """Return the page on which an address is seen, once what it is for is written.

    :param shown: whether it is to be shown
    """
    person, is_hidden = membership.person, is_hidden_from(viewer, membership.person, today)
    year = str(person.birth_year or "") if Sees.BIRTH in sight(viewer, membership, today) else ""
    facts: list[Fact] = []
    if shown and not is_hidden:
        address = address_for(viewer, person, today)
        facts = [(_("Gateadresse"), address.street), (_("Poststed"), residence_of(address.postal_code, today).place)]
    if shown and year:
        facts.append((_("Fødselsår"), year))
    return LookPage(
        title=_("Adressen til %(name)s") % {"name": person.name},
        crumbs=_below(membership, today, _("Adresse")),
        form=form,
        facts=tuple(facts),
        is_hidden=is_hidden,
        act=_("Vis adressen") if not is_hidden else _("Vis fødselsåret") if year else "",
        back_url=member_url(membership, today),
    )


def _below(membership: Membership, today: date, last: str) -> Crumbs:
    slug = list_slug(membership, today)
    branch = next((name for pk, name in frame(today).names.items() if frame(today).slugs[pk] == slug), "")
    return _crumbs(slug, branch, ((membership.person.name, member_url(membership, today)), (last, None)))


def guardian_page(membership: Membership, form: forms.Form, today: date) -> CarePage:
    """Return the page on which a guardian is written down."""
    return CarePage(
        title=_("Foresatt til %(name)s") % {"name": membership.person.name},
        crumbs=_below(membership, today, _("Foresatt")),
        lead=_("Bare de som leder avdelingen, og sekretæren i kommunepartiet ser dette."),
        form=form,
        act=_("Lagre"),
        back_url=member_url(membership, today),
    )


def protect_page(membership: Membership, form: forms.Form, today: date) -> CarePage:
    """Return the page on which an officer says that a member's address is protected."""
    named = keeper(today)
    who = _("Adressen ses da bare av %(name)s.") % {"name": named.person.name} if named else _("Ingen ser den da.")
    return CarePage(
        title=_("Adressebeskyttelse for %(name)s") % {"name": membership.person.name},
        crumbs=_below(membership, today, _("Adressebeskyttelse")),
        lead=_("En beskyttet adresse vises ikke i lister, filer, kart eller søk. %(who)s") % {"who": who},
        form=form,
        act=_("Lagre"),
        back_url=member_url(membership, today),
    )


def keeper_choices(viewer: Asker, today: date) -> list[tuple[str, str]]:
    """Return whom the viewer may name to see protected addresses: key and name; first nobody."""
    others = [person for person in board_members(today) if person.pk != viewer.pk and holds_register(person, today)]
    return [("", _("Ingen")), *((str(person.key), person.name) for person in others)]


def keeper_page(form: forms.Form, today: date) -> CarePage:
    """Return the page that says who sees protected addresses, and names another."""
    named = keeper(today)
    lead = (
        _("%(name)s ser beskyttede adresser, så lenge vervet varer.") % {"name": named.person.name}
        if named is not None
        else _("Ingen ser beskyttede adresser i dag.")
    )
    return CarePage(
        title=_("Hvem som ser beskyttede adresser"),
        crumbs=((_("Medlemmer"), reverse("membership:lists")), (_("Beskyttede adresser"), None)),
        lead=lead,
        form=form,
        act=_("Lagre"),
        back_url=reverse("membership:lists"),
    )
