"""Statements that the database reads and plans once for each connection: what hundreds send at once (ADR 0026).

Django binds values into a statement's text, so that the database reads and plans it anew each time it comes. Here the
text stays the same and the values come beside it. It is for statements whose text is a constant, and whose plan does
not depend on how much there is in the tables: rows added, and rows found by a key.
"""

from typing import Any, cast

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper

PREPARE_LATER = 5  # psycopg's own; ours are prepared at once, and Django's own cursors never prepare


class _Preparing(psycopg.Cursor[Any]):
    """A cursor whose statements are prepared the first time they are sent."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> "_Preparing":
        """Send a statement, of which the database may know the text already."""
        return super().execute(query, params, prepare=True, **options)


def cursor() -> CursorWrapper:
    """Open a cursor on Django's connection, in the transaction that is open there.

    Errors, the number of queries and their log are as those of ``connection.cursor()``.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    line: psycopg.Connection[Any] = connection.connection
    if line.prepare_threshold is None:  # as Django opens it: nothing is prepared, also where it is asked for
        line.prepare_threshold = PREPARE_LATER
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return wrap(cast(Any, _Preparing(line)))
