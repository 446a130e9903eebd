"""Writes about many memberships at once, for the import of the register: one statement for a whole file.

Each takes ``source``, a SELECT of our own code (never anything that somebody wrote) that yields the columns named in
its docstring, and the values of its placeholders. They keep the same rules as the services for one member, and the
constraints of the tables stand behind them. Who calls them opens the transaction and records what was done.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import connection

from lokallag.membership.domain.choices import Reason

Values = Mapping[str, Any]


def start_members(*, source: str, values: Values, suggested: Mapping[str, int], on: date, at: datetime) -> int:
    """Write down persons who are members from now on, in the branch that the register says, and their fees.

    ``source``: key, given_name, family_name, sort_key, email, phone, birth_year, gender, street_address, postal_code,
    is_protected, number, joined_on, unit_id (null: no branch), paid_years, unpaid_years, paid_on, due_on.

    :param suggested: postal code → the branch that answers there on the day
    :return: how many; a whole register of ids stays in the database, where who calls can ask for them by number
    """
    # Each gets its ids first: then nothing has to be joined with what was just written, by keys of one's own.
    return _count(
        f"""
        WITH s AS MATERIALIZED (
            SELECT nextval((SELECT pg_get_serial_sequence('people_person', 'id')::regclass)) AS person_id,
                   nextval((SELECT pg_get_serial_sequence('membership_membership', 'id')::regclass)) AS id, given.*
            FROM ({source}) given
        ),
        p AS (
            INSERT INTO people_person (id, password, key, given_name, family_name, sort_key, email, phone, birth_year,
                                       street_address, postal_code, gender, language, is_protected, created_at)
            SELECT person_id, %(no_password)s, key, given_name, family_name, sort_key, coalesce(email, ''),
                   coalesce(phone, ''), birth_year, coalesce(street_address, ''), coalesce(postal_code, ''),
                   coalesce(gender, 'ukjent'), 'nb', coalesce(is_protected, false), %(at)s
            FROM s
        ),
        m AS (
            INSERT INTO membership_membership (id, person_id, number, joined_on, end_reason)
            SELECT id, person_id, number, coalesce(joined_on, %(on)s), '' FROM s
        ),
        c AS ({_choices("s", "s.id")}),
        fees AS ({_fees("s", "s.id", all_new=True)})
        SELECT count(*) FROM s
        """,
        {**values, **_suggestions(suggested), "no_password": UNUSABLE_PASSWORD_PREFIX, "at": at, "on": on},
    )


def restart_members(*, source: str, values: Values, suggested: Mapping[str, int], on: date) -> int:
    """Let persons who are known be members again, or for the first time, with the number that the register says.

    ``source``: person_id, number, joined_on, unit_id, postal_code, paid_years, unpaid_years, paid_on, due_on. A
    choice of branch is written only where none is open.

    :return: how many
    """
    return _count(
        f"""
        WITH s AS MATERIALIZED ({source}),
        m AS (
            INSERT INTO membership_membership (person_id, number, joined_on, end_reason)
            SELECT person_id, number, coalesce(joined_on, %(on)s), '' FROM s
            ON CONFLICT (person_id) DO UPDATE
                SET number = excluded.number, ended_on = NULL, end_reason = '',
                    joined_on = CASE WHEN membership_membership.ended_on IS NULL THEN membership_membership.joined_on
                                     ELSE excluded.joined_on END
            RETURNING id, number, person_id
        ),
        c AS ({
            _choices(
                "m JOIN s ON s.number = m.number",
                "m.id",
                "AND NOT EXISTS (SELECT FROM membership_branchchoice o WHERE o.membership_id = m.id"
                " AND o.ended_on IS NULL)",
            )
        }),
        fees AS ({_fees("m JOIN s ON s.number = m.number", "m.id")})
        SELECT count(*) FROM m
        """,
        {**values, **_suggestions(suggested), "on": on},
    )


def change_persons(*, source: str, values: Values) -> int:
    """Write what is new about persons: null leaves a field as it is.

    ``source``: person_id, given_name, family_name, sort_key, email, phone, birth_year, gender, street_address,
    postal_code, is_protected.

    :return: how many
    """
    fields = (
        "given_name", "family_name", "sort_key", "email", "phone", "birth_year", "gender", "street_address",
        "postal_code", "is_protected",
    )  # fmt: skip
    news = ", ".join(f"{name} = coalesce(s.{name}, p.{name})" for name in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE people_person p SET {news} FROM ({source}) s WHERE s.person_id = p.id", dict(values))
        return int(cursor.rowcount)


def change_joined(*, source: str, values: Values) -> None:
    """Write another first day of memberships that go on. ``source``: membership_id, joined_on."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE membership_membership m SET joined_on = s.joined_on FROM ({source}) s"
            " WHERE s.membership_id = m.id AND m.ended_on IS NULL",
            dict(values),
        )


