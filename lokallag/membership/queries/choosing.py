"""The pages on which a member chooses a branch, or an officer of the board places a member in one."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.membership.forms import AddressForm, PlaceForm
from lokallag.membership.models import Membership
from lokallag.membership.queries.areas import Residence, branch_areas, residence_of
from lokallag.membership.queries.mine import NO_CHOICE, MyMembership, my_membership, my_page_crumb, present_choice
from lokallag.organisation.models import Unit
from lokallag.people.models import Person
from lokallag.people.queries.address import open_address
from lokallag.territory.domain.search import understand
from lokallag.territory.queries import branches

Crumbs = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class BranchOption:
    """A branch that can be chosen: its colour on the map (``None`` without an area), its codes and when it meets."""

    name: str
    colour: int | None
    codes: str
    meets: str
    url: str
    label: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class ChoicePage:
    """``choice_page.html``: the suggestion with its reason, then all other branches in the order of the names.

    ``mine`` is ``None`` for somebody who is no member: the branches are shown, but cannot be chosen.
    """

    title: str
    crumbs: Crumbs
    mine: MyMembership | None
    nothing_chosen: bool
    lives_in: str
    suggested: BranchOption | None
    why: str
    others: tuple[BranchOption, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """``choice_confirm.html``: what the press will do, in words. ``seen`` goes with the form."""

    title: str
    crumbs: Crumbs
    branch: str
    lines: tuple[str, ...]
    label: str
    seen: int
    url: str
    back_url: str
    problem: str


@dataclass(frozen=True, slots=True)
class PlacePage:
    """``member_place.html``: the member by name, where the member belongs, and the form."""

    title: str
    crumbs: Crumbs
    name: str
    branch: str
    lives_in: str
    answers: str
    form: PlaceForm
    back_url: str


@dataclass(frozen=True, slots=True)
class AddressPage:
    """``address_form.html``: one's own address. ``guess`` is the code offered for one that lost its leading zero."""

    title: str
    crumbs: Crumbs
    form: AddressForm
    guess: str
    is_protected: bool
    back_url: str


def choice_page(person: Person, today: date, *, problem: str = "") -> ChoicePage:
    """Return the page on which a member chooses a branch.

    :param problem: what went wrong with the last press, in words
    """
    mine = my_membership(person, today)
    residence = residence_of(person.postal_code, today)
    areas = branch_areas(today)
    options: dict[int, BranchOption] = {}
    for unit in branches(today):
        is_mine = mine is not None and mine.branch_slug == unit.slug
        area = areas.get(unit.pk)
        options[unit.pk] = BranchOption(
            name=unit.name,
            colour=None if area is None else area.colour,
            codes="" if area is None else area.codes,
            meets=unit.meets,
            url=reverse("membership:confirm", args=[unit.slug]),
            label=_("Velg %(branch)s") % {"branch": unit.name},
            is_mine=is_mine,
        )
    suggested = None if residence.unit is None else options.pop(residence.unit.pk, None)
    if mine is not None and mine.branch:
        title = _("Du hører til %(branch)s") % {"branch": mine.branch}
    else:
        title = _("Velg avdeling")
    return ChoicePage(
        title=title,
        crumbs=(my_page_crumb(), (_("Avdelingen din"), None)),
        mine=mine,
        nothing_chosen=mine is not None and not mine.branch,
        lives_in=residence.place,
        suggested=suggested,
        why=why_suggested(residence),
        others=tuple(options.values()),
        problem=problem,
    )


def why_suggested(residence: Residence) -> str:
    """Return why a branch is suggested, or why none is, to the one who lives there."""
    if residence.unit is not None:
        return _("%(branch)s har ansvaret for %(place)s, der du bor. Du velger likevel fritt.") % {
            "branch": residence.unit.name,
            "place": residence.place,
        }
    if not residence.place:
        return _("Vi vet ikke hvor du bor, så vi foreslår ingen avdeling. Velg den du vil.")
    if residence.is_here:
        return _("Ingen avdeling har ansvaret for %(place)s ennå. Velg den du vil.") % {"place": residence.place}
    return _("%(place)s ligger utenfor avdelingenes områder. Velg den du vil.") % {"place": residence.place}


