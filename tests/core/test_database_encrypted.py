"""Backups that only the holder of a key can open: what is altered, cut short or locked to another changes nothing."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import pytest

from lokallag.core import database
from lokallag.core.database import dump, keys, streams
from lokallag.core.models import SentForm
from tests.databases import IsolatedDatabase

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
SECRET = "planted-member-name"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """Return a private key; its public half lies beside it."""
    file = tmp_path / "leader.key"
    keys.make_key(file, at=NOON)
    return file


@pytest.fixture
def saved(isolated_database: IsolatedDatabase, tmp_path: Path, key: Path) -> Path:
    """Return an encrypted backup of a database with one sent form, changed since."""
    SentForm.objects.create(key=SECRET, sent_at=NOON)
    file = tmp_path / "night.backup"
    size = dump.backup(file, isolated_database.environ, keys=[Path(f"{key}.pub")])
    assert size == file.stat().st_size > 10_000
    SentForm.objects.all().delete()
    SentForm.objects.create(key="after", sent_at=NOON)
    return file


def _forms() -> list[str]:
    return sorted(SentForm.objects.values_list("key", flat=True))


def test_an_encrypted_backup_comes_back_with_its_key(saved: Path, isolated_database: IsolatedDatabase, key: Path):
    dump.restore(saved, isolated_database.environ, keys=[key])

    assert _forms() == [SECRET]


def test_either_of_two_holders_can_open_it(saved: Path, isolated_database: IsolatedDatabase, tmp_path: Path, key: Path):
    other = tmp_path / "secretary.key"
    keys.make_key(other, at=NOON)
    twice = tmp_path / "twice.backup"
    dump.backup(twice, isolated_database.environ, keys=[Path(f"{key}.pub"), Path(f"{other}.pub")])

    for one in (key, other):
        SentForm.objects.all().delete()
        dump.restore(twice, isolated_database.environ, keys=[one])
        assert _forms() == ["after"]


def test_inside_is_the_backup_in_the_clear_as_another_program_opens_it(saved: Path, tmp_path: Path, key: Path):
    identity = pyrage.x25519.Identity.from_str(key.read_text().splitlines()[-1])

    opened = pyrage.decrypt(saved.read_bytes(), [identity])

    assert opened.startswith(streams.MAGIC)
    assert opened[-streams.SEAL_LENGTH :].startswith(streams.SEAL)
    assert streams.MAGIC not in saved.read_bytes()[:1000]


def test_a_file_without_its_seal_is_refused_though_the_key_fits(
    isolated_database: IsolatedDatabase, tmp_path: Path, key: Path, saved: Path
):
    public, *_rest = keys.public_keys([Path(f"{key}.pub")])
    identity, *_rest = keys.private_keys([key])
    whole = pyrage.decrypt(saved.read_bytes(), [identity])
    forged = tmp_path / "forged.backup"
    forged.write_bytes(pyrage.encrypt(whole[: len(whole) // 2], [public]))

    with pytest.raises(database.DatabaseError, match="skadet eller ikke hel"):
        dump.restore(forged, isolated_database.environ, keys=[key])

    assert _forms() == ["after"]


@pytest.mark.parametrize("cut", [0.01, 0.3, 0.5, 0.99])
@pytest.mark.parametrize("damage", ["cut short", "a bit changed"])
def test_altered_or_cut_short_changes_nothing(
    saved: Path, isolated_database: IsolatedDatabase, key: Path, cut: float, damage: str
):
    whole = saved.read_bytes()
    place = int(len(whole) * cut)
    saved.write_bytes(
        whole[:place] if damage == "cut short" else whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
    )

    with pytest.raises(database.DatabaseError) as told:
        dump.restore(saved, isolated_database.environ, keys=[key])

    assert "Ingenting er endret." in str(told.value)
    assert _forms() == ["after"]


def test_another_key_or_none_changes_nothing_and_says_so(
    saved: Path, isolated_database: IsolatedDatabase, tmp_path: Path, key: Path
):
    stranger = tmp_path / "stranger.key"
    keys.make_key(stranger, at=NOON)

    with pytest.raises(database.DatabaseError, match=r"Nøkkelen åpner ikke .* Ingenting er endret"):
        dump.restore(saved, isolated_database.environ, keys=[stranger])
    with pytest.raises(database.DatabaseError, match=r"er kryptert\. Oppgi den private nøkkelen"):
        dump.restore(saved, isolated_database.environ)
    with pytest.raises(database.DatabaseError, match="er den offentlige nøkkelen"):
        dump.restore(saved, isolated_database.environ, keys=[Path(f"{key}.pub")])

    assert _forms() == ["after"]


def test_the_private_key_is_for_its_owner_alone_and_never_written_over(tmp_path: Path, key: Path):
    before = key.read_text()

    with pytest.raises(database.DatabaseError, match="finnes fra før"):
        keys.make_key(key, at=NOON)

    assert key.read_text() == before
    assert key.stat().st_mode & 0o777 == 0o600
    assert keys.PRIVATE_WORD not in Path(f"{key}.pub").read_text()


def test_the_private_key_does_not_lock(isolated_database: IsolatedDatabase, tmp_path: Path, key: Path):
    file = tmp_path / "new.backup"

    with pytest.raises(database.DatabaseError, match=r"er den private nøkkelen\. Den skal ikke ligge på tjeneren"):
        dump.backup(file, isolated_database.environ, keys=[key])

    assert not file.exists()


@pytest.mark.parametrize("text", ["", "# only a remark\n", "age1nothing\n", "hello\n"])
def test_what_is_no_key_is_refused(tmp_path: Path, text: str):
    file = tmp_path / "some.key"
    file.write_text(text)

    with pytest.raises(database.DatabaseError):
        keys.public_keys([file])
    with pytest.raises(database.DatabaseError):
        keys.private_keys([file])


def test_nothing_in_the_clear_touches_the_disk(
    saved: Path, isolated_database: IsolatedDatabase, tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch
):
    """Every file that is opened for writing by our own process meanwhile is read back at its end."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    environ = {**isolated_database.environ, "TMPDIR": str(folder)}
    watch = [sys.executable, "-c", WATCH, str(folder), str(tmp_path / "another.backup"), str(key)]
    SentForm.objects.create(key=SECRET, sent_at=NOON)

    seen = subprocess.run(watch, env=environ, capture_output=True, text=True, check=True)

    assert seen.stdout.split() == ["clean", "restored"]
    assert SECRET.encode() not in (tmp_path / "another.backup").read_bytes()


