"""Goes through the whole chain of the logs and names the first entry that is not as it was (security.md A21).

What may be gone: rows that ``core.audit.erase_person`` erased and months that ``core.audit.drop_expired`` dropped. Both
left an entry in the log of changes, which is in the chain itself. Everything else is a break.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from lokallag.core import seal
from lokallag.core.audit import CHANGES_KEPT, LOOKS_KEPT, kept_since
from lokallag.core.chain import Entry, Head, link
from lokallag.core.models import Change

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STEP = 20_000  # entries read at a time
BEFORE_ALL = -1_000_000_000_000  # of the positions that there may be, the forged ones too
READ = f"""
COPY (
    SELECT e.position, e.log, e.row_id, (extract(epoch FROM e.at) * 1000000)::bigint, encode(e.commitment, 'hex'),
           encode(e.link, 'hex'), encode(row.commitment, 'hex')
    FROM (SELECT * FROM core_chainlink WHERE position > {{after}} ORDER BY position LIMIT {{step}}) e {seal.ROW}
    ORDER BY e.position
) TO STDOUT
"""  # noqa: S608 our own constants
OUTSIDE = """
SELECT row.id, row.at FROM core_{log} row
LEFT JOIN core_chainlink e ON e.log = '{log}' AND e.row_id = row.id AND e.at = row.at
LEFT JOIN core_unsealed w ON w.log = '{log}' AND w.row_id = row.id AND w.at = row.at
WHERE e.position IS NULL AND w.row_id IS NULL ORDER BY row.at, row.id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry that is not as it was: where in the chain (``None`` outside it), of which log, when, and why.

    ``what`` is one of ``changed``, ``missing``, ``reordered``, ``not_sealed``, ``cut`` and ``replaced``.
    """

    what: str
    position: int | None
    log: str
    at: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found: entries in the chain, how many of them are erased or dropped, rows that wait, and the head."""

    entries: int
    gone: int
    waiting: int
    head: Head
    broken: Break | None


@dataclass(frozen=True, slots=True)
class Part:
    """How far one step of going through the chain came, and whether that was the end of it."""

    head: Head
    entries: int
    is_end: bool
    broken: Break | None


@dataclass(frozen=True, slots=True)
class _Allowed:
    """What may be gone: rows by number, and all before a day."""

    erased: dict[str, set[int]]
    before: dict[str, datetime]

    def covers(self, entry: Entry) -> bool:
        """Tell whether an entry's row may be gone."""
        at = EPOCH + timedelta(microseconds=entry.microseconds)
        return entry.row_id in self.erased.get(entry.log, ()) or at < self.before.get(entry.log, at)


def verify(*, heads: tuple[Head, ...] = ()) -> Verdict:
    """Go through the whole chain, as the database is at one moment.

    :param heads: ends of the chain that were kept elsewhere; the one in the file is asked too
    """
    heads, unreadable = _with_kept(heads)
    with transaction.atomic(), _looking() as cursor:
        _entries_read, gone, last, broken = _walk(cursor, _allowed(), Head(), None)
        broken = broken or _outside(cursor) or unreadable or _heads(heads)
        return Verdict(last.position, gone, seal.waiting(), last, broken)


def verify_some(*, after: Head, most: int) -> Part:
    """Go through at most ``most`` entries that follow ``after``, up to which all was well, as the database is now.

    With the last entry comes what is asked of the whole: no row outside the chain, and no end that is gone.
    """
    heads, unreadable = _with_kept(())
    with transaction.atomic(), _looking() as cursor:
        entries, _gone, last, broken = _walk(cursor, _allowed(), after, most)
        is_end = broken is not None or entries < most
        if is_end:
            broken = broken or _outside(cursor) or unreadable or _heads((after, *heads))
        return Part(last, entries, is_end, broken)


def _with_kept(heads: tuple[Head, ...]) -> tuple[tuple[Head, ...], Break | None]:
    """Add the head in the file, or return what is wrong with the file.

    Asked before the database is: a seal meanwhile moves the file past what we see.
    """
    try:
        kept = seal.kept_head()
    except ValueError:
        words = _("Filen %(file)s kan ikke leses.") % {"file": settings.AUDIT_HEAD_FILE}
        return heads, Break("replaced", None, "", None, words)
    return (heads if kept is None else (*heads, kept)), None


