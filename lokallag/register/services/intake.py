"""From a file to rows that wait: take it in, tell its columns, read it, see what it would do."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import BinaryIO

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from lokallag.calendar.domain.local import local_date
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.people.models import Person
from lokallag.register.domain.fields import Field, what_is_missing
from lokallag.register.domain.lifecycle import State
from lokallag.register.domain.records import COPIED
from lokallag.register.models import ColumnMapping, ImportFile, ImportRow, RegisterImport
from lokallag.register.services.differing import branch_names, likely_verdict, work_out
from lokallag.register.services.reading import Looked, Told, in_memory, look, pieces_of_rows
from lokallag.register.services.sealing import hash_of_browser, seal, unseal

READ_JOB = "register.read_file"


def take_file(
    *, file: BinaryIO, name: str, by: Person | None, at: datetime, looked: Looked | None = None
) -> RegisterImport:
    """Write down that a file has come. The file itself is not kept: see ``hold_file``.

    :param looked: what ``look`` found, if it has been asked
    :raises RuleViolation: the file is refused
    """
    if looked is None:
        looked = look(file)
    file.seek(0)
    return RegisterImport.objects.create(
        state=State.MAPPING,
        file_name=name[:200],
        file_hash=_hash_of(file),
        columns=looked.columns,
        counts={"in_file": looked.rows},
        sent_by=by,
        sent_at=at,
        moved_at=at,
    )


def _hash_of(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := file.read(1024 * 1024):
        digest.update(piece)
    return digest.hexdigest()


@transaction.atomic
def hold_file(*, data: bytes, name: str, browser: str, by: Person, at: datetime) -> RegisterImport:
    """Take a file from a page, and keep it sealed until its columns are told; a day at most.

    :param browser: a secret of the browser that sent it: no other can go on with it
    :raises RuleViolation: the file is refused; then nothing of it is kept
    """
    with in_memory(data) as file:
        of = take_file(file=file, name=name, by=by, at=at)
    ImportFile.objects.create(of=of, sealed=seal(data), browser_hash=hash_of_browser(browser))
    return of


def is_from(of: RegisterImport, browser: str) -> bool:
    """Tell whether the file of an import was sent from the browser with this secret."""
    return ImportFile.objects.filter(of=of, browser_hash=hash_of_browser(browser)).exists()


def save_mapping(*, name: str, mapping: Mapping[Field, str], at: datetime) -> ColumnMapping:
    """Remember which column holds what under a name; the same name again is written over.

    :raises RuleViolation: the name is missing
    """
    if not name.strip():
        raise RuleViolation(_("Gi oppsettet et navn, for eksempel «Medlemssystemet»."), field="name")
    with speaking():
        saved, _new = ColumnMapping.objects.update_or_create(
            name=name.strip()[:60], defaults={"columns": dict(mapping), "saved_at": at}
        )
    return saved


@transaction.atomic
def tell_columns(*, of: RegisterImport, mapping: Mapping[Field, str], browser: str | None, at: datetime) -> None:
    """Say what the columns of a file hold. The file is then ready to be read.

    :param browser: the secret of the browser that sent the file; ``None`` for a command
    :raises RuleViolation: the file is not here, another browser sent it, or a column is missing or chosen twice
    """
    of = _locked(of, State.MAPPING)
    if browser is not None and not is_from(of, browser):
        raise RuleViolation(_("Filen er sendt fra en annen nettleser. Send den på nytt herfra."))
    if missing := what_is_missing(mapping):
        raise RuleViolation(missing)
    of.mapping = {str(name): header for name, header in mapping.items()}
    of.state, of.moved_at, of.problem, of.rows_read = State.READING, at, "", 0
    of.save(update_fields=["mapping", "state", "moved_at", "problem", "rows_read"])
    if browser is not None:
        app.configure_task(READ_JOB).defer(key=str(of.pk))


def read_held(*, of: RegisterImport, at: datetime) -> RegisterImport:
    """Read the file that is kept for an import; what is wrong with it stands in ``problem``. The file then goes."""
    held = ImportFile.objects.filter(of=of).first()
    if held is None or of.state != State.READING:
        return of
    with in_memory(unseal(bytes(held.sealed))) as file:
        try:
            read_rows(of=of, file=file, at=at)
        except RuleViolation as error:
            _clear(of)
            to_columns = error.field == "mapping"
            RegisterImport.objects.filter(pk=of.pk, state=State.READING).update(
                state=State.MAPPING if to_columns else State.REFUSED, problem=str(error)[:500]
            )
            if to_columns:
                return of
    held.delete()
    return of


def read_rows(*, of: RegisterImport, file: BinaryIO, at: datetime) -> RegisterImport:
    """Read a file into rows that wait, and work out what they would do.

    :raises RuleViolation: the file is refused, or a column is not what it was said to be
    """
    told = lay_out_rows(of=of, file=file, at=at)
    return compare_rows(of=of, told=told, at=at)


def lay_out_rows(*, of: RegisterImport, file: BinaryIO, at: datetime) -> Told:
    """Read a file into rows that wait, in short transactions. Returns what there is to tell of the whole file.

    Until they are compared, nothing looks at them; begun again, it begins from the start.

    :raises RuleViolation: the file is refused, or a column is not what it was said to be
    """
    on = local_date(at)
    told = Told()
    mapping = {Field(name): header for name, header in of.mapping.items()}
    _clear(of)
    try:
        for piece in pieces_of_rows(
            file,
            mapping,
            import_id=str(of.pk),
            today=on,
            branches=branch_names(on),
            verdict=likely_verdict(file),
            told=told,
        ):
            _copy(of, [piece])
    except RuleViolation:
        _clear(of)
        raise
    return told


@transaction.atomic
def compare_rows(*, of: RegisterImport, told: Told, at: datetime) -> RegisterImport:
    """Work out what the rows of a file that is read would do.

    :raises RuleViolation: the import has moved on
    """
    _locked(of, State.READING)
    counts = work_out(of, on=local_date(at))
    of.counts = {**counts, "in_file": told.rows, "cut_off": told.cut_off}
    of.rows_read, of.state, of.moved_at = told.rows, State.READY, at
    of.columns = []
    of.save(update_fields=["counts", "rows_read", "state", "moved_at", "columns"])
    return of


@transaction.atomic
def _copy(of: RegisterImport, pieces: Iterable[bytes]) -> None:
    columns = ", ".join(COPIED)
    with connection.cursor() as cursor, cursor.copy(f"COPY register_importrow ({columns}) FROM STDIN") as copy:
        for piece in pieces:
            copy.write(piece)
            of.rows_read += piece.count(b"\n")
    RegisterImport.objects.filter(pk=of.pk).update(rows_read=of.rows_read)


@transaction.atomic
def _clear(of: RegisterImport) -> None:
    of.rows_read = 0
    ImportRow.objects.filter(of=of)._raw_delete("default")


def _locked(of: RegisterImport, state: State) -> RegisterImport:
    """Return an import as it stands now, locked.

    :raises RuleViolation: it has moved on
    """
    found = RegisterImport.objects.select_for_update().filter(pk=of.pk).first()
    if found is None or found.state != state:
        raise RuleViolation(_("Filen er kommet videre siden du åpnet siden. Se hvor den står nå."))
    return found
