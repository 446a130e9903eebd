"""The chain over the logs: all that is committed is sealed, nobody waits, and whatever is not as it was is named."""

import hashlib
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils.timezone import now

from lokallag.core import audit, database, seal
from lokallag.core import verify as verifying
from lokallag.core.audit import How
from lokallag.core.chain import Head
from lokallag.core.models import ChainLink, Change, Look
from lokallag.core.verify import verify
from tests.databases import IsolatedDatabase

ACT, LOOK = "organisation.edit_unit", "membership.see_members"
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def owner(isolated_database: IsolatedDatabase) -> Iterator[psycopg.Connection]:
    """Give a connection that may do anything to the tables."""
    private = {**isolated_database.environ, "DATABASE_URL": ""}
    with database.connect(database.Role.SUPERUSER, private, dbname=isolated_database.name) as connected:
        yield connected


@pytest.fixture
def head_file(settings, tmp_path: Path) -> Path:
    """Keep the head in a file of this test's own."""
    settings.AUDIT_HEAD_FILE = tmp_path / "head.json"
    return tmp_path / "head.json"


def write(*numbers: int, at: datetime = AT) -> None:
    """Add a change and a look for each number, one minute after another."""
    for number in numbers:
        moment = at + timedelta(minutes=number)
        audit.record(ACT, actor=None, target=None, at=moment, details={"number": number})
        audit.record_look(LOOK, actor=None, persons=[number, number + 1], at=moment, how=How.LIST)


def sealed() -> None:
    """Write five of each and seal them."""
    write(1, 2, 3, 4, 5)
    assert seal.seal(at=now()) == 10


# --- Sealing ------------------------------------------------------------------------------------------------------


def test_all_that_is_committed_is_sealed_in_order_of_time(isolated_database):
    sealed()

    entries = list(ChainLink.objects.order_by("position").values_list("position", "log", "at"))
    assert [position for position, _log, _at in entries] == list(range(1, 11))
    assert [log for _position, log, _at in entries] == ["change", "look"] * 5
    assert [at for _position, _log, at in entries] == [
        AT + timedelta(minutes=n) for n in (1, 2, 3, 4, 5) for _both in "cl"
    ]
    assert seal.waiting() == 0
    assert verify().broken is None


def test_anyone_can_recompute_a_commitment_and_its_link(isolated_database):
    """What stands in ADR 0013, done by hand: nothing of ours is needed to check an entry."""
    audit.record(ACT, actor=None, target=None, at=AT, details={"unit": 7, "day": "2026-06-01"})
    seal.seal(at=now())
    salt, entry = bytes(Change.objects.get().salt), ChainLink.objects.get()
    microseconds = int(AT.timestamp()) * 1_000_000
    payload = f'["{ACT}", null, "", "", {microseconds}, {{"day": "2026-06-01", "unit": 7}}]'

    committed = hashlib.sha256(salt + payload.encode()).digest()
    start = hashlib.sha256(b"lokallag").digest()
    linked = hashlib.sha256(start + f"1|change|{entry.row_id}|{microseconds}|".encode() + committed).digest()

    assert bytes(entry.commitment) == committed
    assert bytes(entry.link) == linked


def test_sealing_again_adds_nothing(isolated_database):
    sealed()

    assert seal.seal(at=now()) == 0
    assert ChainLink.objects.count() == 10


def test_a_late_commit_is_taken_by_the_next_seal(isolated_database):
    """One transaction is open across a seal of rows that came after it; none of its rows is skipped."""
    written, go_on = threading.Event(), threading.Event()

    def late() -> None:
        try:
            with transaction.atomic():
                write(1, 2)
                written.set()
                assert go_on.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    assert written.wait(20)
    write(3, 4)  # a later number and a later time, committed at once: nobody waits
    first = seal.seal(at=now())
    go_on.set()
    thread.join()
    second = seal.seal(at=now())

    assert (first, second) == (4, 4)
    numbers = [Change.objects.get(pk=row).details["number"] for row in _sealed_rows("change")]
    assert numbers == [3, 4, 1, 2]
    assert verify().broken is None


def _sealed_rows(log: str) -> list[int]:
    return list(ChainLink.objects.filter(log=log).order_by("position").values_list("row_id", flat=True))


