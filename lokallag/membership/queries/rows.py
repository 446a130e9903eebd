"""One page of members as the reader may see them: found by filters, sorted, a place in the list kept under changes.

A page is found by the member at the edge of the one before, never by a number: members who come and go meanwhile move
nobody past the reader's eyes. All rows with all they show come in one query, however long the list is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.membership.domain.ages import Band, band_of, may_be_minor
from lokallag.membership.domain.words import read_wish
from lokallag.membership.models import BranchChoice, FeeYear, Membership
from lokallag.membership.queries.areas import area_of_row, place_of_row
from lokallag.membership.queries.filters import Asked, Fee, Lives, Order
from lokallag.membership.queries.search import found_by
from lokallag.membership.queries.sql import own_sql
from lokallag.membership.rules import Sees
from lokallag.territory.domain.codes import display_place

PAGE_SIZE = 50
COUNTED = 1000  # beyond, a list says that there are more: counting them all would cost as much as there are members


@dataclass(frozen=True, slots=True)
class Found:
    """One member as read for a list: no more than the reader may see is passed on from here."""

    pk: int
    person_id: int
    given_name: str
    family_name: str
    place: str
    birth_year: int | None
    email: str
    phone: str
    number: str
    joined_on: date
    branch_id: int | None
    area_id: int | None
    paid: bool | None


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of what was found. ``total`` is ``None`` where there are more than ``COUNTED``."""

    rows: tuple[Found, ...]
    total: int | None
    has_before: bool
    has_after: bool


FIELDS = (
    "pk",
    "person_id",
    "person__given_name",
    "person__family_name",
    "place",
    "person__birth_year",
    "person__email",
    "person__phone",
    "number",
    "joined_on",
    "branch_id",
    "area_id",
    "paid",
)


def narrowed(members: QuerySet[Membership], asked: Asked, *, on: date) -> QuerySet[Membership]:
    """Return the members who pass the filters; ``asked`` holds none on what the reader does not see."""
    if asked.branch is not None:
        members = in_branch(members, asked.branch, on)
    if asked.since is not None:
        members = members.filter(joined_on__gte=asked.since)
    if asked.band is not None:
        members = members.filter(person__birth_year__range=asked.band.years(on.year))
    if asked.fee is not None:
        paid = FeeYear.objects.filter(membership=OuterRef("pk"), year=on.year)
        if asked.fee is Fee.UNKNOWN:
            members = members.filter(~Exists(paid))
        else:
            members = members.filter(Exists(paid.filter(is_paid=asked.fee is Fee.PAID)))
    if asked.lives is not None:
        # Who has a protected address lives nowhere here, and is in neither list.
        homes = with_home(members, on)
        here = Q(area_id=F("branch_id"))
        known = Q(branch_id__isnull=False) & Q(area_id__isnull=False)
        members = homes.filter(known & (here if asked.lives is Lives.HERE else ~here))
    return members


def in_branch(members: QuerySet[Membership], unit_id: int, on: date) -> QuerySet[Membership]:
    """Keep those who belong to the branch on the day."""
    return members.filter(pk__in=BranchChoice.objects.live(on).filter(unit_id=unit_id).values("membership_id"))


def with_home(members: QuerySet[Membership], on: date) -> QuerySet[Membership]:
    """Add the branch that each member chose, and the one that answers where they live."""
    branch = BranchChoice.objects.live(on).filter(membership=OuterRef("pk")).values("unit_id")[:1]
    # The condition on the person brings the table in that ``area_of_row`` reads.
    return members.filter(person__isnull=False, person__sort_key__isnull=False).annotate(
        branch_id=Subquery(branch), area_id=area_of_row(on)
    )


def find(members: QuerySet[Membership], asked: Asked, *, seen: frozenset[Sees], on: date) -> Slice:
    """Return the page asked for. One query, two for a search; one more where the place in the list is gone."""
    members = narrowed(members, asked, on=on)
    if asked.wish:
        return _searched(members, asked, seen=seen, on=on)
    anchor = asked.after or asked.before
    backward = asked.after is None and asked.before is not None
    page = members if anchor is None else _past(members, anchor, asked.order, backward=backward)
    rows, total = _read(_sorted(page, asked.order, backward=backward)[: PAGE_SIZE + 1], on, members)
    if not rows and anchor is not None:
        return find(members, Asked(order=asked.order), seen=seen, on=on)
    more = len(rows) > PAGE_SIZE
    shown = rows[:PAGE_SIZE]
    if backward:
        return Slice(shown[::-1], total, has_before=more, has_after=True)
    return Slice(shown, total, has_before=anchor is not None, has_after=more)