WATCH = """
import os, sys, tempfile
from pathlib import Path
from lokallag.core.database import dump

held = []
whole = tempfile.TemporaryFile
def watched(*args, **kwargs):
    opened = whole(*args, **kwargs)
    held.append(os.dup(opened.fileno()))
    return opened
dump.tempfile.TemporaryFile = watched
folder, file, key = map(Path, sys.argv[1:])
dump.backup(file, os.environ, keys=[Path(f"{key}.pub")])
dump.restore(file, os.environ, keys=[key])
found = b""
for handle in held:
    os.lseek(handle, 0, 0)
    found += os.read(handle, 10_000_000)
found += b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
print("clean" if b"planted-member-name" not in found else "found", "restored")
"""


def test_our_own_end_in_the_middle_undoes_all(saved: Path, isolated_database: IsolatedDatabase, key: Path):
    """The process dies after everything was given to the database, but before COMMIT was said."""
    done = subprocess.run(
        [sys.executable, "-c", DIE, str(saved), str(key)], env=isolated_database.environ, capture_output=True
    )

    assert done.returncode == 9
    assert _forms() == ["after"]


DIE = """
import os, sys
from pathlib import Path
from lokallag.core.database import dump

given = dump._given
def dying(*args):
    assert given(*args)
    os._exit(9)
dump._given = dying
dump.restore(Path(sys.argv[1]), os.environ, keys=[Path(sys.argv[2])])
"""
