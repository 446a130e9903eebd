"""A folder of backups: old ones go, so that who was erased leaves the backups too (security.md B3: 35 days)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from lokallag.core.database.errors import DatabaseError
from lokallag.core.database.streams import starts_as_backup


def prune(folder: Path, *, days: int, at: datetime) -> tuple[list[Path], int]:
    """Delete the backups in ``folder`` that were written more than ``days`` days before. Returns them, and how many
    are left.

    Only files that begin as a backup are touched, and none in folders below. The newest one always stays: when no new
    backups come, an old one is better than none.

    :raises DatabaseError: there is no such folder, ``days`` is below one, or a file cannot be deleted
    """
    if days < 1:
        raise DatabaseError("Skriv minst én dag.")
    if not folder.is_dir():
        raise DatabaseError(f"Mappen {folder} finnes ikke.")
    written = sorted(
        (datetime.fromtimestamp(file.stat().st_mtime, UTC), file)
        for file in folder.iterdir()
        if file.is_file() and not file.is_symlink() and not file.name.startswith(".") and starts_as_backup(file)
    )
    old = [file for when, file in written[:-1] if when < at - timedelta(days=days)]
    for file in old:
        try:
            file.unlink()
        except OSError as error:
            raise DatabaseError(f"Vi får ikke slettet {file}: {error.strerror}.") from error
    return old, len(written) - len(old)
