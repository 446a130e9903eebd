"""A row written in one statement, for what is written by every press of a button that hundreds press at once.

Django's ``save`` and ``bulk_create`` compile each statement anew and put savepoints round it; on the few ways where
that is most of the cost, the row is written from here. Constraints and triggers hold as ever.
"""

from typing import Any

from django.db import connection, models

ADD = 'INSERT INTO "{table}" ({names}) VALUES ({marks}) {conflict} RETURNING id'  # names of our own columns


def columns_of(row: models.Model) -> tuple[str, str, list[Any]]:
    """Return the columns of a new row, the marks for their values, and the values; its number is the database's."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    names = ", ".join(f'"{field.column}"' for field in fields)
    return names, ", ".join(["%s"] * len(fields)), [getattr(row, field.attname) for field in fields]


def insert(row: models.Model, *, unless: str = "") -> bool:
    """Write a new row down, whose number the database gives it. Returns whether it was written.

    :param unless: a unique column: where a row has the same in it already, nothing is written
    """
    names, marks, values = columns_of(row)
    conflict = f'ON CONFLICT ("{unless}") DO NOTHING' if unless else ""
    statement = ADD.format(table=row._meta.db_table, names=names, marks=marks, conflict=conflict)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchone()
    if found is None:
        return False
    written(row, found[0])
    return True


def written(row: models.Model, number: int) -> None:
    """Let a row know that it is in the table."""
    row.pk = number
    row._state.adding, row._state.db = False, connection.alias
