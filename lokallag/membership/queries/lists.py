"""Member lists, for a branch's board and for the board of the party: each sees what the office shows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker, may
from lokallag.membership.models import BranchChoice, MemberFile, Membership
from lokallag.membership.queries.areas import HIDDEN
from lokallag.membership.queries.counts import members_by_branch
from lokallag.membership.queries.entries import waiting_letters
from lokallag.membership.queries.filters import (
    COLUMNS,
    Asked,
    Column,
    Fee,
    Lives,
    Order,
    columns_for,
    read_asked,
)
from lokallag.membership.queries.frame import Frame, frame
from lokallag.membership.queries.mine import present_choice
from lokallag.membership.queries.rows import (
    Found,
    age_in_words,
    band_in_words,
    contact_of,
    count_in_words,
    find,
    in_branch,
    place_in_words,
)
from lokallag.membership.rules import DUES, Sees, board_branches, office_kind, sees_party, sight, visible_to
from lokallag.organisation.models import Approval, Kind, Title, Unit
from lokallag.organisation.queries import LEADING_TITLES, REGISTER_TITLES, Seat, main_unit, seats_of
from lokallag.territory.queries import branches

FULL = "membership.full_export"  # the kind of approval that a file from the whole party takes
UNPLACED = "uten-avdeling"  # stands in an address where a branch's slug would
MAIL, TEL = "mail", "num tel"  # classes of the cells that are drawn as links
NEW = timedelta(days=90)
Crumbs = tuple[tuple[str, str | None], ...]
Option = tuple[str, str, bool]  # value, label, whether it is chosen
FEE_WORDS: Mapping[bool | None, tuple[str | Promise, str]] = {
    True: (gettext_lazy("Betalt"), "ko"),
    False: (gettext_lazy("Ikke betalt"), "kk"),
    None: ("", ""),
}


@dataclass(frozen=True, slots=True)
class ListLink:
    """One member list that the reader may see, and how many members are on it."""

    name: str
    url: str
    members: int


@dataclass(frozen=True, slots=True)
class MemberListsPage:
    """``member_lists.html``: the lists that the reader may see. ``keeper_url`` is who sees protected addresses.

    ``register_url`` is the import from the national register, which a room above this one owns.
    """

    title: str
    lists: tuple[ListLink, ...]
    keeper_url: str
    letters: str
    letters_url: str
    files_url: str
    dues_url: str
    register_url: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as the reader may see one. ``place`` says so of a protected address, its area is empty.

    ``area`` is the branch that answers where the member lives, ``lives_here`` says that it is the chosen one.
    ``cells`` are the columns shown: the words, and the classes they are drawn with.
    """

    person_id: int
    name: str
    url: str
    place: str
    area: str
    lives_here: bool
    cells: tuple[tuple[str, str, str], ...]
    place_url: str
    place_label: str


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: ``sort`` is how the list is sorted by it, if it is; ``url`` sorts by it, if one can."""

    label: str
    sort: str
    url: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A quick choice of filter."""

    label: str
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FilterBar:
    """The filters that the reader has, as the form shows them: without options is not there."""

    wish: str
    searches: str
    branches: tuple[Option, ...]
    ages: tuple[Option, ...]
    lives: tuple[Option, ...]
    fees: tuple[Option, ...]
    has_since: bool
    since: str
    order: str
    columns: tuple[Option, ...]
    is_open: bool
    reset_url: str


@dataclass(frozen=True, slots=True)
class MemberListPage:
    """``member_list.html``: one page of a list. ``may_place`` says that each row has an address to place the member."""

    title: str
    crumbs: Crumbs
    url: str
    count: str
    sorted_by: str
    why: str
    bar: FilterBar
    chips: tuple[Chip, ...]
    heads: tuple[Head, ...]
    rows: tuple[MemberRow, ...]
    is_narrowed: bool
    may_place: bool
    shown: str
    previous_url: str
    next_url: str
    export_url: str
    unit_id: int | None