@contextmanager
def _looking() -> Iterator[Any]:
    """Give a cursor that sees the database as it is at one moment, and changes nothing."""
    with connection.cursor() as cursor:
        if connection.in_atomic_block and len(connection.savepoint_ids) == 0:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(seal.ROOMY)
        yield cursor


def _walk(cursor: Any, allowed: _Allowed, start: Head, most: int | None) -> tuple[int, int, Head, Break | None]:
    """Go on from ``start``. Returns entries read, how many of them are gone, the last that was well, and a break."""
    before, position, gone = start.link, start.position, 0
    for at_position, log, row_id, microseconds, promised, linked, found in _entries(cursor, position, most):
        entry = Entry(int(at_position), log, int(row_id), int(microseconds), bytes.fromhex(promised))
        what = words = ""
        if entry.position != position + 1:
            what, words = "reordered", _("Oppføring %(n)d mangler i kjeden.") % {"n": position + 1}
        elif link(before, entry).hex() != linked:
            what, words = "reordered", _("Leddet i kjeden passer ikke til det som står foran.")
        elif found == seal.ABSENT:
            gone += 1
            if not allowed.covers(entry):
                what, words = "missing", _("Raden er borte uten at noen sletting er ført.")
        elif found != promised:
            what, words = "changed", _("Raden er ikke slik den var da den ble forseglet.")
        if what:
            at = EPOCH + timedelta(microseconds=entry.microseconds)
            return position - start.position, gone, Head(position, before), Break(what, position + 1, log, at, words)
        before, position = bytes.fromhex(linked), entry.position
    return position - start.position, gone, Head(position, before), None


def _entries(cursor: Any, position: int, most: int | None) -> Iterator[list[str]]:
    after, left = position or BEFORE_ALL, most
    while left is None or left > 0:
        step = STEP if left is None else min(STEP, left)
        rows = seal.copied(cursor, READ.format(after=after, step=step))
        yield from rows
        if len(rows) < step:
            return
        after, left = int(rows[-1][0]), None if left is None else left - step


def _allowed() -> _Allowed:
    """Return what the entries of the two doors let be gone. One that claims more than its time allows lets nothing."""
    erased: dict[str, set[int]] = {"change": set(), "look": set()}
    before = dict.fromkeys(("change", "look"), datetime(1, 1, 1, tzinfo=UTC))
    acts = ("core.erase_person", "core.drop_expired")
    for act, at, details in Change.objects.filter(act__in=acts).values_list("act", "at", "details"):
        if act == "core.erase_person":
            erased["look"].update(details.get("looks", ()))
            erased["change"].update(details.get("changes", ()))
            continue
        for log, name, months in (("look", "looks_before", LOOKS_KEPT), ("change", "changes_before", CHANGES_KEPT)):
            day = datetime.fromisoformat(details.get(name, "0001-01-01")).replace(tzinfo=UTC)
            if day <= kept_since(months, at=at):
                before[log] = max(before[log], day)
    return _Allowed(erased, before)


def _outside(cursor: Any) -> Break | None:
    """Return the oldest row that is neither in the chain nor waiting for it."""
    for log in ("change", "look"):
        cursor.execute(OUTSIDE.format(log=log))
        row = cursor.fetchone()
        if row is not None:
            return Break("not_sealed", None, log, row[1], _("Raden står i loggen, men ikke i kjeden."))
    return None


def _heads(given: tuple[Head, ...]) -> Break | None:
    """Return what is wrong with the chain where it was known to end."""
    end = seal.head()
    for known in given:
        if known.position > end.position:
            words = _("Kjeden slutter ved %(end)d, men har vært %(known)d lang. Slutten er borte.") % {
                "end": end.position,
                "known": known.position,
            }
            return Break("cut", end.position + 1, "", None, words)
        if not seal.is_on_chain(known):
            words = _("Kjeden er en annen enn den som ble notert ved %(known)d.") % {"known": known.position}
            return Break("replaced", known.position, "", None, words)
    return None