def confirm_page(person: Person, membership: Membership, unit: Unit, today: date, *, problem: str = "") -> ConfirmPage:
    """Return the page that says what choosing ``unit`` will do.

    :param unit: an open branch, with its name
    :param problem: what went wrong with the last press, in words
    """
    present = present_choice(membership, today)
    residence = residence_of(person.postal_code, today)
    stays = present is not None and present.unit_id == unit.pk
    words = {"branch": unit.name, "left": "" if present is None else present.unit.name}
    lines = []
    if residence.unit is not None and residence.unit.pk != unit.pk:
        lines.append(
            _("Der du bor, er det %(suggested)s som har ansvaret. Det er helt i orden å velge %(branch)s.")
            % {"suggested": residence.unit.name, **words}
        )
    if stays:
        title, label = _("Bli i %(branch)s?") % words, _("Bli i %(branch)s") % words
        lines.append(_("Da spør vi ikke igjen før områdene eller adressen din endres."))
    elif present is None:
        title, label = _("Høre til %(branch)s?") % words, _("Velg %(branch)s") % words
        lines.append(_("Lederen i %(branch)s får beskjed med navnet ditt, ikke noe annet.") % words)
    else:
        title, label = _("Bytte til %(branch)s?") % words, _("Bytt til %(branch)s") % words
        lines.append(_("Du hører i dag til %(left)s. Byttet gjelder fra i dag.") % words)
        lines.append(
            _("Lederen i %(left)s og lederen i %(branch)s får beskjed med navnet ditt, ikke noe annet.") % words
        )
    choose = reverse("membership:choose")
    return ConfirmPage(
        title=title,
        crumbs=(my_page_crumb(), (_("Avdelingen din"), choose), (unit.name, None)),
        branch=unit.name,
        lines=tuple(lines),
        label=label,
        seen=NO_CHOICE if present is None else present.pk,
        url=reverse("membership:confirm", args=[unit.slug]),
        back_url=choose,
        problem=problem,
    )


def place_form(membership: Membership, today: date) -> PlaceForm:
    """Return an empty form for placing the member: all open branches but the member's own."""
    present = present_choice(membership, today)
    form = PlaceForm(initial={"seen": NO_CHOICE if present is None else present.pk})
    return form.offering(branch_choices(today, but=None if present is None else present.unit_id))


def branch_choices(today: date, *, but: int | None = None) -> list[tuple[str, str]]:
    """Return slug and name of the branches that exist on the day, in the order of the names.

    :param but: the id of one to leave out
    """
    return [(unit.slug, unit.name) for unit in branches(today) if unit.pk != but]


def place_page(membership: Membership, form: PlaceForm, today: date) -> PlacePage:
    """Return the page on which an officer of the board places a member. A protected address is not shown."""
    present = present_choice(membership, today)
    person = membership.person
    residence = residence_of(open_address(person).postal_code, today)
    back = reverse("membership:unplaced") if present is None else reverse("membership:list", args=[present.unit.slug])
    return PlacePage(
        title=_("Plasser %(name)s i en avdeling") % {"name": person.name},
        crumbs=(
            (_("Medlemmer"), reverse("membership:lists")),
            (_("Uten avdeling") if present is None else present.unit.name, back),
            (person.name, None),
        ),
        name=person.name,
        branch="" if present is None else present.unit.name,
        lives_in=residence.place,
        answers="" if residence.unit is None else residence.unit.name,
        form=form,
        back_url=back,
    )


def address_page(person: Person, form: AddressForm) -> AddressPage:
    """Return the page on which a person writes a new address."""
    written = form["postal_code"].value()
    guess = understand(str(written)).guess if form.is_bound and written else ""
    label, url = my_page_crumb()
    return AddressPage(
        title=_("Adressen din"),
        crumbs=((label, url), (_("Adressen din"), None)),
        form=form,
        guess=guess,
        is_protected=person.is_protected,
        back_url=url,
    )
