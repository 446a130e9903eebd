"""The restore of yesterday's backup, by the commands themselves: all comes back, and the erased stay erased."""

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from lokallag.core import database
from lokallag.core.database import dump
from lokallag.core.database.roles import faults
from lokallag.core.models import SentForm
from lokallag.outbox.models import Recipient
from lokallag.people.models import Person, SignIn
from lokallag.privacy import services
from lokallag.privacy.domain import ledger
from lokallag.privacy.models import Erasure, Why
from tests.cast import Cast, cast
from tests.databases import IsolatedDatabase
from tests.people.test_second_factor import by_code
from tests.privacy.canaries import canary, where

AFTER_MIGRATE = "Kjør lokallag migrate først."
ARCHIVE = frozenset({"organisation_term.holder_name"})


@dataclass(frozen=True, slots=True)
class Site:
    """A database of one's own with the cast in it, and the commands that use it."""

    environ: dict[str, str]
    folder: Path
    people: Cast

    def asked(self, *words: object, fails: bool = False) -> dict[str, Any]:
        """Run a command with ``--json`` and return its answer."""
        done = subprocess.run(
            [sys.executable, "-m", "lokallag", *map(str, words), "--json"],
            env=self.environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == int(fails), done.stderr + done.stdout
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def backup(self) -> Path:
        """Make a key, and save everything to it."""
        self.asked("database", "key", self.key)
        file = self.folder / "yesterday.backup"
        answer = self.asked("database", "backup", file, "--key", f"{self.key}.pub")
        assert answer == {"file": str(file), "bytes": file.stat().st_size, "encrypted": True}
        return file

    @property
    def key(self) -> Path:
        """The private key."""
        return self.folder / "leader.key"

    def faults(self) -> list[str]:
        """Return why ``lokallag serve`` would refuse this database."""
        with database.connect(database.Role.APP, self.environ) as connected:
            return [fault for fault in faults(connected.cursor()) if "gjenopprettet" in fault]


@pytest.fixture
def site(isolated_database: IsolatedDatabase, tmp_path: Path, settings) -> Site:
    settings.VAR = tmp_path / "var"
    settings.VAR.mkdir()
    environ = {
        **isolated_database.environ,
        "LOKALLAG_VAR": str(settings.VAR),
        "LOKALLAG_SECRET_KEY": settings.SECRET_KEY,
    }
    return Site(environ, tmp_path, cast())


def _sums(environ: dict[str, str], *, but: set[str]) -> dict[str, tuple[int, str]]:
    """Return for every table how many rows it has and a sum over all of them, whatever their order."""
    with database.connect(database.Role.OWNER, environ) as owner:
        names = owner.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        ).fetchall()
        found = {}
        for (name,) in names:
            if name in but:
                continue
            rows = owner.execute(f'SELECT t::text FROM "{name}" t ORDER BY 1').fetchall()  # type: ignore[call-overload]
            found[name] = (len(rows), hashlib.sha256("\n".join(row for (row,) in rows).encode()).hexdigest())
        return found


def test_all_comes_back_as_it_was_and_one_can_sign_in(site: Site):
    # Ended by a restore: sign-ins, and letters that wait. Written by it: nothing else where nobody was erased.
    changed = {"people_signin", "outbox_recipient", dump.UNFINISHED}
    canary(site.people, "Kanari")
    before = _sums(site.environ, but=changed)
    file = site.backup()
    SentForm.objects.create(key="after", sent_at=now())
    Person.objects.filter(pk=site.people["stranger"].pk).update(email="feil@example.org")
    SignIn.objects.all().delete()

    answer = site.asked("database", "restore", file, "--key", site.key)

    assert (answer["restored"], answer["finished"], answer["erased_again"]) == (True, True, 0)
    assert _sums(site.environ, but=changed) == before
    assert site.faults() == []
    assert SignIn.objects.count() == 0
    assert not Recipient.objects.filter(state="queued").exists()
    assert by_code(Client(), site.people["stranger"]).url == "/min-side/"


