"""What the rows of a file would do to the register here: worked out by the database, written on each row.

The rules stand in docs/adr/0014: who is a member is the register's to say, which branch is chosen is the member's.
"""

import io
from collections.abc import Mapping
from datetime import date
from typing import Any, BinaryIO

from django.db import connection
from django.db.models import CharField
from django.db.models.functions import Cast

from lokallag.core.models import Change
from lokallag.membership.models import Membership
from lokallag.membership.queries.areas import suggested_for
from lokallag.organisation.models import Unit
from lokallag.register.models import ImportEnd, LeftNumber, RegisterImport
from lokallag.register.services.left import hashes_of
from lokallag.territory.domain.names import fold, name_key

# How contact details are compared, and hashed for ``LastSaid``: case, spaces and +47 make no difference.
COMPARED = {
    "email": "lower({0})",
    "phone": r"regexp_replace({0}, '^(\+47|0047)|[^0-9+]', '', 'g')",
    "street_address": "lower({0})",
    "postal_code": "{0}",
}
OWN_ACTS = {"people.change_address": ("street_address", "postal_code"), "people.change_contact": ("email", "phone")}


def compared(name: str, value: str) -> str:
    """Return the SQL by which a contact detail is compared."""
    return COMPARED[name].format(value)


def hashed(name: str, value: str) -> str:
    """Return the SQL of the hash that ``LastSaid`` keeps of a contact detail."""
    return f"hashtextextended({compared(name, value)}, 0)"


def work_out(of: RegisterImport, *, on: date) -> dict[str, Any]:
    """Write on each row what it would do on the day, and who would go. Returns the counts.

    It can be done again at any time; what an officer has answered stays.
    """
    join_whole_tables()
    values = {"of": of.pk, "on": on, **_branches(of, on), **_changed_here()}
    with connection.cursor() as cursor:
        cursor.execute(_TWICE, values)
        cursor.execute(_COMPARE, values)
        _mark_left(of, cursor)
        cursor.execute(_KINDS, values)
        kinds = {kind for (kind,) in cursor.fetchall()}
        for kind, statements in _OF_KIND.items():
            if kind in kinds:
                for statement in statements:
                    cursor.execute(statement, values)
        for statement in (_NOT_GONE, _GONE):
            cursor.execute(statement, values)
    return counts_of(of)


def join_whole_tables() -> None:
    """Let this transaction join tables as wholes, not row by row.

    The rows have just come, so that PostgreSQL knows nothing of them yet and would guess at a handful. The memory of a
    join is kept small: what does not fit goes by a file, which took no longer for a hundred thousand rows. Joins are
    done in the order in which they are written: rows of whom we have no member would else be put in a table by a key
    that none of them has, and rows without a key all stay in memory, whatever it is to be kept to.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL hash_mem_multiplier = 1")
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute("SET LOCAL jit = off")
        cursor.execute("SET LOCAL join_collapse_limit = 1")
        cursor.execute("SET LOCAL work_mem = '4MB'")


def counts_of(of: RegisterImport) -> dict[str, Any]:
    """Return how many rows of each kind there are, and how many would go, of how many members."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"of": of.pk})
        found, unanswered = {}, 0
        for kind, count, open_questions in cursor.fetchall():
            found[kind] = count
            unanswered += open_questions if kind in {"renamed", "alike"} else 0
        cursor.execute(_HINTS, {"of": of.pk})
        hints = dict(cursor.fetchall())
    kinds = ("new", "returned", "changed", "same", "renamed", "alike", "left", "rejected")
    return {
        **{kind: found.get(kind, 0) for kind in kinds},
        "gone": ImportEnd.objects.filter(of=of).count(),
        "members": Membership.objects.filter(ended_on__isnull=True).count(),
        "kept": hints.pop("kept", 0),
        "unanswered": unanswered,
        "hints": hints,
    }


def suggestions(of: RegisterImport, on: date) -> Mapping[str, int]:
    """Return by postal code in the file the branch that answers there."""
    codes = of.rows.exclude(postal_code=None).values_list("postal_code", flat=True).distinct()
    return {code: unit.pk for code, unit in suggested_for([code for code in codes if code], on).items()}


def branch_names(on: date) -> dict[str, int]:
    """Return the folded names of the branches that exist on the day, and what is nearly those names, each an id."""
    ours = {unit.name: unit.pk for unit in Unit.objects.branches(on)}
    near: dict[str, set[int]] = {}
    for name, pk in ours.items():
        near.setdefault(name_key(name), set()).add(pk)
    nearly = {key: next(iter(found)) for key, found in near.items() if len(found) == 1}
    return {**nearly, **{fold(name): pk for name, pk in ours.items()}}


