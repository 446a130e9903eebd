"""What an import writes: persons, memberships, branches and fees, what the register said last, and what differs."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection

from lokallag.membership.services import bulk
from lokallag.register.models import Difference, RegisterImport
from lokallag.register.services.differing import COMPARED, hashed, suggestions
from lokallag.register.services.telling import tell_of_new_contact

_PERSON = """
    key, given_name, family_name, sort_key, email, phone, birth_year, gender, street_address, postal_code, is_protected,
    number, joined_on, unit_id, paid_years, unpaid_years, paid_on, due_on
"""
_IS_NEW = "(verdict = 'new' OR (verdict = 'alike' AND answer = 'other'))"
_NEW = f"SELECT {_PERSON} FROM register_importrow WHERE of_id = %(of)s AND {_IS_NEW}"
_AGAIN = """
    SELECT person_id, number, joined_on, unit_id, postal_code, paid_years, unpaid_years, paid_on, due_on
    FROM register_importrow
    WHERE of_id = %(of)s AND (verdict = 'returned' OR (verdict = 'alike' AND answer = 'same' AND person_id IS NOT NULL))
"""
_IS_CHANGED = "verdict = 'changed' OR (verdict = 'renamed' AND answer = 'yes')"
_GOING_ON = f"of_id = %(of)s AND ({_IS_CHANGED})"
_WHERE_DIFFERS = {
    "given_name": "name",
    "family_name": "name",
    "sort_key": "name",
    **{name: name for name in ("email", "phone", "street_address", "postal_code", "birth_year", "gender")},
    "is_protected": "is_protected",
}
_CHANGED = f"""
    SELECT person_id, {
    ", ".join(f"CASE WHEN differs @> '{{{what}}}' THEN {name} END AS {name}" for name, what in _WHERE_DIFFERS.items())
}
    FROM register_importrow WHERE {_GOING_ON}
"""
# Of somebody found to be the same person, only what we have nothing about is filled in; the next file brings the rest.
_FILLED = """
    SELECT r.person_id, NULL::text AS given_name, NULL::text AS family_name, NULL::text AS sort_key,
           CASE WHEN p.email = '' THEN r.email END AS email, CASE WHEN p.phone = '' THEN r.phone END AS phone,
           CASE WHEN p.birth_year IS NULL THEN r.birth_year END AS birth_year,
           CASE WHEN p.gender = 'ukjent' THEN r.gender END AS gender,
           CASE WHEN p.street_address = '' THEN r.street_address END AS street_address,
           CASE WHEN p.postal_code = '' THEN r.postal_code END AS postal_code,
           CASE WHEN r.is_protected THEN true END AS is_protected
    FROM register_importrow r JOIN people_person p ON p.id = r.person_id
    WHERE r.of_id = %(of)s AND (r.verdict = 'returned' OR (r.verdict = 'alike' AND r.answer = 'same'))
"""
_JOINED = f"SELECT membership_id, joined_on FROM register_importrow WHERE differs @> '{{joined_on}}' AND {_GOING_ON}"
_MOVED = (
    f"SELECT membership_id, unit_id, postal_code FROM register_importrow WHERE differs @> '{{branch}}' AND {_GOING_ON}"
)
_FEES = f"""
    SELECT membership_id AS id, paid_years, unpaid_years, paid_on, due_on
    FROM register_importrow WHERE differs @> '{{fees}}' AND {_GOING_ON}
"""
_TAKEN = "('new', 'returned', 'changed', 'same', 'renamed', 'alike')"
_SAID = f"""
    INSERT INTO register_lastsaid AS old (membership_id, {", ".join(COMPARED)})
    SELECT n.* FROM (
        SELECT m.id, {", ".join(f"{hashed(name, f'r.{name}')} AS {name}" for name in COMPARED)}
        FROM register_importrow r JOIN membership_membership m ON m.number = r.number AND m.ended_on IS NULL
        WHERE r.of_id = %(of)s AND r.verdict IN {_TAKEN} AND (r.verdict <> 'renamed' OR r.answer = 'yes')
    ) n
    LEFT JOIN register_lastsaid l ON l.membership_id = n.id
    WHERE l.membership_id IS NULL
       OR {" OR ".join(f"(n.{name} IS NOT NULL AND n.{name} IS DISTINCT FROM l.{name})" for name in COMPARED)}
    ON CONFLICT (membership_id) DO UPDATE
    SET {", ".join(f"{name} = coalesce(excluded.{name}, old.{name})" for name in COMPARED)}
