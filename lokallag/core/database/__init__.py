"""The one stateful part: PostgreSQL, and which of its roles we come as (ADR 0001).

With ``DATABASE_URL`` the database is somebody else's: we connect as the app, and as ``DATABASE_OWNER_URL`` where
tables are made, saved or restored. Without it a private PostgreSQL runs in the folder ``LOKALLAG_VAR``: started by
the first who needs it, stopped when the last is gone. ``settings.py`` reads this package, so nothing here may import
Django's settings when loaded.
"""

from lokallag.core.database.connection import (
    APP_ROLE,
    OWNER_ROLE,
    Role,
    connect,
    database_settings,
    head_file,
    is_private,
    parameters,
    var_folder,
)
from lokallag.core.database.errors import DatabaseError
from lokallag.core.database.roles import ensure_roles
from lokallag.core.database.start import ensure_started, release, remove, start, stop

__all__ = [
    "APP_ROLE",
    "OWNER_ROLE",
    "DatabaseError",
    "Role",
    "connect",
    "database_settings",
    "ensure_roles",
    "ensure_started",
    "head_file",
    "is_private",
    "parameters",
    "release",
    "remove",
    "start",
    "stop",
    "var_folder",
]