def _searched(members: QuerySet[Membership], asked: Asked, *, seen: frozenset[Sees], on: date) -> Slice:
    """Return one page of those who are meant by what was written, the most alike first."""
    ids = found_by(members, read_wish(asked.wish), seen=seen, on=on, most=COUNTED + 1)
    total = len(ids) if len(ids) <= COUNTED else None
    places = {pk: place for place, pk in enumerate(ids)}
    start = 0
    if asked.after is not None:
        start = places.get(asked.after, -1) + 1
    elif asked.before is not None:
        start = max(0, places.get(asked.before, 0) - PAGE_SIZE)
    part = ids[start : start + PAGE_SIZE]
    rows, _total = _read(members.filter(pk__in=part), on) if part else ((), None)
    shown = tuple(sorted(rows, key=lambda row: places[row.pk]))
    return Slice(shown, total, has_before=start > 0, has_after=start + PAGE_SIZE < len(ids))


def _sorted(members: QuerySet[Membership], order: Order, *, backward: bool) -> QuerySet[Membership]:
    if order is Order.NAME:
        fields = ("-person__sort_key", "-person_id") if backward else ("person__sort_key", "person_id")
    else:
        fields = ("joined_on", "pk") if backward else ("-joined_on", "-pk")
    return members.order_by(*fields)


def _past(members: QuerySet[Membership], anchor: int, order: Order, *, backward: bool) -> QuerySet[Membership]:
    """Keep what comes after the member at the edge, in the order of the list; before, where one goes back.

    The edge is looked for among the members that the reader sees: an id of another gives no place at all.
    """
    edge = members.filter(pk=anchor).order_by()
    by_name = order is Order.NAME
    key, last = ("person__sort_key", "person_id") if by_name else ("joined_on", "pk")
    past = "gt" if by_name is not backward else "lt"
    at, at_id = Subquery(edge.values(key)[:1]), Subquery(edge.values(last)[:1])
    return members.filter(**{f"{key}__{past}e": at}).filter(
        Q(**{f"{key}__{past}": at}) | Q(**{f"{last}__{past}": at_id})
    )


def _read(
    page: QuerySet[Membership], on: date, counted: QuerySet[Membership] | None = None
) -> tuple[tuple[Found, ...], int | None]:
    fee = FeeYear.objects.filter(membership=OuterRef("pk"), year=on.year).values("is_paid")[:1]
    branch = BranchChoice.objects.live(on).filter(membership=OuterRef("pk")).values("unit_id")[:1]
    rows = page.annotate(place=place_of_row(), branch_id=Subquery(branch), area_id=area_of_row(on), paid=Subquery(fee))
    fields: tuple[str, ...] = FIELDS
    if counted is not None:
        statement, values = counted.order_by().values("pk")[: COUNTED + 1].query.sql_with_params()
        counting = f"(SELECT count(*) FROM ({statement}) counted)"  # noqa: S608 Django wrote the statement
        total = own_sql(counting, values, IntegerField())
        rows, fields = rows.annotate(total=total), (*FIELDS, "total")
    read = list(rows.values_list(*fields))
    found = tuple(Found(*row[: len(FIELDS)]) for row in read)
    count = read[0][-1] if counted is not None and read else 0
    return found, count if count <= COUNTED else None


def count_in_words(total: int | None) -> str:
    """Return how many members were found: exactly up to a thousand."""
    if total is None:
        return _("Mer enn 1 000 medlemmer")
    return ngettext("%(n)d medlem", "%(n)d medlemmer", total) % {"n": total}


def place_in_words(place: str) -> str:
    """Return "1344 Haslum" for what the register has in capitals."""
    code, _space, name = place.partition(" ")
    return f"{code} {display_place(name)}" if name else code


def band_in_words(band: Band | None) -> str:
    """Return "Under 18", "18–29 år", "60 år eller mer"; empty for no band."""
    if band is None:
        return ""
    if band.low == 0:
        return _("Under %(age)d år") % {"age": (band.high or 0) + 1}
    if band.high is None:
        return _("%(age)d år eller mer") % {"age": band.low}
    return _("%(low)d–%(high)d år") % {"low": band.low, "high": band.high}


def age_in_words(birth_year: int | None, on: date, bands: Sequence[Band]) -> str:
    """Return the age band of somebody born that year."""
    return band_in_words(band_of(birth_year, on.year, bands))


def contact_of(found: Found, seen: frozenset[Sees], on: date) -> tuple[str, str]:
    """Return e-mail and telephone as the reader may see them: of who may be under 18, only with the right to it."""
    hidden = Sees.CONTACT not in seen or (Sees.MINORS not in seen and may_be_minor(found.birth_year, on.year))
    return ("", "") if hidden else (found.email, found.phone)
