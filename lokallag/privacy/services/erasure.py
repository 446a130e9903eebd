"""Erasing a person everywhere, and again after a backup was restored (ADR 0015)."""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from lokallag.core import audit
from lokallag.core.privacy import holdings
from lokallag.membership.models import BranchChoice, Membership
from lokallag.people.models import Person
from lokallag.privacy.domain import ledger
from lokallag.privacy.models import Erasure, Why
from lokallag.register.services import remember_left


def ledger_path() -> Path:
    """Return the file beside the database that also holds the ledger, so that it outlives the database."""
    return Path(settings.VAR) / "erasures.ledger"


def hash_of(person: Person) -> str:
    """Return the keyed hash by which the ledger knows a person."""
    return ledger.hash_of(person.key, secret=settings.SECRET_KEY)


@transaction.atomic
def erase_person(*, person: Person, by: Person | None, at: datetime, why: str) -> None:
    """Erase a person from every table that holds anything of them, and write it into the ledger.

    Each room erases what its ``privacy.py`` says it holds. Names in the archive of offices stay. Whether the person
    may be erased now is asked before (``leave_party``). The line of the file is written once this is committed. Done
    twice, it does nothing the second time.

    :param by: who did it; ``None`` is a job or a command, and also the person themself, who is nobody afterwards
    :param why: a value of ``Why``
    """
    locked = Person.objects.select_for_update(of=("self",)).filter(pk=person.pk).first()
    if locked is None:
        return  # erased already
    person = locked
    person_id, entry = person.pk, ledger.Line(hash_of(person), at, Why(why).value)
    actor = None if by is None or by.pk == person_id else by
    memberships = list(Membership.objects.filter(person=person))
    choices = BranchChoice.objects.filter(membership__in=memberships)
    audit.erase_person(person_id, by=actor, at=at, targets=[*memberships, *choices])
    for membership in memberships:
        remember_left(number=membership.number, at=at)
    for holding in holdings():
        holding.erase(person, at)
    row, _is_new = Erasure.objects.get_or_create(
        person_hash=entry.person_hash, defaults={"erased_at": at, "why": entry.why}
    )
    audit.record("privacy.erase_person", actor=actor, target=row, at=at, details={"why": entry.why})
    transaction.on_commit(lambda: append_to_file([entry]))


def append_to_file(lines: Iterable[ledger.Line]) -> None:
    """Add lines to the file of the ledger and wait until the disk has them."""
    path = ledger_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(handle).st_size
        is_cut_off = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        text = "".join(ledger.write_line(line) for line in lines)
        os.write(handle, (f"\n{text}" if is_cut_off else text).encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def complete_file() -> int:
    """Add to the file what the table has and the file lacks (the process died between the two). Returns how many."""
    known = {line.person_hash for line in _lines_of([ledger_path()])}
    missing = [
        ledger.Line(row.person_hash, row.erased_at, row.why)
        for row in Erasure.objects.order_by("erased_at", "pk")
        if row.person_hash not in known
    ]
    if missing:
        append_to_file(missing)
    return len(missing)


def _lines_of(files: Iterable[Path]) -> list[ledger.Line]:
    return [line for path in files if path.exists() for line in ledger.read_lines(path.read_text())]


@transaction.atomic
def reapply_erasures(*, at: datetime, extra_files: Iterable[Path] = ()) -> int:
    """Erase again those whom a restored backup brought back. Returns how many persons.

    Reads the ledger in the database, the one in the file beside it, and ``extra_files`` (rows saved from before the
    restore). What only a file knows is written into the table. Safe to repeat.
    """
    from_files = {line.person_hash: line for line in _lines_of([*extra_files, ledger_path()])}
    kept = set(Erasure.objects.values_list("person_hash", flat=True))
    Erasure.objects.bulk_create(
        [
            Erasure(person_hash=line.person_hash, erased_at=line.erased_at, why=_why(line.why))
            for line in from_files.values()
            if line.person_hash not in kept
        ],
        ignore_conflicts=True,
    )
    erased = kept | set(from_files)
    secrets = [settings.SECRET_KEY, *settings.OLD_SECRET_KEYS]
    back = [
        pk
        for pk, key in Person.objects.values_list("pk", "key")
        if any(ledger.hash_of(key, secret=secret) in erased for secret in secrets)
    ]
    for person in Person.objects.filter(pk__in=back).order_by("pk"):
        erase_person(person=person, by=None, at=at, why=Why.RESTORED)
    return len(back)


def _why(value: str) -> str:
    return value if value in Why.values else Why.RESTORED.value