def likely_verdict(file: BinaryIO) -> str:
    """Return what most rows of a file will turn out to be, so that few need be written over: a guess, never more."""
    rows = file.seek(0, io.SEEK_END) // 120
    return "same" if Membership.objects.filter(ended_on__isnull=True).count() * 2 > rows else "new"


def _branches(of: RegisterImport, on: date) -> dict[str, Any]:
    """Return the names of branches in the file, and which branch of ours each is today."""
    names = branch_names(on)
    found = {}
    for text in of.rows.values_list("branch", flat=True).distinct():
        unit = names.get(fold(text)) or names.get(name_key(text)) if text else None
        if unit is not None:
            found[text] = unit
    return {"branches": list(found), "units": list(found.values())}


def _changed_here() -> dict[str, list[int]]:
    """Return who has changed what of their own, among members of whom the register has said nothing yet."""
    found: dict[str, list[int]] = {f"own_{name}": [] for name in COMPARED}
    unknown = Membership.objects.filter(last_said=None, ended_on=None)
    if not unknown.exists():
        return found
    for target, act in (
        Change.objects.filter(act__in=OWN_ACTS, target_kind="people.person")
        .filter(target_id=Cast("actor_id", CharField()))
        .values_list("target_id", "act")
        .distinct()
    ):
        for name in OWN_ACTS[act]:
            found[f"own_{name}"].append(int(target))
    return found


def _mark_left(of: RegisterImport, cursor: Any) -> None:
    """Mark those who left here: by the keyed hashes of numbers that nobody here has."""
    if not LeftNumber.objects.exists():
        return
    known = set(LeftNumber.objects.values_list("number_hash", flat=True))
    numbers = of.rows.filter(verdict__in=["new", "returned", "ended"]).values_list("number", flat=True).iterator()
    left = [number for digest, number in hashes_of(number for number in numbers if number).items() if digest in known]
    cursor.execute(
        "UPDATE register_importrow SET verdict = 'left'"
        " WHERE of_id = %s AND number = ANY(%s) AND verdict <> 'rejected'",
        [of.pk, left],
    )


_TWICE = """
    WITH twice AS MATERIALIZED (
        SELECT number FROM register_importrow
        WHERE of_id = %(of)s AND number IS NOT NULL GROUP BY number HAVING count(*) > 1
    )
    UPDATE register_importrow r SET fault = 'number_twice', fault_value = t.rows
    FROM (SELECT number, string_agg(row::text, ', ' ORDER BY row) AS rows
          FROM register_importrow JOIN twice USING (number) WHERE of_id = %(of)s GROUP BY number) t
    WHERE r.of_id = %(of)s AND r.number = t.number AND r.fault = ''
"""


def _differs(name: str, ours: str) -> str:
    """Return when a contact detail differs; the plain comparison first, since most rows are letter for letter alike."""
    return f"(s.{name} <> {ours} AND {compared(name, f's.{name}')} <> {compared(name, ours)})"


def _kept(name: str, ours: str) -> str:
    """Return when an own change wins: the register said something else last, and ours is not what it said."""
    return f"""({_differs(name, ours)} AND {ours} <> '' AND CASE WHEN l.membership_id IS NULL
        THEN p.id = ANY(%(own_{name})s) ELSE l.{name} IS DISTINCT FROM {hashed(name, ours)} END)"""


def _list(pairs: Mapping[str, str]) -> str:
    whens = ", ".join(f"CASE WHEN {condition} THEN '{name}' END" for name, condition in pairs.items())
    return f"array_remove(ARRAY[{whens}]::varchar[], NULL)"


