"""Where the database is, and as which role we come."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from lokallag.core.database.errors import DatabaseError
from lokallag.core.database.private import PrivateServer

OWNER_ROLE = "lokallag_owner"
APP_ROLE = "lokallag_app"
DATABASE_NAME = "lokallag"
UNFINISHED = "restore_unfinished"  # the table that marks a restored database until erasures are done again
ROLE_VARIABLE = "LOKALLAG_DATABASE_ROLE"
NAME_VARIABLE = "LOKALLAG_DATABASE_NAME"

# What every session of ours asks for, whoever runs the server. `lokallag serve` checks that it was heard.
SESSION = "-c TimeZone=UTC -c synchronous_commit=on -c idle_in_transaction_session_timeout=60000"
# How every session of ours plans, on disks without moving parts: short questions, for which a second process or code
# compiled on the way costs more than the answer, and indexes that are worth their jumps.
PLANS = "-c max_parallel_workers_per_gather=0 -c random_page_cost=1.1 -c jit=off"


class Role(StrEnum):
    """As whom we come: the app serves and owns nothing, the owner migrates, the superuser makes these two."""

    APP = "app"
    OWNER = "owner"
    SUPERUSER = "superuser"


USERS = {Role.APP: APP_ROLE, Role.OWNER: OWNER_ROLE, Role.SUPERUSER: "postgres"}


def var_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder of private data: ``LOKALLAG_VAR``, or ``var/`` beside the package."""
    given = environ.get("LOKALLAG_VAR", "")
    return Path(given).resolve() if given else Path(__file__).resolve().parents[3] / "var"


def head_file(environ: Mapping[str, str]) -> Path:
    """Return the file that keeps the head of the logs' chain: ``LOKALLAG_AUDIT_HEAD``, or one in ``LOKALLAG_VAR``."""
    given = environ.get("LOKALLAG_AUDIT_HEAD", "")
    return Path(given).resolve() if given else var_folder(environ) / "audit-head.json"


def is_private(environ: Mapping[str, str]) -> bool:
    """Say whether the database is our own private one."""
    return not environ.get("DATABASE_URL")


def parameters(role: Role, environ: Mapping[str, str]) -> dict[str, str]:
    """Return libpq's parameters (``host``, ``user``, ``dbname`` …) for coming as ``role``.

    :raises DatabaseError: the address of that role is not given, or cannot be read
    """
    if is_private(environ):
        place = PrivateServer(var_folder(environ)).place()
        return {
            "host": str(place.sockets),
            "user": USERS[role],
            "dbname": environ.get(NAME_VARIABLE, "") or DATABASE_NAME,
        }
    variable = {Role.APP: "DATABASE_URL", Role.OWNER: "DATABASE_OWNER_URL"}.get(role)
    if variable is None:
        raise DatabaseError("Databasen er ikke vår egen, og superbrukeren er den som drifter den.")
    address = environ.get(variable, "")
    if not address:
        raise DatabaseError(
            f"Sett {variable} til adressen for databasens eier. Uten den kan vi ikke lage, sikre eller gjenopprette"
            " tabeller."
        )
    try:
        found = conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        raise DatabaseError(f"{variable} må se slik ut: postgresql://bruker:passord@vert:5432/database") from None
    return {key: str(value) for key, value in found.items() if value is not None}


def connect(role: Role, environ: Mapping[str, str], *, dbname: str | None = None) -> psycopg.Connection:
    """Open a connection of our own, outside Django, that commits each statement.

    :raises DatabaseError: the database does not answer
    """
    try:
        return open_connection(role, environ, dbname=dbname)
    except psycopg.OperationalError as error:
        raise DatabaseError(f"Databasen svarer ikke: {error}") from error


def open_connection(role: Role, environ: Mapping[str, str], *, dbname: str | None = None) -> psycopg.Connection:
    """Open a connection as ``connect`` does, and let the driver's own error through."""
    given: dict[str, Any] = {"connect_timeout": "10", **parameters(role, environ)}
    given["options"] = f"{given.get('options', '')} {PLANS} {SESSION}".strip()
    if dbname is not None:
        given["dbname"] = dbname
    return psycopg.connect(autocommit=True, **given)


def database_settings(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return Django's ``DATABASES["default"]``. It connects to nothing and starts nothing.

    The role is the app's, unless ``LOKALLAG_DATABASE_ROLE`` says ``owner``: ``lokallag migrate`` sets it.
    """
    given = parameters(Role(environ.get(ROLE_VARIABLE, "") or Role.APP), environ)
    options = {
        key: value
        for key, value in given.items()
        if key not in {"host", "port", "user", "password", "dbname", "options"}
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": given.get("host", ""),
        "PORT": given.get("port", ""),
        "USER": given.get("user", ""),
        "PASSWORD": given.get("password", ""),
        "NAME": given.get("dbname", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 10,
            "application_name": "lokallag",
            **options,
            "options": f"{given.get('options', '')} {PLANS} {SESSION}".strip(),
        },
    }
