"""What the app's role may in the database, asked of PostgreSQL itself (ADR 0001)."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from lokallag.core.frozen import APP_ROLE
from tests.code.tree import product_modules, text_of

pytestmark = pytest.mark.django_db

FREEZES = re.compile(r"""\bfreeze\(\s*["'](\w+)["']""")
FREEZES_BUT = re.compile(r"""\bfreeze_but\(\s*["'](\w+)["'],\s*["'](\w+)["']""")
SEALS = re.compile(r"""\bseal\(\s*["'](\w+)["']""")


def named_in_migrations(pattern: re.Pattern[str]) -> set[Any]:
    """Return the tables that some migration freezes or seals; with their column where the pattern has one."""
    return {
        name
        for path in product_modules()
        if path.parent.name == "migrations"
        for name in pattern.findall(text_of(path))
    }


def rows(query: str, *values: object) -> list[tuple[object, ...]]:
    """Return the answer of the database."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def rights_to(table: str) -> set[str]:
    """Return what the app's role may do with a table or any of its columns."""
    with_columns = rows(
        """
        SELECT word FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) AS word
        WHERE has_any_column_privilege(%s, 'public.' || quote_ident(%s), word)
        UNION SELECT word FROM unnest(ARRAY['DELETE', 'TRUNCATE', 'TRIGGER']) AS word
        WHERE has_table_privilege(%s, 'public.' || quote_ident(%s), word)
        """,
        *(APP_ROLE, table, APP_ROLE, table),
    )
    return {str(word) for (word,) in with_columns}


def our_tables() -> set[str]:
    """Return the tables of our models."""
    return {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("lokallag.")
    }


def test_the_tests_themselves_run_as_the_app():
    assert rows("SELECT session_user::text, current_user::text") == [(APP_ROLE, APP_ROLE)]


def test_the_app_role_is_a_plain_one():
    strong = rows(
        """
        SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls,
               EXISTS (SELECT FROM pg_auth_members WHERE member = me.oid)
        FROM pg_roles me WHERE rolname = %s
        """,
        APP_ROLE,
    )

    assert strong == [(False, False)]


def test_the_app_role_owns_nothing():
    owned = rows(
        """
        SELECT relname::text FROM pg_class WHERE relowner = %s::regrole
        UNION SELECT nspname::text FROM pg_namespace WHERE nspowner = %s::regrole AND nspname NOT LIKE 'pg_temp%%'
        UNION SELECT proname::text FROM pg_proc WHERE proowner = %s::regrole
        UNION SELECT datname::text FROM pg_database WHERE datdba = %s::regrole
        """,
        *[APP_ROLE] * 4,
    )

    assert owned == []


def test_the_app_role_cannot_make_tables():
    assert rows("SELECT has_schema_privilege(%s, 'public', 'CREATE')", APP_ROLE) == [(False,)]


LOGS = {"core_change", "core_look", "core_chainlink"}


def test_the_logs_their_chain_and_the_rule_sets_are_frozen():
    assert named_in_migrations(FREEZES) >= LOGS | {"organisation_ruleset", "organisation_rule"}


def test_the_list_of_rows_to_seal_can_only_be_read_and_taken_from():
    assert rights_to("core_unsealed") == {"SELECT", "DELETE"}


def test_the_months_of_the_logs_are_reached_through_the_logs_alone():
    parts = [str(name) for (name,) in rows("SELECT relname::text FROM pg_class WHERE relispartition AND relkind = 'r'")]

    assert len(parts) > 2 * 12
    assert {part: rights_to(part) for part in parts} == {part: set() for part in parts}


def test_exactly_these_functions_are_the_owners_doors():
    """The app may call a function that runs as the owner only where it is one of these, and each names its tables."""
    ours = rows(
        """
        SELECT proname::text, has_function_privilege(%s, oid, 'EXECUTE'), prosecdef, pg_get_userbyid(proowner)::text,
               array_to_string(proconfig, ' ') LIKE '%%search_path=pg_catalog, pg_temp%%',
               EXISTS (SELECT FROM aclexplode(proacl) WHERE grantee = 0)
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND starts_with(proname, 'core_') ORDER BY 1
        """,
        APP_ROLE,
    )
    may_call = {"core_drop_expired", "core_erase_person", "core_make_months"}
    may_not = {"core_await_seal", "core_drop_before", "core_make_month"}

    assert {name: call for name, call, *_rest in ours} == dict.fromkeys(may_call, True) | dict.fromkeys(may_not, False)
    assert {tuple(rest) for _name, _call, *rest in ours} == {(True, "lokallag_owner", True, False)}


def test_no_other_function_runs_as_somebody_else():
    others = rows(
        """
        SELECT proname::text FROM pg_proc
        WHERE prosecdef AND pronamespace = 'public'::regnamespace AND NOT starts_with(proname, 'core_')
        """
    )

    assert others == []


def test_frozen_tables_can_only_be_read_and_added_to():
    frozen = named_in_migrations(FREEZES)

    assert {table: rights_to(table) for table in frozen} == {table: {"SELECT", "INSERT"} for table in frozen}


def test_of_tables_frozen_but_for_a_column_that_column_alone_can_be_changed():
    but = dict(named_in_migrations(FREEZES_BUT))
    changeable = {
        table: {
            str(name)
            for (name,) in rows(
                """
                SELECT attname::text FROM pg_attribute WHERE attrelid = ('public.' || quote_ident(%s))::regclass
                AND attnum > 0 AND has_column_privilege(%s, attrelid, attnum, 'UPDATE')
                """,
                *(table, APP_ROLE),
            )
        }
        for table in but
    }

    assert "playbook_chapterversion" in but
    assert changeable == {table: {column} for table, column in but.items()}
    assert {table: rights_to(table) for table in but} == {table: {"SELECT", "INSERT", "UPDATE"} for table in but}


def test_sealed_tables_can_only_be_read():
    sealed = named_in_migrations(SEALS) | {"django_migrations"}

    assert "core_demomark" in sealed
    assert {table: rights_to(table) for table in sealed} == {table: {"SELECT"} for table in sealed}


def test_all_other_tables_can_be_written_but_not_emptied_or_changed_in_shape():
    others = our_tables() - named_in_migrations(FREEZES) - named_in_migrations(SEALS)
    others -= set(dict(named_in_migrations(FREEZES_BUT)))
    expected = {"SELECT", "INSERT", "UPDATE", "DELETE"}

    assert {table: rights_to(table) for table in others} == dict.fromkeys(others, expected)


@pytest.mark.parametrize(
    "statement", ["UPDATE core_change SET act = ''", "DELETE FROM core_change", "TRUNCATE core_change"]
)
def test_the_log_refuses_to_be_rewritten(statement):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