def test_a_writer_does_not_wait_for_a_seal_under_way(isolated_database):
    write(1)
    with psycopg.connect(isolated_database.environ["DATABASE_URL"]) as sealer:
        sealer.execute("SELECT pg_advisory_xact_lock(%s)", [seal.LOCK])
        sealer.execute("DELETE FROM core_unsealed")  # as a seal does, not committed

        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '1ms'")
            write(2)

        assert seal.seal(at=now()) == 0  # two at once: the second leaves it to the first
        sealer.rollback()  # the first was broken off
    assert seal.seal(at=now()) == 4
    assert verify().broken is None


def test_many_sealers_at_once_seal_each_row_once(isolated_database):
    write(*range(1, 40))
    counts: list[int] = []

    def run() -> None:
        try:
            counts.append(seal.seal(at=now()))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(counts) + seal.seal(at=now()) == 78
    assert ChainLink.objects.count() == 78
    assert verify().broken is None


def test_a_seal_that_fails_leaves_all_as_it_was(isolated_database, owner):
    write(1)
    owner.execute("ALTER TABLE core_chainlink ADD CONSTRAINT no CHECK (position < 2)")

    with pytest.raises(Exception, match="no"):
        seal.seal(at=now())

    assert (seal.waiting(), ChainLink.objects.count()) == (2, 0)
    owner.execute("ALTER TABLE core_chainlink DROP CONSTRAINT no")
    assert seal.seal(at=now()) == 2


def test_batches_follow_on_one_another(isolated_database, monkeypatch):
    monkeypatch.setattr(seal, "BATCH", 3)

    sealed()

    assert verify().entries == 10


def test_a_change_taken_back_leaves_nothing_to_seal(isolated_database):
    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)

    assert seal.seal(at=now()) == 0


# --- What is not as it was ----------------------------------------------------------------------------------------


SWAPPED = """
    UPDATE core_chainlink SET position = -6 WHERE position = 6;
    UPDATE core_chainlink SET position = 6 WHERE position = 5;
    UPDATE core_chainlink SET position = 5 WHERE position = -6
"""
INSERTED = """
    UPDATE core_chainlink SET position = -position WHERE position >= 5;
    UPDATE core_chainlink SET position = 1 - position WHERE position < 0;
    INSERT INTO core_chainlink SELECT 5, 'look', 999, at, commitment, link, sealed_at
    FROM core_chainlink WHERE position = 4
"""
SMUGGLED = """
    ALTER TABLE core_change DISABLE TRIGGER await_seal;
    INSERT INTO core_change (act, target_kind, target_id, at, details) VALUES ('x.y', '', '', now(), '{}')
"""


@pytest.mark.parametrize(
    ("tampering", "what", "position", "log"),
    [
        ("UPDATE core_change SET details = '{\"number\": 9}' WHERE details->>'number' = '2'", "changed", 3, "change"),
        ("UPDATE core_look SET actor_id = 7 WHERE 4 = ANY (person_ids)", "changed", 6, "look"),
        ("UPDATE core_look SET salt = '\\x00' WHERE person_ids[1] = 4", "changed", 8, "look"),
        ("UPDATE core_change SET at = at + interval '1 s' WHERE details->>'number' = '2'", "missing", 3, "change"),
        ("DELETE FROM core_change WHERE details->>'number' = '3'", "missing", 5, "change"),
        ("DELETE FROM core_look WHERE person_ids[1] = 1", "missing", 2, "look"),
        ("UPDATE core_chainlink SET commitment = '\\x00' WHERE position = 4", "reordered", 4, "look"),
        ("UPDATE core_chainlink SET at = at + interval '1 s' WHERE position = 7", "reordered", 7, "change"),
        ("DELETE FROM core_chainlink WHERE position = 4", "reordered", 4, "change"),
        (SWAPPED, "reordered", 5, "look"),
        (INSERTED, "reordered", 5, "look"),
        ("TRUNCATE core_look", "missing", 2, "look"),
        ("DELETE FROM core_chainlink WHERE position > 8", "not_sealed", None, "change"),
        (SMUGGLED, "not_sealed", None, "change"),
        ("DELETE FROM core_unsealed", "not_sealed", None, "look"),
    ],
)
def test_the_first_broken_entry_is_named(isolated_database, owner, tampering, what, position, log):
    sealed()
    audit.record_look(LOOK, actor=None, persons=[1], at=AT + timedelta(hours=1), how=How.PAGE)  # waits to be sealed
    assert verify().broken is None

    owner.execute(tampering)

    broken = verify().broken
    assert broken is not None
    assert (broken.what, broken.position, broken.log) == (what, position, log)
    assert broken.at is not None


