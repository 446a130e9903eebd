"""Member lists, for those who lead the branch and for the board's leader and secretary."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker, may
from lokallag.membership.models import BranchChoice, Membership
from lokallag.membership.queries.areas import residences_of
from lokallag.membership.queries.counts import members_by_branch
from lokallag.membership.queries.entries import waiting_letters
from lokallag.membership.queries.mine import present_choice
from lokallag.membership.rules import led_branches, visible_to
from lokallag.organisation.models import Kind, Title, Unit
from lokallag.organisation.queries import LEADING_TITLES, REGISTER_TITLES, Seat, main_unit, seats_of
from lokallag.territory.queries import branches

PAGE_SIZE = 50
UNPLACED = "uten-avdeling"  # stands in an address where a branch's slug would
Crumbs = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class ListLink:
    """One member list that the reader may see, and how many members are on it."""

    name: str
    url: str
    members: int


@dataclass(frozen=True, slots=True)
class MemberListsPage:
    """``member_lists.html``: the lists that the reader may see, and the letters that wait, in words, if any do."""

    title: str
    lists: tuple[ListLink, ...]
    letters: str
    letters_url: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as those who lead the branch see one. ``place`` and the area are empty for a protected address.

    ``area`` is the branch that answers where the member lives, ``lives_here`` says that it is the chosen one, and
    ``area_label`` says it in words.
    """

    name: str
    place: str
    since: str
    branch: str
    area: str
    area_label: str
    lives_here: bool
    place_url: str
    place_label: str
    enter_url: str
    enter_label: str


@dataclass(frozen=True, slots=True)
class MemberListPage:
    """``member_list.html``: one page of a list, sorted by family name as in Norwegian.

    ``branch_shown`` says that the members of this list belong to different branches, ``may_place`` that each row has
    an address to place the member.
    """

    title: str
    crumbs: Crumbs
    count: str
    why: str
    rows: tuple[MemberRow, ...]
    branch_shown: bool
    may_place: bool
    shown: str
    previous_url: str
    next_url: str


def member_lists_page(person: Asker, today: date) -> MemberListsPage:
    """Return the lists that the person may see: the whole party and those without a branch for the board's leader
    and secretary, and the branches that the person leads. The same number of queries however many.
    """
    counts = members_by_branch(today)
    whole = may(person, "membership.see_unplaced")
    led = led_branches(person, today)
    links = []
    party = main_unit(today)
    if whole and party is not None:
        everyone = Membership.objects.live(today).count()
        links.append(ListLink(party.name, reverse("membership:list", args=[party.slug]), everyone))
    for unit in branches(today):
        if whole or unit.pk in led:
            url = reverse("membership:list", args=[unit.slug])
            links.append(ListLink(unit.name, url, counts.get(unit.pk, 0)))
    if whole:
        links.append(ListLink(_("Uten avdeling"), reverse("membership:unplaced"), _unplaced(person, today).count()))
    letters = waiting_letters(person, today)
    return MemberListsPage(
        title=_("Medlemslister"),
        lists=tuple(links),
        letters=ngettext("%(n)d brev venter på å bli sendt", "%(n)d brev venter på å bli sendt", letters)
        % {"n": letters},
        letters_url=reverse("membership:letters") if letters else "",
    )


def member_list_page(unit: Unit, *, viewer: Asker, today: date, page: int = 1) -> MemberListPage:
    """Return one page of the members who chose ``unit``, or of all members where it is the municipal party.

    :param unit: with its name
    :param page: from 1; one after the last gives the last
    """
    members = visible_to(viewer, today)
    whole = unit.kind == Kind.MUNICIPAL
    if not whole:
        members = members.filter(pk__in=BranchChoice.objects.live(today).filter(unit=unit).values("membership_id"))
    return _list_page(
        members,
        title=_("Medlemmer i %(unit)s") % {"unit": unit.name},
        name=unit.name,
        url=reverse("membership:list", args=[unit.slug]),
        viewer=viewer,
        today=today,
        page=page,
        unit=unit,
    )


def unplaced_page(*, viewer: Asker, today: date, page: int = 1) -> MemberListPage:
    """Return one page of the members who belong to no branch, for the board's leader and secretary."""
    return _list_page(
        _unplaced(viewer, today),
        title=_("Medlemmer uten avdeling"),
        name=_("Uten avdeling"),
        url=reverse("membership:unplaced"),
        viewer=viewer,
        today=today,
        page=page,
        unit=main_unit(today),
    )


def _unplaced(viewer: Asker, today: date) -> QuerySet[Membership]:
    return visible_to(viewer, today).exclude(pk__in=BranchChoice.objects.live(today).values("membership_id"))


