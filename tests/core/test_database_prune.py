"""Old backups leave the folder, and nothing else does."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lokallag.core import database
from lokallag.core.database.backups import prune
from lokallag.core.database.streams import AGE, MAGIC

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


def _written(folder: Path, name: str, start: bytes, *, ago: timedelta) -> Path:
    file = folder / name
    file.write_bytes(start + b"rest")
    moment = (NOON - ago).timestamp()
    os.utime(file, (moment, moment))
    return file


def test_backups_older_than_the_days_go(tmp_path: Path):
    old = _written(tmp_path, "old.backup", AGE, ago=timedelta(days=35, seconds=1))
    plain = _written(tmp_path, "plain.dump", MAGIC, ago=timedelta(days=40))
    _written(tmp_path, "limit.backup", AGE, ago=timedelta(days=35))
    _written(tmp_path, "new.backup", AGE, ago=timedelta(days=1))
    _written(tmp_path, "notes.txt", b"mine", ago=timedelta(days=99))
    below = tmp_path / "below"
    below.mkdir()
    _written(below, "old.backup", AGE, ago=timedelta(days=99))

    gone, left = prune(tmp_path, days=35, at=NOON)

    assert (sorted(gone), left) == ([old, plain], 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["below", "limit.backup", "new.backup", "notes.txt"]
    assert [path.name for path in below.iterdir()] == ["old.backup"]


def test_the_newest_stays_however_old(tmp_path: Path):
    for ago in (50, 40):
        _written(tmp_path, f"{ago}.backup", AGE, ago=timedelta(days=ago))

    gone, left = prune(tmp_path, days=35, at=NOON)

    assert ([path.name for path in gone], left) == (["50.backup"], 1)
    assert [path.name for path in tmp_path.iterdir()] == ["40.backup"]


@pytest.mark.parametrize(("folder", "days"), [("none", 35), (".", 0)])
def test_nonsense_is_refused(tmp_path: Path, folder: str, days: int):
    with pytest.raises(database.DatabaseError):
        prune(tmp_path / folder, days=days, at=NOON)
