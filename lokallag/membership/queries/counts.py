"""How many members there are, by branch and by where they live. How small numbers are shown is the page's to say."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count, OuterRef, Q, Subquery

from lokallag.core.ranges import covers
from lokallag.membership.models import BranchChoice, Membership
from lokallag.membership.queries.areas import Residence, residences_of
from lokallag.organisation.models import Kind, Unit
from lokallag.organisation.queries.units import sort_word


class Elsewhere(StrEnum):
    """Where members live who live in no branch's area."""

    NO_BRANCH = "no_branch"  # in the municipality, where no branch answers
    OUTSIDE = "outside"  # another municipality
    UNKNOWN = "unknown"  # no address, a protected one, or a code that the register does not have


Home = int | Elsewhere
"""Where members live: the id of the branch that answers there, or why none does."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Members by where they live (rows) and which branch they belong to (columns; ``None`` is no branch).

    ``branches`` holds id and name in the order of the names: first all rows and columns, then come ``elsewhere`` and
    ``None``. ``counts`` holds only pairs with members.
    """

    branches: tuple[tuple[int, str], ...]
    elsewhere: tuple[Elsewhere, ...]
    counts: Mapping[tuple[Home, int | None], int]

    def count(self, home: Home, branch: int | None) -> int:
        """Return how many members live there and belong to that branch."""
        return self.counts.get((home, branch), 0)

    def living_in(self, home: Home) -> int:
        """Return how many members live there, whatever they chose."""
        return sum(count for (where, _branch), count in self.counts.items() if where == home)

    def belonging_to(self, branch: int | None) -> int:
        """Return how many members belong to the branch, wherever they live."""
        return sum(count for (_where, chosen), count in self.counts.items() if chosen == branch)


def members_by_branch(on: date) -> dict[int, int]:
    """Return how many members each branch has on the day: unit → members. Branches without members are left out."""
    rows = (
        BranchChoice.objects.live(on)
        .filter(membership__in=Membership.objects.live(on))
        .values_list("unit_id")
        .annotate(members=Count("pk"))
        .order_by("unit_id")
    )
    return dict(rows)


def residence_matrix(on: date) -> Matrix:
    """Return how many members live in each branch's area, by the branch they belong to on the day.

    Addresses are today's; areas, choices and memberships are those of the day. A protected address is counted as
    unknown, so that no small number gives it away.
    """
    branch = BranchChoice.objects.live(on).filter(membership=OuterRef("pk")).values("unit_id")[:1]
    rows = list(
        Membership.objects.live(on)
        .annotate(branch=Subquery(branch))
        .values_list("person__postal_code", "person__is_protected", "branch")
        .annotate(members=Count("pk"))
        .order_by()
    )
    residences = residences_of({code for code, is_protected, _branch, _count in rows if code and not is_protected}, on)
    counts: Counter[tuple[Home, int | None]] = Counter()
    for code, is_protected, chosen, members in rows:
        counts[_home(None if is_protected else residences.get(code)), chosen] += members
    units = {home for home, _chosen in counts if isinstance(home, int)} | {chosen for _home, chosen in counts if chosen}
    open_branches = Q(kind=Kind.BRANCH) & covers(on, first="opened_on", last="closed_on")
    named = Unit.objects.filter(open_branches | Q(pk__in=units)).named(on)
    return Matrix(
        branches=tuple((unit.pk, unit.name) for unit in sorted(named, key=lambda unit: sort_word(unit.name))),
        elsewhere=tuple(Elsewhere),
        counts=dict(counts),
    )


def _home(residence: Residence | None) -> Home:
    if residence is None or not residence.is_known:
        return Elsewhere.UNKNOWN
    if residence.unit is not None:
        return residence.unit.pk
    return Elsewhere.NO_BRANCH if residence.is_here else Elsewhere.OUTSIDE
