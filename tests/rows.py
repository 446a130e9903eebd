"""Lays down again, at once, what the services have made before: the same rows in the same tables.

The people of ``tests.cast`` stand in most tests; made by some 170 queries each time, they took a third of them all.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection

Rows = dict[str, list[dict[str, Any]]]

_TABLES = """
SELECT c.relname, array_agg(quote_ident(a.attname) ORDER BY a.attnum)
         FILTER (WHERE a.attgenerated = '' AND has_column_privilege(c.oid, a.attnum, 'INSERT')),
       max(pg_get_serial_sequence(quote_ident(c.relname), a.attname)),
       max(a.attname) FILTER (WHERE pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND has_any_column_privilege(c.oid, 'INSERT')
GROUP BY c.relname ORDER BY c.relname
"""


def all_rows() -> Rows:
    """Return all rows, by table; but not of the tables that only triggers write to: those do so again."""
    one = "SELECT '{0}', json_agg(to_json(t))::text FROM {0} t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(name) for name in _tables()))
        return {name: json.loads(found) for name, found in cursor.fetchall() if found is not None}


def added_since(before: Rows) -> Rows:
    """Return the rows that have been added since.

    :raises AssertionError: a row has been changed or is gone, so that laying down what is new would not be all
    """
    added: Rows = {}
    for name, found in all_rows().items():
        known = before.get(name, [])
        assert all(row in found for row in known), f"{name}: rows have been changed"
        new = [row for row in found if row not in known]
        if new:
            added[name] = new
    return added


def lay_down(kept: Rows) -> None:
    """Put the rows into their tables, and let no number be given out twice."""
    tables = _tables()
    statement = "; ".join(
        f"INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE"
        f" SELECT {columns} FROM json_populate_recordset(NULL::{name}, %s)"
        for name, columns in ((name, ", ".join(tables[name].columns)) for name in kept)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(found) for found in kept.values()])
        if connection.settings_dict["NAME"] not in _advanced:
            for name, found in kept.items():
                _advance(cursor, tables[name], found)
            _advanced.add(connection.settings_dict["NAME"])


_advanced: set[str] = set()


def _advance(cursor: Any, table: "_Table", found: list[dict[str, Any]]) -> None:
    """Give out the numbers that the rows have: rolling back does not take them back."""
    if table.sequence is not None:
        most = max(row[table.key] for row in found)
        cursor.execute("SELECT nextval(%s)", [table.sequence])
        cursor.execute("SELECT nextval(%s) FROM generate_series(%s, %s)", [table.sequence, cursor.fetchone()[0], most])


@dataclass(frozen=True, slots=True)
class _Table:
    columns: tuple[str, ...]
    sequence: str | None
    key: str


@cache
def _tables() -> dict[str, _Table]:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return {name: _Table(tuple(columns), sequence, key or "") for name, columns, sequence, key in cursor.fetchall()}