"""
_KEPT = """
    SELECT r.membership_id, k.about,
           left(CASE k.about WHEN 'branch' THEN r.branch WHEN 'email' THEN r.email WHEN 'phone' THEN r.phone
                WHEN 'street_address' THEN r.street_address WHEN 'postal_code' THEN r.postal_code END, 254) AS theirs
    FROM register_importrow r, unnest(r.kept) AS k(about)
    WHERE r.of_id = %(of)s AND r.verdict IN ('same', 'changed', 'renamed') AND r.membership_id IS NOT NULL
"""
# A difference goes when a file that tells of that field no longer differs; one that was sent stays so while it lasts.
_SETTLED = f"""
    DELETE FROM register_difference d USING register_importrow r, membership_membership m
    WHERE r.of_id = %(of)s AND m.number = r.number AND m.id = d.membership_id AND r.fault = ''
      AND NOT EXISTS (SELECT FROM ({_KEPT}) k WHERE k.membership_id = d.membership_id AND k.about = d.about)
      AND CASE d.about WHEN 'branch' THEN r.branch WHEN 'email' THEN r.email WHEN 'phone' THEN r.phone
          WHEN 'street_address' THEN r.street_address ELSE r.postal_code END IS NOT NULL
"""
# Whose ids an import keeps, gathered where the rows are: a whole register of them is not fetched to be sent back.
_WHO = f"""
    UPDATE register_registerimport i SET
        added = ARRAY(
            SELECT m.person_id FROM register_importrow r JOIN membership_membership m ON m.number = r.number
            WHERE r.of_id = i.key AND {_IS_NEW}
        ),
        changed = ARRAY(
            SELECT DISTINCT person_id FROM register_importrow
            WHERE of_id = i.key AND person_id IS NOT NULL
              AND (({_IS_CHANGED}) OR verdict = 'returned' OR (verdict = 'alike' AND answer = 'same'))
        )
    WHERE key = %(of)s RETURNING cardinality(added), cardinality(changed)
"""
_DIFFERENCES = f"""
    INSERT INTO register_difference AS old (membership_id, about, theirs, found_at)
    SELECT membership_id, about, theirs, %(at)s FROM ({_KEPT}) k
    ON CONFLICT (membership_id, about) DO UPDATE
    SET sent_at = CASE WHEN old.theirs = excluded.theirs THEN old.sent_at END, theirs = excluded.theirs
"""


def write_rows(of: RegisterImport, *, counts: Mapping[str, Any], on: date, at: datetime) -> None:
    """Write what the rows of an import say, but not who goes.

    :param counts: how many rows there are of each kind; what there are none of is not looked for among them all
    """
    values: dict[str, Any] = {"of": of.pk, "at": at}
    are_changed = counts["changed"] or counts["renamed"]
    come_again = counts["returned"] or counts["alike"]
    are_new = counts["new"] or counts["alike"]
    suggested = suggestions(of, on) if are_changed or come_again or are_new else {}
    if are_changed:
        tell_of_new_contact(of, at=at)
        bulk.change_persons(source=_CHANGED, values=values)
    if come_again:
        bulk.change_persons(source=_FILLED, values=values)
        bulk.restart_members(source=_AGAIN, values=values, suggested=suggested, on=on)
    if are_changed:
        bulk.change_joined(source=_JOINED, values=values)
        bulk.set_fees(source=_FEES, values=values)
        bulk.move_imported(source=_MOVED, values=values, suggested=suggested, on=on)
    if are_new:
        bulk.start_members(source=_NEW, values=values, suggested=suggested, on=on, at=at)
    with connection.cursor() as cursor:
        cursor.execute(_SAID, values)
        if Difference.objects.exists():
            cursor.execute(_SETTLED, values)
        if counts["kept"]:
            cursor.execute(_DIFFERENCES, values)
        cursor.execute(
            "DELETE FROM register_difference d USING register_importend e"
            " WHERE e.of_id = %(of)s AND e.membership_id = d.membership_id",
            values,
        )


def keep_who(of: RegisterImport) -> tuple[int, int]:
    """Keep with an import, before its rows go, the ids of those whom it added and changed. Returns how many of each."""
    with connection.cursor() as cursor:
        cursor.execute(_WHO, {"of": of.pk})
        added, changed = cursor.fetchone()
        return int(added), int(changed)