def test_a_row_that_vanished_before_it_was_sealed_is_named(isolated_database, owner):
    write(1)
    owner.execute("DELETE FROM core_look")

    assert seal.seal(at=now()) == 2

    broken = verify().broken
    assert broken is not None
    assert (broken.what, broken.log) == ("missing", "look")


def test_a_cut_end_is_seen_by_the_head_in_the_file(isolated_database, owner, head_file):
    sealed()
    owner.execute("DELETE FROM core_chainlink WHERE position > 8; DELETE FROM core_look WHERE person_ids[1] = 5;")
    owner.execute("DELETE FROM core_change WHERE details->>'number' = '5'")

    broken = verify().broken

    assert broken is not None
    assert (broken.what, broken.position) == ("cut", 9)


def test_sealing_on_after_a_cut_does_not_hide_it(isolated_database, owner, head_file, caplog):
    sealed()
    before = head_file.read_text()
    owner.execute("TRUNCATE core_chainlink, core_look, core_change")

    write(*range(10, 20))
    seal.seal(at=now())

    broken = verify().broken
    assert head_file.read_text() == before
    assert broken is not None
    assert (broken.what, broken.position) == ("replaced", 10)
    assert "left the head" in caplog.text


def test_a_whole_new_chain_is_seen_by_the_head_somebody_wrote_down(isolated_database, owner):
    sealed()
    told = seal.head()
    owner.execute("TRUNCATE core_chainlink; INSERT INTO core_unsealed SELECT 'change', id, at FROM core_change")
    owner.execute("INSERT INTO core_unsealed SELECT 'look', id, at FROM core_look")
    owner.execute("UPDATE core_change SET actor_id = 1 WHERE details->>'number' = '1'")
    seal.seal(at=now())

    assert verify().broken is None  # all fits together anew: only what was written down elsewhere can tell
    broken = verify(heads=(told,)).broken

    assert broken is not None
    assert (broken.what, broken.position) == ("replaced", 10)


def test_the_head_in_the_file_follows_the_chain(isolated_database, head_file):
    sealed()
    first = json.loads(head_file.read_text())["head"]
    write(6)
    seal.seal(at=now())

    assert first.startswith("10:")
    assert json.loads(head_file.read_text())["head"] == str(seal.head())
    assert verify(heads=(Head.read(first),)).broken is None


def test_sealing_while_the_chain_is_verified_is_no_break(isolated_database, head_file, monkeypatch):
    sealed()
    walk = verifying._walk

    def walk_while_another_seals(*asked):
        def run() -> None:
            write(6)
            seal.seal(at=now())
            connection.close()

        found = walk(*asked)
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        return found

    monkeypatch.setattr(verifying, "_walk", walk_while_another_seals)

    verdict = verify()

    assert (verdict.broken, verdict.entries) == (None, 10)
    assert head_file.read_text().startswith('{"head": "12:')


@pytest.mark.parametrize("words", ["", "{}", '{"head": 3}', '{"head": "x"}', '{"head": "3:abcd"}'])
def test_a_file_that_holds_no_head_is_named(isolated_database, head_file, words):
    sealed()
    head_file.write_text(words)

    broken = verify().broken

    assert broken is not None
    assert broken.what == "replaced"


# --- The command --------------------------------------------------------------------------------------------------


def test_the_command_says_all_is_well(isolated_database, capsys):
    sealed()

    call_command("verify_audit", "--json")

    answer = json.loads(capsys.readouterr().out)
    assert answer == {
        "ok": True,
        "entries": 10,
        "gone": 0,
        "waiting": 0,
        "head": str(seal.head()),
        "broken": None,
    }


def test_the_command_names_log_position_and_time_and_ends_with_1(isolated_database, owner, capsys):
    sealed()
    owner.execute("UPDATE core_change SET actor_id = 1 WHERE details->>'number' = '2'")

    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit")

    said = capsys.readouterr().out
    assert ended.value.code == 1
    assert said.startswith("BRUDD: endringsloggen, oppføring 3, 01.06.2026 kl. 14.02. Raden er ikke slik")


def test_the_command_takes_a_head_from_the_mail(isolated_database, capsys):
    sealed()

    call_command("verify_audit", "--head", str(seal.head()), "--json")
    with pytest.raises(SystemExit):
        call_command("verify_audit", "--head", f"11:{'0' * 64}", "--json")

    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["ok"], second["broken"]["what"]) == (True, "cut")


def test_sealing_once_by_hand_says_how_many(isolated_database, capsys):
    write(1)

    call_command("seal_audit")

    assert capsys.readouterr().out == "2 rader er forseglet.\n"
    assert Look.objects.count() == 1
