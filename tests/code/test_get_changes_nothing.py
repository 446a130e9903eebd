"""Reading a page writes nothing: every GET is asked, and all tables are as before."""

import pytest
from django.db import connection
from django.test import Client

from tests.cast import Cast, cast
from tests.code.addresses import Address, addresses

pytestmark = pytest.mark.django_db

# What stands in the addresses of things, as the cast has them. An address with another part is asked with "1".
PARTS = {"slug": "haslum", "code": "1344", "postal_code": "1344", "on": "2027-01-01"}


def all_tables() -> dict[str, tuple[int, int]]:
    """Return, by table, how many rows it has and a checksum over all that is in them."""
    quoted = connection.ops.quote_name
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*), coalesce(sum(hashtext(t::text)::bigint), 0) FROM {quoted(table)} AS t")
            rows, total = cursor.fetchone()
            found[table] = (rows, int(total))
    return found


def path_of(address: Address) -> str:
    """Return an address with its parts filled in from the cast."""
    from django.urls import reverse

    for value in ("1", 1, "12345678-1234-5678-1234-567812345678"):
        parts = {part: PARTS.get(part, value) for part in address.parts}
        try:
            return reverse(address.name, kwargs=parts)
        except Exception:
            continue
    raise AssertionError(f"no sample fits {address}")


@pytest.fixture
def people() -> Cast:
    """Give the named people in their offices."""
    return cast()


@pytest.mark.parametrize("who", ["anonymous", "member", "branch leader", "board leader"])
def test_no_get_changes_a_row(people, who):
    client = people.sign_in(Client(raise_request_exception=True), who)
    before = all_tables()
    answered = {}
    for address in addresses():
        if "GET" in address.methods:
            answered[address.name] = client.get(path_of(address)).status_code
            assert (address.name, all_tables()) == (address.name, before)

    assert len(answered) > 15
    assert {name: status for name, status in answered.items() if status >= 500 or status == 400} == {}


def test_the_probe_sees_a_changed_row(people):
    before = all_tables()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET phone = '99999999' WHERE id = %s", [people["member"].pk])

    assert all_tables() != before
