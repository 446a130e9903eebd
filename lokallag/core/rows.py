"""A row written in one statement, for what is written by every press of a button that hundreds press at once.

Django's ``save`` and ``bulk_create`` compile each statement anew and put savepoints round it; on the few ways where
that is most of the cost, the row is written from here. Constraints and triggers hold as ever.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import connection, models

from lokallag.core import prepared

ADD = 'INSERT INTO "{table}" ({names}) VALUES ({marks}) {conflict} RETURNING id'  # names of our own columns


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a new row, the marks for their values, and what takes the values of a row."""

    names: str
    marks: str
    values: Callable[[models.Model], tuple[Any, ...]]


@cache
def columns_of(model: type[models.Model]) -> Columns:
    """Return the columns that a new row is given; its number is the database's."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    names = ", ".join(f'"{field.column}"' for field in fields)
    return Columns(names, ", ".join(["%s"] * len(fields)), attrgetter(*(field.attname for field in fields)))


@cache
def _add(model: type[models.Model], unless: str) -> str:
    columns = columns_of(model)
    conflict = f'ON CONFLICT ("{unless}") DO NOTHING' if unless else ""
    return ADD.format(table=model._meta.db_table, names=columns.names, marks=columns.marks, conflict=conflict)


def insert(row: models.Model, *, unless: str = "") -> bool:
    """Write a new row down, whose number the database gives it. Returns whether it was written.

    :param unless: a unique column: where a row has the same in it already, nothing is written
    """
    model = type(row)
    with prepared.cursor() as cursor:
        cursor.execute(_add(model, unless), columns_of(model).values(row))
        found = cursor.fetchone()
    if found is None:
        return False
    written(row, found[0])
    return True


def written(row: models.Model, number: int) -> None:
    """Let a row know that it is in the table."""
    row.pk = number
    row._state.adding, row._state.db = False, connection.alias
