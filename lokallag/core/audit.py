"""The two logs: changes (who did which act to what, and when) and looks (who saw which persons, and how).

Rows are only ever added (ADR 0002, security.md A20–A21). They hold ids, codes and dates, never names, addresses or
texts: what a person wrote is found where it was written. Within seconds they are sealed into a chain (``core.seal``,
ADR 0013). Two doors take something out again, both functions of the database's owner that leave an entry of their own.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import EmptyResultSet
from django.db import connection, models, transaction

from lokallag.core import prepared, rows
from lokallag.core.models import Look, fresh_salt
from lokallag.core.permissions import always_deny, find_act, known_acts

Detail = str | int | bool | None
LOOKS_KEPT, CHANGES_KEPT = 24, 60  # months (security.md B3)
ADD_CHANGE = """
INSERT INTO core_change (act, actor_id, target_kind, target_id, at, details, salt) VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
# A new row and its line in the log; with ``unless``, where that finds nothing.
ADD_WITH_CHANGE = """
WITH added AS (INSERT INTO "{table}" ({names}) SELECT {marks} {unless} RETURNING id)
INSERT INTO core_change (act, actor_id, target_kind, target_id, at, details, salt)
SELECT %s, %s, %s, id::text, %s, %s, %s FROM added RETURNING target_id
"""
ADD_LOOK = """
INSERT INTO core_look (act, actor_id, how, unit_id, purpose, person_ids, at, salt)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
# What a query finds, and one look at all of it, are the same however much is written meanwhile: one statement.
ADD_LOOK_AT_FOUND = """
WITH found(id, person_id) AS MATERIALIZED ({statement}),
look AS (
  INSERT INTO core_look (act, actor_id, how, unit_id, purpose, person_ids, at, salt)
  SELECT %s, %s, %s, %s, %s, persons, %s, %s
  FROM (SELECT array_agg(DISTINCT person_id) FROM found WHERE person_id IS DISTINCT FROM %s) others(persons)
  WHERE persons IS NOT NULL
)
SELECT coalesce(array_agg(id), '{{}}') FROM found
"""
ERASED = 0  # stands in ``person_ids`` where an erased person stood
# Under these names ``details`` may hold a person's id, and under names that begin with one that ends in "_".
PERSON_KEYS = ("person", "leader", "secretary", "deputy", "seated_", "ended_", "person_")


def record(
    act: str,
    *,
    actor: AbstractBaseUser | None,
    target: models.Model | None,
    at: datetime,
    details: Mapping[str, Detail] | None = None,
) -> None:
    """Add one row to the log of changes, in the transaction of the change itself.

    :param actor: who did it; ``None`` is a command on the server or a job
    :param target: the object that changed; ``None`` for a whole register
    :param details: ids, codes and dates only
    :raises UnknownAct: the act is in no room's ``rules.py``
    """
    find_act(act)
    row = [
        act,
        None if actor is None else actor.pk,
        "" if target is None else target._meta.label_lower,
        "" if target is None else str(target.pk),
        at,
        json.dumps(dict(details or {})),
        fresh_salt(),
    ]
    with prepared.cursor() as cursor:  # every write of every service comes by here: no model is built for it
        cursor.execute(ADD_CHANGE, row)


def insert(
    row: models.Model,
    act: str,
    *,
    actor: AbstractBaseUser | None,
    at: datetime,
    details: Mapping[str, Detail] | None = None,
    unless: str = "",
    asked: Sequence[Any] = (),
) -> bool:
    """Write a new row down and add it to the log of changes, in one statement. Returns whether it was written.

    :param unless: a query; where it finds a row, nothing is written
    :param asked: the values of that query
    :raises UnknownAct: the act is in no room's ``rules.py``
    """
    find_act(act)
    model = type(row)
    who, what = None if actor is None else actor.pk, json.dumps(dict(details or {}))
    line = [act, who, model._meta.label_lower, at, what, fresh_salt()]
    with prepared.cursor() as cursor:
        cursor.execute(_add_with_change(model, unless), [*rows.columns_of(model).values(row), *asked, *line])
        found = cursor.fetchone()
    if found is not None:
        rows.written(row, int(found[0]))
    return found is not None


@cache
def _add_with_change(model: type[models.Model], unless: str) -> str:
    columns = rows.columns_of(model)
    return ADD_WITH_CHANGE.format(
        table=model._meta.db_table,
        names=columns.names,
        marks=columns.marks,
        unless=f"WHERE NOT EXISTS ({unless})" if unless else "",
    )


class How(StrEnum):
    """How persons were seen: one on a page, many in a list, in an export, or in a letter or print."""

    PAGE = "page"
    LIST = "list"
    EXPORT = "export"
    PRINT = "print"


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at a person: which act let whom see, when, how, in which unit, for which purpose, among how many."""

    act: str
    actor_id: int | None
    at: datetime
    how: str
    unit_id: int | None
    purpose: str
    among: int


