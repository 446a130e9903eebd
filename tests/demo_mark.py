"""The mark of a demo database, as ``lokallag demo`` sets it: by the owner's role, which the site never is."""

from lokallag.core import database
from tests.databases import IsolatedDatabase


def mark_as_demo(isolated: IsolatedDatabase) -> None:
    """Mark a test's own database as made by ``lokallag demo``."""
    with database.connect(database.Role.OWNER, isolated.environ) as connected:
        connected.execute("INSERT INTO core_demomark (marked_at) VALUES (now())")
