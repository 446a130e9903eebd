"""The two roles: made in a private database, and checked before we serve from any (ADR 0001, security.md)."""

from collections.abc import Mapping
from typing import Any, LiteralString

from psycopg import sql
from psycopg.rows import tuple_row

from lokallag.core.database.connection import APP_ROLE, DATABASE_NAME, OWNER_ROLE, UNFINISHED, Role, open_connection

# Neither role may do anything but log in; what else there is, follows from what the owner owns.
PLAIN: LiteralString = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"


def ensure_roles(environ: Mapping[str, str]) -> None:
    """Make the owner, the app's role and the database in the private server, where they are not there.

    :raises psycopg.OperationalError: the server does not answer
    """
    with open_connection(Role.SUPERUSER, environ, dbname="postgres") as connection:
        found = connection.cursor(row_factory=tuple_row).execute(
            """
            SELECT rolname, rolcanlogin
                AND NOT (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)
            FROM pg_roles WHERE rolname = ANY(%s)
            """,
            [[OWNER_ROLE, APP_ROLE]],
        )
        known: dict[str, bool] = dict(found.fetchall())
        for role in (OWNER_ROLE, APP_ROLE):
            if not known.get(role):
                verb = sql.SQL("ALTER" if role in known else "CREATE")
                connection.execute(sql.SQL("{} ROLE {} {}").format(verb, sql.Identifier(role), sql.SQL(PLAIN)))
        if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE_NAME]).rowcount:
            make_database(connection, DATABASE_NAME)


def make_database(connection: Any, name: str, *, template: str | None = None) -> None:
    """Make a database that the owner owns and that the app may connect to.

    :param connection: the superuser's, outside a transaction
    :param template: a database to clone, that nobody is connected to
    """
    names = {"name": sql.Identifier(name), "owner": sql.Identifier(OWNER_ROLE), "app": sql.Identifier(APP_ROLE)}
    clone = sql.SQL("") if template is None else sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
    connection.execute(sql.SQL("CREATE DATABASE {name} OWNER {owner}").format(**names) + clone)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {name} FROM PUBLIC").format(**names))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {name} TO {app}").format(**names))


SETTINGS = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "data_checksums": "on",
    "TimeZone": "UTC",
}


def faults(cursor: Any) -> list[str]:
    """Return why we should not serve on this connection, each a sentence that says what to do; empty means we may.

    :param cursor: of the connection that will serve
    """
    return [
        *_faults_of_settings(cursor),
        *_faults_of_role(cursor),
        *_faults_of_grants(cursor),
        *_faults_of_restore(cursor),
    ]


def _faults_of_restore(cursor: Any) -> list[str]:
    """Find a restored database in which persons are back who were erased (ADR 0016)."""
    cursor.execute("SELECT to_regclass(%s)", [f"public.{UNFINISHED}"])
    if cursor.fetchone()[0] is None:
        return []
    return [
        "Databasen er gjenopprettet, men de som er slettet siden, er ikke slettet på nytt. Kjør lokallag migrate først."
    ]


def _faults_of_settings(cursor: Any) -> list[str]:
    found = []
    cursor.execute("SHOW server_version_num")
    if int(cursor.fetchone()[0]) < 150000:
        found.append("Databasen må være PostgreSQL 15 eller nyere.")
    for name, wanted in SETTINGS.items():
        cursor.execute("SELECT current_setting(%s)", [name])
        value = cursor.fetchone()[0]
        if value != wanted:
            found.append(
                f"Databasens innstilling {name} er «{value}». Sett den til «{wanted}», ellers kan data gå tapt."
            )
    cursor.execute("SELECT setting::bigint FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'")
    if cursor.fetchone()[0] == 0:
        found.append("Sett databasens innstilling idle_in_transaction_session_timeout, for eksempel til «60s».")
    return found


def _faults_of_role(cursor: Any) -> list[str]:
    cursor.execute(
        """
        SELECT me.rolname,
               me.rolsuper,
               me.rolcreatedb OR me.rolcreaterole OR me.rolreplication OR me.rolbypassrls,
               EXISTS (SELECT FROM pg_shdepend d WHERE d.refclassid = 'pg_authid'::regclass AND d.refobjid = me.oid
                       AND d.deptype = 'o'),
               ARRAY(SELECT other.rolname::text FROM pg_roles other
                     WHERE other.oid <> me.oid AND pg_has_role(me.oid, other.oid, 'MEMBER')
                     AND other.rolname <> 'pg_monitor' ORDER BY 1)
        FROM pg_roles me WHERE me.rolname IN (session_user, current_user)
        """
    )
    found = []
    for name, is_super, is_strong, is_owner, others in cursor.fetchall():
        remedy = f"La DATABASE_URL peke på rollen {APP_ROLE}."
        if is_super:
            found.append(f"Databaserollen {name} er superbruker. {remedy}")
            continue
        if is_strong:
            found.append(f"Databaserollen {name} kan lage roller eller databaser. {remedy}")
        if is_owner:
            found.append(f"Databaserollen {name} eier noe i databasen. {remedy}")
        if others:
            found.append(f"Databaserollen {name} er medlem av {', '.join(others)}. {remedy}")
    return found


def _faults_of_grants(cursor: Any) -> list[str]:
    """Find tables that the role may do more to than the migrations gave it, as a careless GRANT ALL would."""
    cursor.execute(
        """
        SELECT c.relname, has_table_privilege(c.oid, 'TRUNCATE')
        FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
        AND NOT pg_has_role(c.relowner, 'MEMBER')
        AND (has_table_privilege(c.oid, 'TRUNCATE')
             OR (has_table_privilege(c.oid, 'UPDATE, DELETE')
                 AND c.relname ~ '^core_(change|look)(_default|_[0-9]{4}_[0-9]{2})?$|^core_chainlink$'))
        ORDER BY c.relname
        """
    )
    return [
        f"Databaserollen kan {'tømme' if may_truncate else 'endre'} tabellen {name}. Trekk retten tilbake (REVOKE)."
        for name, may_truncate in cursor.fetchall()
    ]
