"""Rows that wait for a second officer: a sealed copy, so that they stand a crash of the database for their week."""

import zlib

from django.db import connection, transaction

from lokallag.register.domain.lifecycle import State
from lokallag.register.models import ImportFile, ImportRow, RegisterImport
from lokallag.register.services.sealing import seal, unseal

PIECE = 1024 * 1024
# All but the row's own id: it comes anew.
_COLUMNS = ", ".join(str(field.column) for field in ImportRow._meta.concrete_fields if not field.primary_key)


@transaction.atomic
def seal_rows(of: RegisterImport) -> None:
    """Keep a sealed copy of the rows of an import; a copy from before is written over."""
    packer, packed = zlib.compressobj(), bytearray()
    rows = f"COPY (SELECT {_COLUMNS} FROM register_importrow WHERE of_id = %s ORDER BY row) TO STDOUT"
    with connection.cursor() as cursor, cursor.copy(rows, [of.pk]) as copy:
        for piece in copy:
            packed += packer.compress(piece)
    packed += packer.flush()
    ImportFile.objects.update_or_create(of=of, defaults={"sealed": seal(bytes(packed)), "browser_hash": ""})


@transaction.atomic
def bring_back_rows(of: RegisterImport) -> bool:
    """Lay out the rows of a waiting import again, if they are not all there. Returns whether that was needed."""
    if of.state != State.WAITING or of.rows.count() == of.rows_read:
        return False
    held = ImportFile.objects.filter(of=of).first()
    if held is None:
        return False
    ImportRow.objects.filter(of=of)._raw_delete("default")
    unpacker, packed = zlib.decompressobj(), unseal(bytes(held.sealed))
    with connection.cursor() as cursor, cursor.copy(f"COPY register_importrow ({_COLUMNS}) FROM STDIN") as copy:
        while packed:
            copy.write(unpacker.decompress(packed, PIECE))
            packed = unpacker.unconsumed_tail
    return True
