"""Two roles and what they may: the owner migrates, the app serves (ADR 0001).

``grant_app`` stands in the first migration and covers every later table; ``freeze`` takes away from the app's role
the right to change or remove rows of one table, ``freeze_but`` all of that but one column, and ``seal`` the right to
write it at all.
"""

from django.db.migrations.operations import RunSQL

APP_ROLE = "lokallag_app"


def grant_app() -> RunSQL:
    """Return the operation that lets the app's role use all that the migrating role will make in this schema."""
    return RunSQL(
        f"""
        GRANT USAGE ON SCHEMA public TO {APP_ROLE};
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP_ROLE};
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APP_ROLE};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE};
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE};
        REVOKE INSERT, UPDATE, DELETE ON TABLE django_migrations FROM {APP_ROLE};
        """,  # noqa: S608 the role's name is our own constant
        RunSQL.noop,
    )


def freeze(table: str) -> RunSQL:
    """Return the operation after which rows of ``table`` can be added and read, never changed or removed."""
    return RunSQL(f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM {APP_ROLE}', RunSQL.noop)


def freeze_but(table: str, column: str) -> RunSQL:
    """Return the operation after which of rows of ``table`` only ``column`` can be changed: whose name is erased."""
    return RunSQL(
        f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM {APP_ROLE};'
        f'GRANT UPDATE ("{column}") ON "{table}" TO {APP_ROLE}',
        RunSQL.noop,
    )


def seal(table: str) -> RunSQL:
    """Return the operation after which the app's role can only read ``table``."""
    return RunSQL(f'REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON "{table}" FROM {APP_ROLE}', RunSQL.noop)
