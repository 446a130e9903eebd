"""Databases for tests: one private server for the whole run, one migrated template, a clone for whoever needs one.

The server lives in ``var-test/`` and stops when the last test process is gone; the template stays there until a
migration changes. The demo is made once for the run, and cloned likewise. Tests come as ``lokallag_app``, as the site
does.
"""

import contextlib
import fcntl
import hashlib
import importlib
import io
import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import django
import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker

from lokallag.core import database
from lokallag.core.database.roles import make_database

TEMPLATES_KEPT = 4
DEMO_MEMBERS = 80
_number = itertools.count(1)


@dataclass(frozen=True, slots=True)
class IsolatedDatabase:
    """A database of one test's own. ``environ`` leads a process of ours to it (``DATABASE_URL`` and the owner's)."""

    name: str
    environ: dict[str, str]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give this test process a database of its own, cloned from the template (in place of pytest-django's)."""
    database.ensure_started(os.environ)
    # The settings were read before the server had found its place, which the very first start chooses.
    connections.settings["default"]["HOST"] = database.parameters(database.Role.APP, os.environ)["host"]
    with django_db_blocker.unblock():
        template = migrated_template()
        with clone(template) as name, used_by_django(name):
            yield
    database.release(os.environ)


@pytest.fixture
def isolated_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[IsolatedDatabase]:
    """Give one test a database of its own, where it may commit and use many connections, threads and processes.

    Django's default connection leads there, in every thread. Do not combine it with ``db``.
    """
    with django_db_blocker.unblock(), clone(migrated_template()) as name, used_by_django(name):
        yield IsolatedDatabase(name, environment_of(name))


@pytest.fixture(scope="session")
def demo_template(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Build a demo organisation of ``DEMO_MEMBERS`` once for the whole run, to be cloned. Yields the database's name.

    All test processes share it. The next run that builds one drops it.
    """
    run = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    name = f"test_{run}_demo"
    with django_db_blocker.unblock():
        with _alone("demo.lock"), _superuser() as connected:
            if not connected.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount:
                _make_demo(connected, name)
        yield name


def _make_demo(connected: psycopg.Connection, name: str) -> None:
    _drop_abandoned(connected)
    make_database(connected, name, template=migrated_template())
    try:
        with used_by_django(name, database.OWNER_ROLE):
            call_command("demo", members=DEMO_MEMBERS, stdout=io.StringIO())
    except BaseException:
        _drop(connected, name)
        raise


@pytest.fixture
def demo_database(demo_template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[IsolatedDatabase]:
    """Give one test a demo organisation of its own, as ``isolated_database`` gives an empty one."""
    with django_db_blocker.unblock(), clone(demo_template) as name, used_by_django(name):
        yield IsolatedDatabase(name, environment_of(name))


def environment_of(name: str) -> dict[str, str]:
    """Return the environment in which a process of ours uses the database ``name`` of the test server."""
    host = database.parameters(database.Role.APP, os.environ)["host"]
    return {
        **{key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"},
        "DATABASE_URL": f"postgresql://{database.APP_ROLE}@/{name}?host={host}",
        "DATABASE_OWNER_URL": f"postgresql://{database.OWNER_ROLE}@/{name}?host={host}",
    }


@contextlib.contextmanager
def clone(template: str) -> Iterator[str]:
    """Make a copy of a database for the time of the block. Yields its name."""
    name = f"test_{os.getpid()}_{next(_number)}"
    with _superuser() as connected:
        make_database(connected, name, template=template)
    try:
        yield name
    finally:
        with _superuser() as connected:
            _drop(connected, name)


@contextlib.contextmanager
def used_by_django(name: str, user: str = database.APP_ROLE) -> Iterator[None]:
    """Lead Django's default connection, in all threads, to another database or role for the time of the block."""
    given = connections.settings["default"]
    before = given["NAME"], given["USER"]
    connection.close()
    given["NAME"], given["USER"] = name, user
    try:
        yield
    finally:
        connection.close()
        given["NAME"], given["USER"] = before


def _superuser() -> psycopg.Connection:
    return database.connect(database.Role.SUPERUSER, os.environ, dbname="postgres")


def _drop(connected: psycopg.Connection, name: str) -> None:
    connected.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def migrated_template() -> str:
    """Return the name of the migrated template, made first where no earlier run has made it."""
    name = f"template_{_fingerprint()}"
    with _alone("template.lock"), _superuser() as connected:
        if not connected.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount:
            _make_template(connected, name)
    return name


@contextlib.contextmanager
def _alone(lock: str) -> Iterator[None]:
    """Let no other test process into a block with the same lock."""
    with (Path(os.environ["LOKALLAG_VAR"]) / lock).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _make_template(connected: psycopg.Connection, name: str) -> None:
    for setting in ("fsync", "full_page_writes"):  # nobody misses a test database after a power cut
        connected.execute(f"ALTER SYSTEM SET {setting} = off")  # type: ignore[call-overload]
    connected.execute("SELECT pg_reload_conf()")
    _drop_abandoned(connected)
    templates = "SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%%' ORDER BY oid DESC OFFSET %s"
    for (old,) in connected.execute(templates, [TEMPLATES_KEPT]).fetchall():
        _drop(connected, old)
    unfinished = f"unfinished_{name}"
    _drop(connected, unfinished)
    make_database(connected, unfinished)
    with used_by_django(unfinished, database.OWNER_ROLE):
        call_command("migrate", verbosity=0)
    names = {"old": sql.Identifier(unfinished), "new": sql.Identifier(name)}
    connected.execute(sql.SQL("ALTER DATABASE {old} WITH ALLOW_CONNECTIONS false").format(**names))
    connected.execute(sql.SQL("ALTER DATABASE {old} RENAME TO {new}").format(**names))


def _drop_abandoned(connected: psycopg.Connection) -> None:
    """Drop the databases of test processes that ended without doing so."""
    for (old,) in connected.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'").fetchall():
        if not _is_running(int(old.split("_")[1])):
            _drop(connected, old)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _fingerprint() -> str:
    """Return a mark of all that the template is made from: our migrations, and which packages bring others."""
    digest = hashlib.sha256()
    for config in apps.get_app_configs():
        digest.update(config.name.encode())
        if not config.name.startswith("lokallag."):
            continue
        for path in sorted(Path(config.path, "migrations").glob("*.py")):
            digest.update(path.name.encode() + path.read_bytes())
    for module in (importlib.import_module("lokallag.core.frozen"), importlib.import_module(database.__name__)):
        digest.update(Path(str(module.__file__)).read_bytes())
    digest.update(" ".join([version("django"), version("procrastinate"), settings.AUTH_USER_MODEL]).encode())
    return digest.hexdigest()[:12]


def _main() -> None:
    """Make the template ahead of the tests: ``python -m tests.databases``, while the types are looked through."""
    django.setup()
    database.ensure_started(os.environ)
    connections.settings["default"]["HOST"] = database.parameters(database.Role.APP, os.environ)["host"]
    migrated_template()
    database.release(os.environ)


if __name__ == "__main__":
    _main()
