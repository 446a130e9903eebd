"""What a reader asks of a member list: filters, order, columns and place in it. All of it stands in the address.

A filter on what the reader does not see is not there for that reader: whatever the address says, it is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lokallag.membership.domain.ages import Band
from lokallag.membership.rules import Sees

S = TypeVar("S", bound=StrEnum)


class Column(StrEnum):
    """A column beside the name, as it is called in an address."""

    BRANCH = "avdeling"
    PLACE = "sted"
    AREA = "omrade"
    JOINED = "siden"
    AGE = "alder"
    EMAIL = "e-post"
    PHONE = "telefon"
    FEE = "kontingent"
    NUMBER = "nummer"


class Lives(StrEnum):
    """Where members live, beside the branch they chose."""

    HERE = "her"
    ELSEWHERE = "annet"


class Fee(StrEnum):
    """This year's fee."""

    PAID = "betalt"
    UNPAID = "ikke"
    UNKNOWN = "ukjent"


class Order(StrEnum):
    """How the list is sorted: by family name, or the newest member first."""

    NAME = "navn"
    JOINED = "nyest"


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """What a column is called, which part of a member it shows, and whether it is there unless one chooses."""

    label: str | Promise
    shows: Sees
    is_default: bool = False


COLUMNS: Mapping[Column, ColumnSpec] = {
    Column.BRANCH: ColumnSpec(_("Hører til"), Sees.BRANCH, is_default=True),
    Column.PLACE: ColumnSpec(_("Bor i"), Sees.DETAILS, is_default=True),
    Column.JOINED: ColumnSpec(_("Medlem siden"), Sees.DETAILS, is_default=True),
    Column.AREA: ColumnSpec(_("Område"), Sees.DETAILS, is_default=True),
    Column.AGE: ColumnSpec(_("Alder"), Sees.DETAILS),
    Column.EMAIL: ColumnSpec(_("E-post"), Sees.CONTACT),
    Column.PHONE: ColumnSpec(_("Telefon"), Sees.CONTACT),
    Column.NUMBER: ColumnSpec(_("Medlemsnummer"), Sees.DETAILS),
    Column.FEE: ColumnSpec(_("Kontingent"), Sees.FEES, is_default=True),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the list. ``after`` and ``before`` are the member at the edge of the page one comes from."""

    wish: str = ""
    branch: int | None = None
    band: Band | None = None
    since: date | None = None
    lives: Lives | None = None
    fee: Fee | None = None
    order: Order = Order.NAME
    columns: tuple[Column, ...] = ()
    chosen: bool = False
    after: int | None = None
    before: int | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the order and the columns is asked."""
        return bool(self.wish or self.branch or self.band or self.since or self.lives or self.fee)

    def query(self, slugs: Mapping[int, str], **changes: object) -> str:
        """Return this as the query of an address, with changes and without a place in the list unless one is given.

        :param slugs: of the branches, by id
        """
        asked = replace(self, **({"after": None, "before": None} | changes))  # type: ignore[arg-type]
        parts: list[tuple[str, str]] = [
            ("q", asked.wish),
            ("avdeling", slugs.get(asked.branch, "") if asked.branch else ""),
            ("alder", asked.band.key if asked.band else ""),
            ("siden", asked.since.isoformat() if asked.since else ""),
            ("bor", asked.lives or ""),
            ("kontingent", asked.fee or ""),
            ("sorter", "" if asked.order is Order.NAME else asked.order),
            *(("kolonne", column.value) for column in (asked.columns if asked.chosen else ())),
            ("etter", str(asked.after or "")),
            ("for", str(asked.before or "")),
        ]
        return urlencode([(name, value) for name, value in parts if value])


def columns_for(seen: frozenset[Sees], *, whole: bool) -> tuple[Column, ...]:
    """Return the columns that a reader may choose among, in the order shown. A branch's own list names no branch."""
    return tuple(
        column for column, spec in COLUMNS.items() if spec.shows in seen and (whole or column is not Column.BRANCH)
    )


def read_asked(
    written: QueryDict,
    *,
    seen: frozenset[Sees],
    whole: bool,
    bands: Sequence[Band],
    slugs: Mapping[int, str],
) -> Asked:
    """Return what an address asks. What the reader does not see, or that means nothing, is left out."""
    by_slug = {slug: unit_id for unit_id, slug in slugs.items()}
    offered = columns_for(seen, whole=whole)
    chosen = tuple(column for column in offered if column.value in written.getlist("kolonne"))
    details = Sees.DETAILS in seen
    place = written.get("sorter") == Order.JOINED.value
    return Asked(
        wish=" ".join(written.get("q", "").replace("\x00", "").split())[:100],
        branch=by_slug.get(written.get("avdeling", "")) if whole and Sees.BRANCH in seen else None,
        band=next((band for band in bands if band.key == written.get("alder")), None) if details else None,
        since=_day(written.get("siden", "")) if details else None,
        lives=_one_of(Lives, written.get("bor")) if details else None,
        fee=_one_of(Fee, written.get("kontingent")) if Sees.FEES in seen else None,
        order=Order.JOINED if details and place else Order.NAME,
        columns=chosen or tuple(column for column in offered if COLUMNS[column].is_default),
        chosen=bool(chosen),
        after=_id(written.get("etter", "")),
        before=_id(written.get("for", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _one_of(kind: type[S], text: str | None) -> S | None:
    return next((each for each in kind if each.value == text), None)


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