def record_look(
    act: str,
    *,
    actor: AbstractBaseUser | None,
    persons: Iterable[int],
    at: datetime,
    how: How,
    unit_id: int | None = None,
    purpose: str = "",
) -> None:
    """Add one row to the log of looks: a list page is one row with the ids shown, an export one with all its ids.

    A look at oneself is none, and nobody shown is none.

    :param persons: ids of the persons shown
    :param purpose: what the one who looked said it was for (exports)
    :raises UnknownAct: the act is in no room's ``rules.py``
    """
    find_act(act)
    others = sorted(set(persons) - {None if actor is None else actor.pk})
    if others:
        row = [act, None if actor is None else actor.pk, how.value, unit_id, purpose, others, at, fresh_salt()]
        with connection.cursor() as cursor:
            cursor.execute(ADD_LOOK, row)


def record_look_at_found(
    act: str,
    *,
    actor: AbstractBaseUser,
    found: models.QuerySet[Any],
    at: datetime,
    how: How,
    unit_id: int | None = None,
    purpose: str = "",
) -> list[int]:
    """Add one row to the log of looks with everybody that a query finds, however many: none of them is read here.

    Returns the ids that the query gives first, in its order. A look at oneself is none, and nobody found is none.

    :param found: gives two values, an id of anything and the id of the person it is of
    :param purpose: what the one who looked said it was for (exports)
    :raises UnknownAct: the act is in no room's ``rules.py``
    """
    find_act(act)
    try:
        statement, values = found.query.sql_with_params()
    except EmptyResultSet:
        return []
    row = [act, actor.pk, how.value, unit_id, purpose, at, fresh_salt(), actor.pk]
    with connection.cursor() as cursor:
        cursor.execute(ADD_LOOK_AT_FOUND.format(statement=statement), [*values, *row])
        ids: list[int] = cursor.fetchone()[0]
    return ids


def looks_at(person_id: int, *, since: datetime, most: int = 200) -> list[Seen]:
    """Return the looks at a person from ``since`` on, newest first, at most ``most``."""
    rows = Look.objects.filter(person_ids__contains=[person_id], at__gte=since).order_by("-at", "-pk")[:most]
    return [Seen(row.act, row.actor_id, row.at, row.how, row.unit_id, row.purpose, len(row.person_ids)) for row in rows]


@transaction.atomic
def erase_person(
    person_id: int,
    *,
    by: AbstractBaseUser | None = None,
    at: datetime,
    targets: Iterable[models.Model] = (),
) -> int:
    """Take a person out of both logs, so that nothing in them leads to the person any more. Returns rows touched.

    Rows are not changed but replaced: the old payload and salt go, a row without the person comes. In looks the person
    becomes ``ERASED``, so that those who looked stay answerable. In changes about the person (as target, under a name
    of ``PERSON_KEYS``, or an act on one's own) target, actor and id go, and what was done when stays. What the person
    did to *others* as an officer keeps its number: nobody takes the trace of that along by leaving.

    Call it before the person's rows in other tables go. Done twice, it does nothing the second time.

    :param by: who carries it out; nobody is named where it is the person
    :param targets: the person's own objects whose changes are about the person too: memberships, choices
    """
    own_acts = [name for name, act in known_acts().items() if act.own is not always_deny]
    own = [("people.person", str(person_id)), *((each._meta.label_lower, str(each.pk)) for each in targets)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT core_erase_person(%s, %s::text[], %s::text[], %s::text[], %s::text[], %s, %s)",
            [
                person_id,
                [kind for kind, _id in own],
                [each for _kind, each in own],
                own_acts,
                list(PERSON_KEYS),
                None if by is None else by.pk,
                at,
            ],
        )
        return int(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Dropped:
    """How many rows of each log went because their time was over."""

    looks: int
    changes: int


@transaction.atomic
def drop_expired(*, at: datetime) -> Dropped:
    """Drop the months of looks older than 24 months and of changes older than 5 years (security.md B3).

    Whole months go. The database holds ``at`` against its own clock: nothing goes before its time however ``at`` is
    set, so a test of this puts rows back in time, not the clock forward.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT looks, changes FROM core_drop_expired(%s)", [at])
        return Dropped(*cursor.fetchone())


def kept_since(kept_months: int, *, at: datetime) -> datetime:
    """Return the first instant of the oldest month that is kept at ``at``: what is older goes (``LOOKS_KEPT`` …)."""
    utc = at.astimezone(UTC)
    months = utc.year * 12 + utc.month - 1 - kept_months
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)


def make_months(*, ahead: int = 12) -> int:
    """Make the tables of this month and the ``ahead`` next of both logs, where missing. Returns how many were made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_make_months(%s)", [ahead])
        return int(cursor.fetchone()[0])
