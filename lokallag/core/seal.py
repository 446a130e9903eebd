"""Seals the two logs: takes the rows that wait and adds them to the end of the chain, every few seconds (ADR 0013).

Rows wait on a list that each writer's own transaction adds to. A row that is committed late stands there late and is
taken by the next seal; nothing looks at numbers or clocks. One seals at a time (an advisory lock), and a seal that is
broken off leaves all as it was.

The head of the chain is also kept in a file outside the database, so that a cut end is seen.
"""

import json
import logging
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from lokallag.core.chain import NOTHING, START, Entry, Head, link
from lokallag.core.models import ChainLink

LOCK = 7_020_013  # of PostgreSQL's advisory locks
BATCH = 50_000  # rows in one transaction
ROOMY = "SET LOCAL work_mem = '64MB'"  # a batch is sorted in memory, not on disk
ABSENT = "\\N"  # what COPY prints for a value that is not there
EVERY = 4.0  # seconds between two seals

# The commitment to an entry's row as it is now; a row that is gone has none. PostgreSQL prints the payload as JSON and
# hashes it. One look by key for each entry: a join would read a whole log for each batch.
ROW = """
LEFT JOIN LATERAL (
    SELECT sha256(c.salt || convert_to(jsonb_build_array(
        c.act, c.actor_id, c.target_kind, c.target_id, (extract(epoch FROM c.at) * 1000000)::bigint, c.details
    )::text, 'UTF8')) AS commitment
    FROM core_change c WHERE e.log = 'change' AND c.id = e.row_id AND c.at = e.at
    UNION ALL
    SELECT sha256(l.salt || convert_to(jsonb_build_array(
        l.act, l.actor_id, l.how, l.unit_id, l.purpose, (extract(epoch FROM l.at) * 1000000)::bigint, l.person_ids::text
    )::text, 'UTF8'))
    FROM core_look l WHERE e.log = 'look' AND l.id = e.row_id AND l.at = e.at
    LIMIT 1
) row ON true
"""
TAKE = f"""
COPY (
    WITH e AS (
        DELETE FROM core_unsealed WHERE ctid = ANY (ARRAY(SELECT ctid FROM core_unsealed LIMIT {{limit}}))
        RETURNING log, row_id, at
    )
    SELECT e.log, e.row_id, e.at, (extract(epoch FROM e.at) * 1000000)::bigint, encode(row.commitment, 'hex')
    FROM e {ROW} ORDER BY e.at, e.log, e.row_id
) TO STDOUT
"""  # noqa: S608 our own constants

log = logging.getLogger(__name__)


def seal(*, at: datetime) -> int:
    """Add all rows that are committed to the chain, in transactions of at most ``BATCH`` rows. Returns how many.

    Does nothing while somebody else seals. Outside a transaction only: a seal inside one would be late for others.
    """
    sealed = 0
    while True:
        count = _seal_batch(at=at)
        sealed += count
        if count < BATCH:
            return sealed


@transaction.atomic
def _seal_batch(*, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(ROOMY)
        rows = copied(cursor, TAKE.format(limit=BATCH))
        if rows:
            _write(cursor, head(), rows, at)
    return len(rows)


def copied(cursor: Any, query: str) -> list[list[str]]:
    """Return the rows of a COPY as texts: none of ours holds a tab, and a value that is not there is ``\\N``."""
    with cursor.copy(query) as copy:
        text = b"".join(copy).decode()
    return [line.split("\t") for line in text.splitlines()]


def _write(cursor: Any, end: Head, rows: list[list[str]], at: datetime) -> None:
    position, last = end.position, end.link
    sealed_at = at.isoformat()
    columns = "position, log, row_id, at, commitment, link, sealed_at"
    with cursor.copy(f"COPY core_chainlink ({columns}) FROM STDIN") as copy:
        lines = []
        for name, row_id, moment, microseconds, promised in rows:
            position += 1
            committed = NOTHING if promised == ABSENT else bytes.fromhex(promised)
            last = link(last, Entry(position, name, int(row_id), int(microseconds), committed))
            lines.append(
                f"{position}\t{name}\t{row_id}\t{moment}\t\\\\x{committed.hex()}\t\\\\x{last.hex()}\t{sealed_at}\n"
            )
        copy.write("".join(lines))
    _keep(end, Head(position, last), at)


def head() -> Head:
    """Return the end of the chain as the database has it."""
    row = ChainLink.objects.order_by("-position").values_list("position", "link").first()
    return Head() if row is None else Head(row[0], bytes(row[1]))


def waiting() -> int:
    """Return how many committed rows wait to be sealed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_unsealed")
        return int(cursor.fetchone()[0])


# --- The head in a file -------------------------------------------------------------------------------------------


def kept_head() -> Head | None:
    """Return the head that the file keeps, or ``None`` where there is none.

    :raises ValueError: the file does not hold a head
    """
    path = settings.AUDIT_HEAD_FILE
    try:
        return None if path is None else Head.read(str(json.loads(path.read_text())["head"]))
    except FileNotFoundError:
        return None
    except (KeyError, TypeError) as error:
        raise ValueError(str(path)) from error


def is_on_chain(found: Head) -> bool:
    """Tell whether the chain passes through a head that was kept: the same link at the same position."""
    if found.position == 0:
        return found.link == START
    row = ChainLink.objects.filter(position=found.position).values_list("link", flat=True).first()
    return row is not None and bytes(row) == found.link


def _keep(before: Head, fresh: Head, at: datetime) -> None:
    """Write the new head into the file once it is committed, unless the chain has left what the file keeps.

    Then the file stays as it is, as evidence, and ``verify_audit`` names it.
    """
    path = settings.AUDIT_HEAD_FILE
    if path is None:
        return
    try:
        kept = kept_head()
        fits = kept is None or kept == before or is_on_chain(kept)
    except ValueError:
        fits = False
    if fits:
        transaction.on_commit(lambda: _write_file(path, fresh, at))
    else:
        log.error("The chain of the logs has left the head in %s. Run lokallag verify_audit.", path)


def _write_file(path: Path, fresh: Head, at: datetime) -> None:
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "w") as out:
            json.dump({"head": str(fresh), "at": at.isoformat()}, out)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(path)
    except OSError as error:  # the rows are sealed; the next seal writes a later head
        log.error("We cannot write the head of the chain to %s: %s", path, error)  # noqa: TRY400 no values in logs
