"""The private server's log tells what went wrong and no values: they may be somebody's."""

import psycopg
import pytest

from lokallag.core import database
from lokallag.core.database.private import PrivateServer
from tests.core.private import Installation

pytestmark = pytest.mark.xdist_group("private server")


def test_the_log_holds_neither_statements_nor_values(installation: Installation):
    installation.hold()
    with database.connect(database.Role.OWNER, installation.environ) as owner:
        owner.execute("CREATE TABLE thing (name text UNIQUE)")
        owner.execute("INSERT INTO thing VALUES ('Hemmelig Navn')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            owner.execute("INSERT INTO thing VALUES ('Hemmelig Navn')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            owner.execute("INSERT INTO thing VALUES (%s)", ["Hemmelig Navn"])

    said = PrivateServer(installation.var).log.read_text(errors="replace")

    assert "duplicate key value" in said
    assert [word for word in ("Hemmelig", "INSERT") if word in said] == []