def member_lists_page(person: Asker, today: date) -> MemberListsPage:
    """Return the lists that the person may see: all for the board of the party, those without a branch for its leader
    and secretary, and the branches on whose board the person sits. The same number of queries however many.
    """
    counts = members_by_branch(today)
    whole = sees_party(person, today)
    own = board_branches(person, today)
    links = []
    party = main_unit(today)
    if whole and party is not None:
        everyone = Membership.objects.live(today).count()
        links.append(ListLink(party.name, reverse("membership:list", args=[party.slug]), everyone))
    for unit in branches(today):
        if whole or unit.pk in own:
            url = reverse("membership:list", args=[unit.slug])
            links.append(ListLink(unit.name, url, counts.get(unit.pk, 0)))
    if may(person, "membership.see_unplaced"):
        links.append(ListLink(_("Uten avdeling"), reverse("membership:unplaced"), _unplaced(person, today).count()))
    letters = waiting_letters(person, today)
    names_keeper = may(person, "membership.name_address_keeper")
    return MemberListsPage(
        title=_("Medlemslister"),
        lists=tuple(links),
        keeper_url=reverse("membership:keeper") if names_keeper else "",
        letters=ngettext("%(n)d brev venter på å bli sendt", "%(n)d brev venter på å bli sendt", letters)
        % {"n": letters},
        letters_url=reverse("membership:letters") if letters else "",
        files_url=_files_url(person),
        dues_url=reverse("membership:dues") if may(person, "membership.export_dues") else "",
        register_url=reverse("register:imports") if may(person, "register.import_members") else "",
    )


def _files_url(person: Asker) -> str:
    """Return where the files are that the person has asked for; empty for who has asked for none."""
    asked = MemberFile.objects.filter(person_id=person.pk or 0).exists() or (
        Approval.objects.filter(proposer_id=person.pk, kind__in=[FULL, DUES], state=Approval.State.WAITING).exists()
    )
    return reverse("membership:files") if asked else ""


def member_list_page(unit: Unit, *, viewer: Asker, today: date, written: QueryDict) -> MemberListPage:
    """Return one page of the members who chose ``unit``, or of all members where it is the municipal party.

    :param written: what the address asks of the list
    """
    members = visible_to(viewer, today)
    whole = unit.kind == Kind.MUNICIPAL
    if not whole:
        members = in_branch(members, unit.pk, today)
    name = _name_of(unit, today)
    return _list_page(
        members,
        title=_("Medlemmer i %(unit)s") % {"unit": name},
        name=name,
        url=reverse("membership:list", args=[unit.slug]),
        viewer=viewer,
        today=today,
        written=written,
        unit=unit,
        seen=sight(viewer, unit, today),
    )


def _name_of(unit: Unit, today: date) -> str:
    party = main_unit(today)
    if party is not None and party.pk == unit.pk:
        return party.name
    return frame(today).names.get(unit.pk) or Unit.objects.named(today).get(pk=unit.pk).name


def unplaced_page(*, viewer: Asker, today: date, written: QueryDict) -> MemberListPage:
    """Return one page of the members who belong to no branch, for the board's leader and secretary."""
    party = main_unit(today)
    return _list_page(
        _unplaced(viewer, today),
        title=_("Medlemmer uten avdeling"),
        name=_("Uten avdeling"),
        url=reverse("membership:unplaced"),
        viewer=viewer,
        today=today,
        written=written,
        unit=party,
        seen=sight(viewer, party, today) - {Sees.BRANCH, Sees.EXPORT},
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
    written: QueryDict,
    unit: Unit | None,
    seen: frozenset[Sees],
) -> MemberListPage:
    around = frame(today)
    whole = unit is None or unit.kind == Kind.MUNICIPAL
    asked = read_asked(written, seen=seen, whole=whole, bands=around.bands, slugs=around.slugs)
    found = find(members, asked, seen=seen, on=today)
    may_place = may(viewer, "membership.see_unplaced")
    drawing = _Drawing(asked.columns, seen, around, today, may_place=may_place)
    rows = tuple(drawing.row(row) for row in found.rows)

    def to(**changes: object) -> str:
        query = asked.query(around.slugs, **changes)
        return f"{url}?{query}" if query else url

    return MemberListPage(
        title=title,
        crumbs=((_("Medlemmer"), reverse("membership:lists")), (name, None)),
        url=url,
        count=count_in_words(found.total),
        sorted_by=_sorted_by(asked),
        why="" if unit is None else why_seen(viewer, unit, today),
        bar=_bar(asked, seen, around, whole=whole, reset_url=url),
        chips=_chips(asked, seen, to, today),
        heads=_heads(asked, to),
        rows=rows,
        is_narrowed=asked.is_narrowed,
        may_place=may_place,
        shown=_shown(len(rows), found.total),
        previous_url=to(before=found.rows[0].pk) if found.has_before and rows else "",
        next_url=to(after=found.rows[-1].pk) if found.has_after and rows else "",
        export_url=_export_url(unit, seen, asked, around),
        unit_id=None if unit is None else unit.pk,
    )


