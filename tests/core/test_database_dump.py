"""Backup and restore: all comes back, or nothing is changed."""

from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from lokallag.core import audit, database, seal
from lokallag.core.database import dump
from lokallag.core.models import Change, SentForm
from lokallag.core.verify import verify
from tests.databases import IsolatedDatabase
from tests.factories import PersonFactory

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def saved(isolated_database: IsolatedDatabase, tmp_path: Path) -> Path:
    """Return a backup of a database that holds one sent form and one row of the log."""
    SentForm.objects.create(key="before", sent_at=NOON)
    Change.objects.create(act="core.test", at=NOON)
    file = tmp_path / "all.backup"
    size = dump.backup(file, isolated_database.environ)
    assert size == file.stat().st_size > 10_000
    return file


def _forms() -> list[str]:
    return sorted(SentForm.objects.values_list("key", flat=True))


def test_everything_comes_back_and_nothing_newer_stays(saved: Path, isolated_database: IsolatedDatabase):
    SentForm.objects.all().delete()
    SentForm.objects.create(key="after", sent_at=NOON)
    with database.connect(database.Role.OWNER, isolated_database.environ) as owner:
        owner.execute("CREATE TABLE newer (id int)")

    dump.restore(saved, isolated_database.environ)

    with database.connect(database.Role.OWNER, isolated_database.environ) as owner:
        tables = owner.execute("SELECT to_regclass('newer')").fetchone()
    assert _forms() == ["before"]
    assert Change.objects.get().act == "core.test"
    assert tables == (None,)


def test_restored_rights_are_those_of_before(saved: Path, isolated_database: IsolatedDatabase):
    dump.restore(saved, isolated_database.environ)

    with database.connect(database.Role.OWNER, isolated_database.environ) as owner:
        owner.execute("CREATE TABLE newer (id int)")
    with database.connect(database.Role.APP, isolated_database.environ) as app:
        app.execute("INSERT INTO newer VALUES (1)")
        for statement in ("UPDATE core_change SET act = 'x'", "TRUNCATE newer", "DROP TABLE newer"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(statement)  # type: ignore[call-overload]


def test_the_restored_logs_are_whole_and_go_on(saved: Path, isolated_database: IsolatedDatabase):
    head = database.head_file(isolated_database.environ)
    head.write_text("where the chain had come to")

    dump.restore(saved, isolated_database.environ)

    person = PersonFactory()
    audit.record_look("membership.see_member", actor=None, persons=[person.pk], at=NOON, how=audit.How.PAGE)
    assert seal.seal(at=NOON) == 2  # the change from before the backup, and the look
    assert audit.erase_person(person.pk, at=NOON) == 1
    assert audit.make_months(ahead=30) > 0
    assert verify().broken is None
    aside = head.with_name(f"{head.name}.before-restore")
    assert (head.exists(), aside.read_text()) == (False, "where the chain had come to")
    aside.unlink()


def test_a_schema_that_the_owner_owns_comes_back_too(saved: Path, isolated_database: IsolatedDatabase):
    private = {**isolated_database.environ, "DATABASE_URL": ""}
    with database.connect(database.Role.SUPERUSER, private, dbname=isolated_database.name) as superuser:
        superuser.execute("ALTER SCHEMA public OWNER TO lokallag_owner")
    dump.backup(saved, isolated_database.environ)
    SentForm.objects.all().delete()

    dump.restore(saved, isolated_database.environ)

    assert _forms() == ["before"]
    with database.connect(database.Role.APP, isolated_database.environ) as app:
        app.execute("INSERT INTO core_sentform (key, sent_at) VALUES ('new', now())")


@pytest.mark.parametrize("damage", ["cut short", "a byte changed", "not a backup", "empty", "of something else"])
def test_damaged_file_changes_nothing(saved: Path, isolated_database: IsolatedDatabase, damage):
    SentForm.objects.create(key="after", sent_at=NOON)
    whole = saved.read_bytes()
    middle = len(whole) // 2
    if damage == "of something else":
        saved.unlink()
        with database.connect(database.Role.OWNER, isolated_database.environ) as owner:
            owner.execute("ALTER TABLE django_migrations RENAME TO other_migrations")
            dump.backup(saved, isolated_database.environ)
            owner.execute("ALTER TABLE other_migrations RENAME TO django_migrations")
    else:
        saved.write_bytes(
            {
                "cut short": whole[: len(whole) * 2 // 3],
                "a byte changed": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
                "not a backup": b"PGDMP but nothing else",
                "empty": b"",
            }[damage]
        )

    with pytest.raises(database.DatabaseError):
        dump.restore(saved, isolated_database.environ)

    assert _forms() == ["after", "before"]


def test_restore_in_use_gives_up_and_changes_nothing(saved: Path, isolated_database: IsolatedDatabase):
    with database.connect(database.Role.APP, isolated_database.environ) as other, other.transaction():
        other.execute("UPDATE core_sentform SET key = key")

        with pytest.raises(database.DatabaseError, match="Stopp lokallag serve"):
            dump.restore(saved, isolated_database.environ)

    assert _forms() == ["before"]


def test_backup_replaces_an_earlier_backup_and_nothing_else(saved: Path, isolated_database: IsolatedDatabase):
    photo = saved.with_name("photo.jpg")
    photo.write_bytes(b"mine")

    assert dump.backup(saved, isolated_database.environ) > 10_000
    for file in (photo, saved.parent, saved.parent / "no-such-folder" / "all.backup"):
        with pytest.raises(database.DatabaseError):
            dump.backup(file, isolated_database.environ)

    assert photo.read_bytes() == b"mine"
    assert sorted(path.name for path in saved.parent.iterdir()) == ["all.backup", "photo.jpg"]
    assert saved.stat().st_mode & 0o077 == 0