_CONTACT = {name: f"p.{name}" for name in COMPARED}
_KEPT = {
    **{name: _kept(name, ours) for name, ours in _CONTACT.items()},
    "branch": "b.unit_id IS NOT NULL AND c.unit_id <> b.unit_id AND c.reason <> 'imported'",
}
_DIFFERS = {
    "name": "(s.given_name, s.family_name) IS DISTINCT FROM (p.given_name, p.family_name)",
    **{name: f"{_differs(name, ours)} AND NOT {_KEPT[name]}" for name, ours in _CONTACT.items()},
    "birth_year": "s.birth_year IS NOT NULL AND s.birth_year IS DISTINCT FROM p.birth_year",
    "gender": "s.gender IS NOT NULL AND s.gender <> p.gender",
    "is_protected": "s.is_protected AND NOT p.is_protected",
    "joined_on": "s.joined_on IS NOT NULL AND s.joined_on <> m.joined_on",
    "branch": "b.unit_id IS NOT NULL AND (c.id IS NULL OR (c.reason = 'imported' AND c.unit_id <> b.unit_id))",
    "fees": "NOT (coalesce(s.paid_years, '{}') <@ coalesce(f.paid, '{}'))"
    " OR NOT (coalesce(s.unpaid_years, '{}') <@ coalesce(f.unpaid, '{}'))"
    " OR NOT (coalesce(s.due_on = ANY(f.dues), s.due_on IS NULL))",
}
# Each step is worked out once (OFFSET 0), and only what differs from what stands on a row is joined with rows again:
# of a whole register that is little, in memory as in time.
_COMPARE = f"""
    UPDATE register_importrow r
    SET verdict = d.verdict, person_id = d.person_id, membership_id = d.membership_id, unit_id = d.unit_id,
        differs = d.differs, kept = d.kept, hints = d.hints, like_person_id = NULL
    FROM (
        SELECT e.id, unit_id, verdict, was_verdict, was_person, was_membership, was_unit, was_differs, was_kept,
               hints AS was_hints,
               -- a row that says nothing new is left as it came: a whole register of them is not written again
               CASE WHEN verdict <> 'same' OR kept <> '{{}}' THEN person_id END AS person_id,
               CASE WHEN verdict <> 'same' OR kept <> '{{}}' THEN membership_id END AS membership_id,
               CASE WHEN person_id IS NULL THEN '{{}}' ELSE differs END AS differs,
               CASE WHEN person_id IS NULL THEN '{{}}' ELSE kept END AS kept,
               CASE WHEN hints = '{{}}' THEN hints
                    ELSE ARRAY(SELECT h FROM unnest(hints) h
                               WHERE h NOT IN ('branch', 'alike', 'shared', 'other_year', 'double')) END
                   || CASE WHEN branch IS NOT NULL AND unit_id IS NULL THEN '{{branch}}' ELSE '{{}}' END::varchar[]
                   || CASE WHEN other_year THEN '{{other_year}}' ELSE '{{}}' END::varchar[] AS hints
        FROM (SELECT *,
               CASE WHEN fault <> '' THEN 'rejected' WHEN membership_id IS NULL THEN 'new'
                    WHEN has_ended THEN 'ended' WHEN renamed THEN 'renamed'
                    WHEN differs <> '{{}}' THEN 'changed' ELSE 'same' END AS verdict
        FROM (
            SELECT s.id, s.fault, s.hints, s.branch, m.id AS membership_id, p.id AS person_id, b.unit_id,
                   s.verdict AS was_verdict, s.person_id AS was_person, s.membership_id AS was_membership,
                   s.unit_id AS was_unit, s.differs AS was_differs, s.kept AS was_kept,
                   m.ended_on IS NOT NULL AS has_ended,
                   s.sort_key <> p.sort_key AS renamed,
                   s.sort_key <> p.sort_key AND s.birth_year <> p.birth_year AS other_year,
                   {_list(_DIFFERS)} AS differs,
                   {_list(_KEPT)} AS kept
            FROM register_importrow s
            LEFT JOIN (
                membership_membership m
                JOIN people_person p ON p.id = m.person_id
                LEFT JOIN register_lastsaid l ON l.membership_id = m.id
                LEFT JOIN membership_branchchoice c ON c.membership_id = m.id AND c.ended_on IS NULL
                LEFT JOIN (SELECT membership_id, array_agg(year) FILTER (WHERE is_paid) AS paid,
                                  array_agg(year) FILTER (WHERE NOT is_paid) AS unpaid, array_agg(due_on) AS dues
                           FROM membership_feeyear GROUP BY membership_id) f ON f.membership_id = m.id
            ) ON m.number = s.number
            LEFT JOIN unnest(%(branches)s::text[], %(units)s::bigint[]) AS b(branch, unit_id) ON b.branch = s.branch
            WHERE s.of_id = %(of)s OFFSET 0
        ) f OFFSET 0) e OFFSET 0
    ) d
    WHERE r.id = d.id
      AND (d.was_verdict, d.was_person, d.was_membership, d.was_unit, d.was_differs, d.was_kept, d.was_hints)
          IS DISTINCT FROM (d.verdict, d.person_id, d.membership_id, d.unit_id, d.differs, d.kept, d.hints)
"""
# A membership that an import ended because it was gone from the file comes back with it; one that ended here does not.
_RETURNED = """
    UPDATE register_importrow r SET verdict = CASE WHEN EXISTS (
        SELECT FROM register_registerimport i WHERE r.person_id = ANY(i.ended)) THEN 'returned' ELSE 'left' END
    WHERE r.of_id = %(of)s AND r.verdict = 'ended'
"""
# Same name as somebody here, and same year of birth or e-mail address: an officer says. Rather one whose number the
# file does not have; else the file has that person twice, and the row is 'double'.
_ALIKE = """
    UPDATE register_importrow r SET verdict = 'alike', like_person_id = t.person_id,
        hints = CASE WHEN t.in_file THEN r.hints || '{double}'::varchar[] ELSE r.hints END
    FROM (SELECT DISTINCT ON (n.id) n.id, p.id AS person_id, o.id IS NOT NULL AS in_file
          FROM register_importrow n
          JOIN people_person p ON p.sort_key = n.sort_key
          LEFT JOIN membership_membership m ON m.person_id = p.id
          LEFT JOIN register_importrow o ON o.of_id = %(of)s AND o.number = m.number
          WHERE n.of_id = %(of)s AND n.verdict = 'new'
            AND (p.birth_year = n.birth_year OR (p.email <> '' AND upper(p.email) = upper(n.email)))
          ORDER BY n.id, o.id IS NOT NULL, p.id) t
    WHERE r.id = t.id
"""
_ALIKE_IN_FILE = """
    UPDATE register_importrow r SET hints = r.hints || '{alike}'::varchar[]
    FROM (SELECT sort_key, birth_year FROM register_importrow
          WHERE of_id = %(of)s AND verdict IN ('new', 'alike') AND birth_year IS NOT NULL
          GROUP BY sort_key, birth_year HAVING count(*) > 1) t
    WHERE r.of_id = %(of)s AND r.verdict IN ('new', 'alike')
      AND r.sort_key = t.sort_key AND r.birth_year = t.birth_year
"""
_SHARED = """
    UPDATE register_importrow r SET hints = r.hints || '{shared}'::varchar[], like_person_id = p.id
    FROM people_person p
    WHERE r.of_id = %(of)s AND r.verdict = 'new'
      AND r.email IS NOT NULL AND upper(p.email) = upper(r.email)
"""
_SHARED_PHONE = """
    UPDATE register_importrow r SET hints = r.hints || '{shared}'::varchar[], like_person_id = p.id
    FROM people_person p
    WHERE r.of_id = %(of)s AND r.verdict = 'new' AND NOT r.hints @> '{shared}'::varchar[]
      AND r.phone IS NOT NULL AND p.phone = r.phone
"""
_SAME_PERSON = """
    UPDATE register_importrow r SET person_id = r.like_person_id,
        membership_id = (SELECT m.id FROM membership_membership m WHERE m.person_id = r.like_person_id)
    WHERE r.of_id = %(of)s AND r.verdict = 'alike' AND r.answer = 'same' AND NOT r.hints @> '{double}'
"""
_STILL_THERE = """
    EXISTS (SELECT FROM register_importrow r WHERE r.of_id = %(of)s AND r.number = m.number)
    OR EXISTS (SELECT FROM register_importrow r WHERE r.of_id = %(of)s AND r.answer = 'same' AND r.verdict = 'alike'
               AND r.membership_id = m.id)
"""
_NOT_GONE = f"""
    DELETE FROM register_importend e USING membership_membership m
    WHERE e.of_id = %(of)s AND m.id = e.membership_id AND (m.ended_on IS NOT NULL OR {_STILL_THERE})
"""
_GONE = """
    INSERT INTO register_importend (of_id, membership_id, reason)
    SELECT %(of)s, m.id, '' FROM membership_membership m
    WHERE m.ended_on IS NULL AND m.joined_on <= %(on)s
      AND NOT EXISTS (SELECT FROM register_importrow r WHERE r.of_id = %(of)s AND r.number = m.number)
      AND NOT EXISTS (SELECT FROM register_importrow r WHERE r.of_id = %(of)s AND r.answer = 'same'
                      AND r.verdict = 'alike' AND r.membership_id = m.id)
    ON CONFLICT (of_id, membership_id) DO NOTHING
"""
_KINDS = "SELECT DISTINCT verdict FROM register_importrow WHERE of_id = %(of)s"
# What is asked of rows of a kind, once they are compared; only where there are any.
_OF_KIND = {"ended": (_RETURNED,), "new": (_ALIKE, _ALIKE_IN_FILE, _SHARED, _SHARED_PHONE, _SAME_PERSON)}
_COUNTS = """
    SELECT verdict, count(*), count(*) FILTER (WHERE answer = '')
    FROM register_importrow WHERE of_id = %(of)s GROUP BY verdict
"""
_HINTS = """
    SELECT h, count(*) FROM register_importrow, unnest(hints) h
    WHERE of_id = %(of)s AND hints <> '{}' AND verdict <> 'rejected' GROUP BY h
    UNION ALL SELECT 'kept', count(*) FROM register_importrow
    WHERE of_id = %(of)s AND kept <> '{}' AND verdict IN ('same', 'changed', 'renamed')
"""