def _export_url(unit: Unit | None, seen: frozenset[Sees], asked: Asked, around: Frame) -> str:
    if unit is None or Sees.EXPORT not in seen:
        return ""
    url, query = reverse("membership:export", args=[unit.slug]), asked.query(around.slugs, columns=(), chosen=False)
    return f"{url}?{query}" if query else url


def _shown(rows: int, total: int | None) -> str:
    if total is None:
        return _("Viser %(rows)d") % {"rows": rows}
    return _("Viser %(rows)d av %(total)d") % {"rows": rows, "total": total}


def _sorted_by(asked: Asked) -> str:
    if asked.wish:
        return _("det likeste først")
    return _("sortert på etternavn") if asked.order is Order.NAME else _("de nyeste først")


def _heads(asked: Asked, to: Callable[..., str]) -> tuple[Head, ...]:
    by_name = asked.order is Order.NAME and not asked.wish
    by_day = asked.order is Order.JOINED and not asked.wish
    heads = [Head(_("Navn"), "ascending" if by_name else "", "" if by_name else to(order=Order.NAME, wish=""))]
    for column in asked.columns:
        sorts = column is Column.JOINED
        heads.append(
            Head(
                str(COLUMNS[column].label),
                "descending" if sorts and by_day else "",
                to(order=Order.JOINED, wish="") if sorts and not by_day else "",
            )
        )
    return tuple(heads)


def _chips(asked: Asked, seen: frozenset[Sees], to: Callable[..., str], today: date) -> tuple[Chip, ...]:
    if Sees.DETAILS not in seen:
        return ()
    new, none = today - NEW, {"wish": "", "branch": None, "band": None, "since": None, "lives": None, "fee": None}
    return (
        Chip(_("Alle"), to(**none), not asked.is_narrowed),
        Chip(_("Nye siste 90 dager"), to(**none | {"since": new}), asked.since == new),
        Chip(_("Hører til der de bor"), to(**none | {"lives": Lives.HERE}), asked.lives is Lives.HERE),
        Chip(_("Bor et annet sted"), to(**none | {"lives": Lives.ELSEWHERE}), asked.lives is Lives.ELSEWHERE),
    )


def _bar(asked: Asked, seen: frozenset[Sees], around: Frame, *, whole: bool, reset_url: str) -> FilterBar:
    details, anyone = Sees.DETAILS in seen, ("", _("Alle"))
    ages = [(band.key, band_in_words(band)) for band in around.bands] if details else []
    lives = [(Lives.HERE, _("Der de hører til")), (Lives.ELSEWHERE, _("Et annet sted"))] if details else []
    fees = [(Fee.PAID, _("Betalt")), (Fee.UNPAID, _("Ikke betalt")), (Fee.UNKNOWN, _("Ikke ført"))]
    names = [(around.slugs[pk], name) for pk, name in around.names.items()] if whole and Sees.BRANCH in seen else []
    return FilterBar(
        wish=asked.wish,
        searches=_searches(seen),
        branches=_options([anyone, *names], around.slugs.get(asked.branch or 0, "")) if names else (),
        ages=_options([anyone, *ages], asked.band.key if asked.band else "") if ages else (),
        lives=_options([anyone, *lives], asked.lives or "") if lives else (),
        fees=_options([anyone, *fees], asked.fee or "") if Sees.FEES in seen else (),
        has_since=details,
        since=asked.since.isoformat() if asked.since else "",
        order="" if asked.order is Order.NAME else asked.order,
        columns=tuple(
            (column.value, str(COLUMNS[column].label), column in asked.columns)
            for column in columns_for(seen, whole=whole)
        ),
        is_open=asked.chosen or (asked.is_narrowed and not asked.wish),
        reset_url=reset_url,
    )


def _searches(seen: frozenset[Sees]) -> str:
    if {Sees.CONTACT, Sees.DETAILS} <= seen:
        return _("Du kan også søke på medlemsnummer, e-post og telefon.")
    return _("Du kan også søke på e-post og telefon.") if Sees.CONTACT in seen else ""


def _options(pairs: Iterable[tuple[str, str]], chosen: str) -> tuple[Option, ...]:
    return tuple((str(value), label, value == chosen) for value, label in pairs)