def test_the_erased_stay_erased_by_what_the_database_knew(site: Site):
    found = canary(site.people, "Kanari")
    file = site.backup()
    services.erase_person(person=found.person, by=None, at=now(), why=Why.LEFT)
    services.ledger_path().unlink()  # only the table knows, until the restore writes the file again

    answer = site.asked("database", "restore", file, "--key", site.key)

    assert answer["erased_again"] == 1
    assert where(found.words, but=ARCHIVE) == {}
    assert Erasure.objects.count() == 1
    assert Person.objects.filter(pk=site.people["member"].pk).exists()


def test_the_erased_stay_erased_on_another_machine_by_a_ledger_brought_along(site: Site, tmp_path: Path):
    gone = site.people["member"]
    file = site.backup()
    brought = tmp_path / "erasures.ledger"
    brought.write_text(ledger.write_line(ledger.Line(services.hash_of(gone), now() - timedelta(hours=1), "left")))

    answer = site.asked("database", "restore", file, "--key", site.key, "--ledger", brought)

    assert answer["erased_again"] == 1
    assert not Person.objects.filter(pk=gone.pk).exists()
    assert Erasure.objects.get().why == "left"
    assert list((tmp_path / "var").glob("restore-*")) == []


def test_with_a_newer_program_the_erasing_comes_after_migrate_and_nothing_is_served_before(site: Site, tmp_path: Path):
    gone = site.people["member"]
    with database.connect(database.Role.OWNER, site.environ) as owner:  # a backup from before the last migration
        owner.execute("DELETE FROM django_migrations WHERE app = 'privacy' AND name = '0002_add_clearing'")
        owner.execute("DROP TABLE privacy_clearing, privacy_expulsion")
    file = site.backup()
    brought = tmp_path / "erasures.ledger"
    brought.write_text(ledger.write_line(ledger.Line(services.hash_of(gone), now(), "left")))

    answer = site.asked("database", "restore", file, "--key", site.key, "--ledger", brought)
    between = Person.objects.filter(pk=gone.pk).exists(), site.faults()
    site.asked("migrate")

    assert answer == {"file": str(file), "restored": True, "finished": False}
    assert between == (
        True,
        ["Databasen er gjenopprettet, men de som er slettet siden, er ikke slettet på nytt. " + AFTER_MIGRATE],
    )
    assert not Person.objects.filter(pk=gone.pk).exists()
    assert site.faults() == []


@pytest.mark.parametrize("wrong", ["key", "file", "ledger"])
def test_what_is_wrong_changes_nothing_and_is_told_as_data(site: Site, tmp_path: Path, wrong: str):
    file = site.backup()
    other = tmp_path / "other.key"
    site.asked("database", "key", other)
    SentForm.objects.create(key="after", sent_at=now())
    if wrong == "file":
        file.write_bytes(file.read_bytes()[:-100])
    words = ["--key", other if wrong == "key" else site.key]
    words += ["--ledger", tmp_path / "none"] if wrong == "ledger" else []

    answer = site.asked("database", "restore", file, *words, fails=True)

    told = {"key": "Nøkkelen åpner ikke", "file": "er skadet eller ikke hel", "ledger": "finnes ikke"}
    assert told[wrong] in answer["error"]
    assert answer["error"].endswith("Ingenting er endret.")
    assert SentForm.objects.get().key == "after"
    assert site.faults() == []
    assert list((tmp_path / "var").glob("restore-*")) == []


def test_a_backup_without_key_must_be_asked_for(site: Site, tmp_path: Path):
    file = tmp_path / "plain.dump"

    refused = site.asked("database", "backup", file, fails=True)
    asked_for = site.asked("database", "backup", file, "--plain")

    assert "--key NØKKEL.pub" in refused["error"]
    assert asked_for["encrypted"] is False
    assert file.read_bytes().startswith(b"PGDMP")


def test_old_backups_are_pruned_by_the_command(site: Site, tmp_path: Path):
    site.backup()

    assert site.asked("database", "prune", tmp_path, "--days", 35) == {"removed": [], "left": 1}