def set_fees(*, source: str, values: Values) -> None:
    """Write fees as the register has them, over what stood there for the same year.

    ``source``: membership_id (named ``id``), paid_years, unpaid_years, paid_on, due_on.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH s AS MATERIALIZED ({source}) {_fees('s', 's.id')}",
            dict(values),
        )


def move_imported(*, source: str, values: Values, suggested: Mapping[str, int], on: date) -> None:
    """Let members belong to the branch that the register says, where they have none or were imported into theirs.

    What the member chose, or the board at the member's request, is never touched, whatever ``source`` says.
    ``source``: membership_id, unit_id, postal_code.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE membership_branchchoice c SET ended_on = %(on)s FROM ({source}) s
            WHERE c.membership_id = s.membership_id AND c.ended_on IS NULL AND c.reason = 'imported'
              AND c.unit_id <> s.unit_id
            """,
            {**values, "on": on},
        )
        free = (
            "AND NOT EXISTS (SELECT FROM membership_branchchoice o WHERE o.membership_id = m.id AND o.ended_on IS NULL)"
        )
        cursor.execute(
            f"WITH s AS MATERIALIZED ({source}) "
            + _choices("membership_membership m JOIN s ON s.membership_id = m.id AND m.ended_on IS NULL", "m.id", free),
            {**values, **_suggestions(suggested), "on": on},
        )


def end_memberships(*, source: str, values: Values, on: date) -> list[tuple[int, int, str]]:
    """End memberships and their choices of branch. ``source``: membership_id, reason.

    :return: membership, person and reason of each that ended, by membership
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH s AS MATERIALIZED ({source}),
            c AS (UPDATE membership_branchchoice c SET ended_on = greatest(%(on)s, c.chosen_on) FROM s
                  WHERE c.membership_id = s.membership_id AND c.ended_on IS NULL)
            UPDATE membership_membership m SET ended_on = greatest(%(on)s, m.joined_on), end_reason = s.reason
            FROM s WHERE m.id = s.membership_id AND m.ended_on IS NULL
            RETURNING m.id, m.person_id, m.end_reason
            """,
            {**values, "on": on},
        )
        return sorted(cursor.fetchall())


def _choices(members: str, member: str, also: str = "") -> str:
    """Return the INSERT of choices, in an order by which ids do not only grow.

    The index that holds a member to one branch at a time is a GiST. A growing id is beyond all that stands in it, and
    each time every entry on the way down is tried; between others, the first that has room for it will do: half the
    time, and half the journal.

    :param members: what to select from, with the source as ``s``
    :param member: the id of the membership there
    """
    return f"""
        INSERT INTO membership_branchchoice (membership_id, unit_id, chosen_on, reason, suggested_id, postal_code, note)
        SELECT {member}, s.unit_id, %(on)s, '{Reason.IMPORTED}', g.unit_id, coalesce(s.postal_code, ''), ''
        FROM {members}
        LEFT JOIN unnest(%(codes)s::text[], %(code_units)s::bigint[]) AS g(code, unit_id) ON g.code = s.postal_code
        WHERE s.unit_id IS NOT NULL {also}
        ORDER BY s.unit_id, {member} %% 64
    """


def _fees(members: str, member: str, *, all_new: bool = False) -> str:
    """Return the INSERT of fees, over those of the same year; of members who are ``all_new`` there are none.

    :param members: what to select from, with the source as ``s``
    :param member: the id of the membership there
    """
    over = (
        ""
        if all_new
        else """
        ON CONFLICT (membership_id, year) DO UPDATE
            SET is_paid = excluded.is_paid, due_on = coalesce(excluded.due_on, old.due_on),
                paid_on = CASE WHEN excluded.is_paid THEN coalesce(excluded.paid_on, old.paid_on) END
        """
    )
    return f"""
        INSERT INTO membership_feeyear AS old (membership_id, year, due_on, paid_on, is_paid)
        SELECT {member}, unnest(s.paid_years), s.due_on, s.paid_on, true FROM {members}
        UNION ALL
        SELECT {member}, unnest(s.unpaid_years), s.due_on, NULL, false FROM {members} {over}
    """


def _suggestions(suggested: Mapping[str, int]) -> dict[str, list[Any]]:
    return {"codes": list(suggested), "code_units": list(suggested.values())}


def _count(statement: str, values: Values) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, dict(values))
        return int(cursor.fetchone()[0])