class _Drawing:
    """Makes rows of what was found. What is the same for all rows is looked up and translated once."""

    def __init__(
        self, columns: tuple[Column, ...], seen: frozenset[Sees], around: Frame, today: date, *, may_place: bool
    ) -> None:
        self.columns, self.seen, self.around, self.today, self.may_place = columns, seen, around, today, may_place
        self.details = Sees.DETAILS in seen
        self.lists_url = reverse("membership:lists")
        self.place_label = _("Plasser %(name)s i en annen avdeling")
        self.fees = {paid: (str(words), "s", colour) for paid, (words, colour) in FEE_WORDS.items()}
        self.here, self.elsewhere = _("Hører til der de bor"), _("Bor i %(area)s")
        self.places: dict[str, str] = {}

    def row(self, found: Found) -> MemberRow:
        """Return one row."""
        area = self.around.names.get(found.area_id or 0, "") if self.details else ""
        lives_here = bool(area) and found.area_id == found.branch_id
        place = self._place(found.place) if self.details else ""
        url = f"{self.lists_url}{self.around.slugs.get(found.branch_id or 0, UNPLACED)}/{found.pk}/"
        name = f"{found.given_name} {found.family_name}"
        return MemberRow(
            person_id=found.person_id,
            name=f"{found.family_name}, {found.given_name}",
            url=url,
            place=place,
            area=area,
            lives_here=lives_here,
            cells=tuple([self._cell(column, found, place, area, lives_here) for column in self.columns]),
            place_url=f"{url}flytt/" if self.may_place else "",
            place_label=self.place_label % {"name": name} if self.may_place else "",
        )

    def _place(self, written: str) -> str:
        if written not in self.places:
            self.places[written] = _("Beskyttet") if written == HIDDEN else place_in_words(written)
        return self.places[written]

    def _cell(self, column: Column, found: Found, place: str, area: str, lives_here: bool) -> tuple[str, str, str]:
        """Return the words of a cell, its classes, and the classes of the tag they stand in, if they stand in one."""
        match column:
            case Column.BRANCH:
                return self.around.names.get(found.branch_id or 0, ""), "", ""
            case Column.PLACE:
                return place, "", ""
            case Column.JOINED:
                return in_words(found.joined_on), "off", ""
            case Column.AREA if lives_here:
                return self.here, "", ""
            case Column.AREA:
                return (self.elsewhere % {"area": area}, "", "kd") if area else ("", "", "")
            case Column.AGE:
                return age_in_words(found.birth_year, self.today, self.around.bands), "", ""
            case Column.EMAIL:
                return contact_of(found, self.seen, self.today)[0], MAIL, ""
            case Column.PHONE:
                return contact_of(found, self.seen, self.today)[1], TEL, ""
            case Column.NUMBER:
                return found.number, "num", ""
            case Column.FEE:
                return self.fees[found.paid]


def list_slug(membership: Membership, today: date) -> str:
    """Return the part of an address that names the list this member is on."""
    present = present_choice(membership, today)
    return UNPLACED if present is None else present.unit.slug


def why_seen(viewer: Asker, unit: Unit, today: date) -> str:
    """Return why the viewer sees this unit's members, and until which day, in words that follow "12 medlemmer ·"."""
    seats = [seat for seat in seats_of(viewer, today) if office_kind(seat) is not None]
    own = [seat for seat in seats if seat.unit_id == unit.pk]
    board = [seat for seat in seats if seat.unit_kind == Kind.MUNICIPAL]
    party = main_unit(today)
    if own and unit.kind == Kind.BRANCH:
        return _because(_weightiest(own, LEADING_TITLES), _name_of(unit, today))
    if board and party is not None:
        return _because(_weightiest(board, REGISTER_TITLES), party.name)
    return ""


def _weightiest(seats: list[Seat], first: frozenset[Title]) -> Seat:
    """Return the seat that shows most; of two such the one that lasts longest, one without an end longest of all."""
    return max(
        seats,
        key=lambda seat: (seat.title in first, seat.until_on is None, seat.until_on or date.min, seat.title),
    )


def _because(seat: Seat, unit: str) -> str:
    words = {"office": str(Title(seat.title).label).lower(), "unit": unit}
    if seat.until_on is None:
        return _("du ser dem fordi du er %(office)s i %(unit)s") % words
    return _("du ser dem fordi du er %(office)s i %(unit)s til %(day)s") % {**words, "day": in_words(seat.until_on)}
