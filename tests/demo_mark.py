"""The mark of a demo database, as ``lokallag demo`` sets it: by the owner's role, which the site never is."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from lokallag.core import database
from tests.databases import environment_of


@contextmanager
def demo_mark() -> Iterator[None]:
    """Mark the test's database as made by ``lokallag demo`` for the time of the block.

    The mark is set beside the test's own transaction, which sees it, and is taken away again.
    """
    name = str(connection.settings_dict["NAME"])
    with database.connect(database.Role.OWNER, environment_of(name)) as connected:
        connected.execute("INSERT INTO core_demomark (marked_at) VALUES (now())")
        try:
            yield
        finally:
            connected.execute("DELETE FROM core_demomark")
