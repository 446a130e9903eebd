"""The database that tests use: whose it is, that it is one's own, and that no test reaches further."""

import socket
import subprocess
import sys
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from lokallag.core import database
from lokallag.core.models import SentForm
from tests.conftest import NetworkUsed
from tests.databases import IsolatedDatabase


def _asked(question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_tests_come_as_the_app():
    assert _asked("SELECT current_user") == database.APP_ROLE
    assert _asked("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user") == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        ("SELECT count(*) FROM core_change", True),
        ("UPDATE core_change SET act = 'x'", False),
        ("DELETE FROM core_change", False),
        ("TRUNCATE core_change", False),
        ("UPDATE core_sentform SET key = 'x'", True),
        ("DELETE FROM core_sentform", True),
        ("TRUNCATE core_sentform", False),
        ("DELETE FROM django_migrations", False),
        ("CREATE TABLE mine (id int)", False),
        ("CREATE SCHEMA mine", False),
        ("CREATE TEMPORARY TABLE mine (id int)", False),
        ("ALTER TABLE core_sentform ADD COLUMN mine int", False),
        ("SET ROLE lokallag_owner", False),
    ],
)
def test_app_changes_rows_but_no_tables_and_no_log(statement, allowed):
    def run():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    if allowed:
        run()
    else:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            run()


def test_isolated_database_is_seen_by_other_threads_and_processes(isolated_database: IsolatedDatabase):
    SentForm.objects.create(key="one", sent_at="2027-01-01T12:00:00Z")
    errors = []

    def again():
        try:
            SentForm.objects.create(key="one", sent_at="2027-01-01T12:00:00Z")
        except IntegrityError as error:
            errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=again)
    thread.start()
    thread.join()
    counted = subprocess.run(
        [sys.executable, "-m", "lokallag", "shell", "--no-imports", "--command",
         "from lokallag.core.models import SentForm; print(SentForm.objects.get().key)"],
        env=isolated_database.environ, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert len(errors) == 1
    assert counted.stdout == "one\n", counted.stderr


def test_isolated_databases_start_empty_again(isolated_database: IsolatedDatabase):
    assert _asked("SELECT current_database()") == isolated_database.name
    assert SentForm.objects.count() == 0


def test_no_test_reaches_another_machine():
    with pytest.raises(NetworkUsed):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(NetworkUsed):
        socket.getaddrinfo("example.org", 80)


def test_settings_lead_the_session_to_utc_and_durable_commits(isolated_database: IsolatedDatabase):
    assert _asked("SHOW TimeZone") == "UTC"
    assert _asked("SHOW synchronous_commit") == "on"
    assert _asked("SHOW idle_in_transaction_session_timeout") == "1min"


URL = "postgresql://app:secret@db.example.org:6432/party?sslmode=verify-full"


def test_database_url_names_the_apps_role_and_owner_url_the_owners():
    environ = {"DATABASE_URL": URL, "DATABASE_OWNER_URL": URL.replace("app", "boss")}

    as_app = database.database_settings(environ)
    as_owner = database.database_settings({**environ, "LOKALLAG_DATABASE_ROLE": "owner"})

    assert [as_app[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "app", "secret", "db.example.org", "6432", "party",
    ]  # fmt: skip
    assert as_app["OPTIONS"]["sslmode"] == "verify-full"
    assert as_owner["USER"] == "boss"


@pytest.mark.parametrize(
    ("environ", "role", "words"),
    [
        ({"DATABASE_URL": URL}, database.Role.OWNER, "Sett DATABASE_OWNER_URL"),
        ({"DATABASE_URL": "party.sqlite"}, database.Role.APP, "DATABASE_URL må se slik ut"),
        ({"DATABASE_URL": URL}, database.Role.SUPERUSER, "superbrukeren"),
    ],
)
def test_an_address_that_is_missing_or_unreadable_says_what_to_do(environ, role, words):
    with pytest.raises(database.DatabaseError, match=words):
        database.parameters(role, environ)