def _list_page(
    members: QuerySet[Membership],
    *,
    title: str,
    name: str,
    url: str,
    viewer: Asker,
    today: date,
    page: int,
    unit: Unit | None,
) -> MemberListPage:
    total = members.count()
    last_page = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), last_page)
    first = (page - 1) * PAGE_SIZE
    branch = BranchChoice.objects.live(today).filter(membership=OuterRef("pk")).values("unit_id")[:1]
    shown = list(
        members.select_related("person")
        .annotate(branch_id=Subquery(branch))
        .order_by("person__sort_key", "person_id")[first : first + PAGE_SIZE]
    )
    whole = unit is None or unit.kind == Kind.MUNICIPAL
    may_place = may(viewer, "membership.see_unplaced")
    rows = _rows(shown, today, may_place=may_place, own=viewer.pk)
    return MemberListPage(
        title=title,
        crumbs=((_("Medlemmer"), reverse("membership:lists")), (name, None)),
        count=ngettext("%(n)d medlem", "%(n)d medlemmer", total) % {"n": total},
        why="" if unit is None else why_seen(viewer, unit, today),
        rows=rows,
        branch_shown=whole,
        may_place=may_place,
        shown=_("Viser %(first)d–%(last)d av %(total)d")
        % {"first": first + 1, "last": first + len(rows), "total": total},
        previous_url=_page_url(url, page - 1) if page > 1 else "",
        next_url=_page_url(url, page + 1) if page < last_page else "",
    )


def _page_url(url: str, page: int) -> str:
    return url if page == 1 else f"{url}?side={page}"


def _rows(members: Sequence[Membership], today: date, *, may_place: bool, own: int | None) -> tuple[MemberRow, ...]:
    homes = {m.pk: "" if m.person.is_protected else m.person.postal_code for m in members}
    residences = residences_of(homes.values(), today)
    chosen = {m.pk: getattr(m, "branch_id", None) for m in members}
    names = Unit.objects.named(today).in_bulk({unit_id for unit_id in chosen.values() if unit_id is not None})
    rows = []
    for member in members:
        residence = residences.get(homes[member.pk])
        area = None if residence is None else residence.unit
        branch_id = chosen[member.pk]
        lives_here = area is not None and area.pk == branch_id
        rows.append(
            MemberRow(
                name=f"{member.person.family_name}, {member.person.given_name}",
                place="" if residence is None else residence.place,
                since=in_words(member.joined_on),
                branch=names[branch_id].name if branch_id in names else "",
                area="" if area is None else area.name,
                area_label=_area_label(area, lives_here=lives_here),
                lives_here=lives_here,
                place_url=_place_url(member, names, branch_id) if may_place else "",
                place_label=_("Plasser %(name)s i en annen avdeling") % {"name": member.person.name},
                enter_url="" if member.person_id == own else _enter_url(member, names, branch_id),
                enter_label=_("Før inn for %(name)s") % {"name": member.person.name},
            )
        )
    return tuple(rows)


def _area_label(area: Unit | None, *, lives_here: bool) -> str:
    if area is None:
        return ""
    return _("Valgte avdelingen der de bor") if lives_here else _("Bor i %(area)s") % {"area": area.name}


def _enter_url(member: Membership, names: dict[int, Unit], branch_id: int | None) -> str:
    slug = UNPLACED if branch_id is None else names[branch_id].slug
    return reverse("membership:for_member", args=[slug, member.pk])


def _place_url(member: Membership, names: dict[int, Unit], branch_id: int | None) -> str:
    slug = UNPLACED if branch_id is None else names[branch_id].slug
    return reverse("membership:place", args=[slug, member.pk])


def list_slug(membership: Membership, today: date) -> str:
    """Return the part of an address that names the list this member is on."""
    present = present_choice(membership, today)
    return UNPLACED if present is None else present.unit.slug


def why_seen(viewer: Asker, unit: Unit, today: date) -> str:
    """Return why the viewer sees this unit's members, and until which day, in words that follow "12 medlemmer ·"."""
    seats = seats_of(viewer, today)
    own = [seat for seat in seats if seat.unit_id == unit.pk and seat.title in LEADING_TITLES]
    board = [seat for seat in seats if seat.unit_kind == Kind.MUNICIPAL and seat.title in REGISTER_TITLES]
    party = main_unit(today)
    if own and unit.kind == Kind.BRANCH:
        return _because(_longest(own), unit.name)
    if board and party is not None:
        return _because(_longest(board), party.name)
    return ""


def _longest(seats: list[Seat]) -> Seat:
    """Return the seat that lasts longest; one without an end lasts longest of all."""
    return max(seats, key=lambda seat: (seat.until_on is None, seat.until_on or date.min, seat.title))


def _because(seat: Seat, unit: str) -> str:
    words = {"office": str(Title(seat.title).label).lower(), "unit": unit}
    if seat.until_on is None:
        return _("du ser dem fordi du er %(office)s i %(unit)s") % words
    return _("du ser dem fordi du er %(office)s i %(unit)s til %(day)s") % {**words, "day": in_words(seat.until_on)}
