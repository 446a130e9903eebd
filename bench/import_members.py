"""Bringing in the members from the national register's file. Goals: issue 3, the register.

The work is ``lokallag import_members`` as a whole: a CSV file read in its own process, laid out as rows that wait, what
it would change worked out and counted (the preview), and carried out in one transaction with the production indexes.
The peer is COPY of the same rows into the same four indexed tables, constraints included, in the same rounds.
"""

import contextlib
import csv
import io
import json
import os
import random
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import Client, override_settings
from django.utils.timezone import now

from bench.harness import Number, Result, at_least, at_most, median, seconds
from lokallag.membership.models import Membership
from lokallag.membership.services import choose_branch, start_membership
from lokallag.organisation.models import Kind, Title, Unit
from lokallag.organisation.services import appoint, create_unit, set_profile
from lokallag.people.models import Person
from lokallag.people.services import confirm_factor, register_person
from lokallag.register.domain.fields import Field

AT = datetime(2026, 6, 1, 10, tzinfo=UTC)
ROWS = 100_000
HEADERS = (
    "Medlemsnr", "Fornavn", "Etternavn", "E-post", "Mobil", "Fødselsår", "Kjønn", "Adresse", "Postnr", "Innmeldt",
    "Avdeling", "Kontingent 2026",
)  # fmt: skip
MAPPING = dict(
    zip(
        (
            Field.NUMBER, Field.GIVEN_NAME, Field.FAMILY_NAME, Field.EMAIL, Field.PHONE, Field.BIRTH, Field.GENDER,
            Field.STREET_ADDRESS, Field.POSTAL_CODE, Field.JOINED_ON, Field.BRANCH, Field.FEE_STATUS,
        ),
        HEADERS,
        strict=True,
    )
)  # fmt: skip
GIVEN = (
    "Kari", "Ola", "Anne", "Per", "Inger", "Lars", "Åse", "Øyvind", "Mona", "Sindre", "Berit", "Nils", "Hanne", "Bilal",
    "Dina", "Stian", "Fatima", "Ærlend",
)  # fmt: skip
FAMILY = (
    "Hansen", "Johansen", "Olsen", "Larsen", "Andersen", "Pedersen", "Nilsen", "Jensen", "Karlsen", "Berg", "Haugen",
    "Hagen", "Dahl", "Ås", "Østby",
)  # fmt: skip
BRANCHES = [f"Avdeling {letter}" for letter in "ABCDEFGHIJ"]
PLAIN = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
OURS = ("people_person", "membership_membership", "membership_branchchoice", "membership_feeyear")
LEADERS = {  # which rows are not the leader's own, in the order in which they may go
    "membership_branchchoice": "membership_id NOT IN (SELECT id FROM membership_membership WHERE number = '1')",
    "membership_feeyear": "true",
    "membership_membership": "number <> '1'",
    "people_person": "given_name <> 'Lea'",
}


def run(quick: bool) -> Result:
    """Measure three imports into empty tables, each followed by the same file again and by COPY; ``quick``: one."""
    rows = ROWS // 10 if quick else ROWS
    leader = _organisation()
    rounds: list[dict[str, Number]] = []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "medlemmer.csv"
        write_file(path, rows)
        path.with_suffix(".json").write_text(json.dumps(MAPPING))
        for number in range(1 if quick else 3):
            with (
                override_settings(STORAGES=PLAIN, SECURE_SSL_REDIRECT=False),
                _list_meanwhile(leader) as waits,
                _memory() as peak,
            ):
                first = seconds(lambda: import_file(path))
            if Membership.objects.count() != rows:
                raise RuntimeError(f"{Membership.objects.count()} members, not {rows}")
            with _memory() as again_peak:
                again = seconds(lambda: import_file(path))
            copied = _copied(Path(folder))
            _empty()
            begun = time.perf_counter()
            _copy(copied)
            copy = time.perf_counter() - begun
            _empty()
            rounds.append(
                {
                    "import": first,
                    "again": again,
                    "copy": copy,
                    "rate": rows / first,
                    "vs_copy": copy / first,
                    "ratio": again / first,
                    "peak_mb": max(peak.mb, again_peak.mb),
                    "first_peak_mb": peak.mb,
                    "again_peak_mb": again_peak.mb,
                    "shared_mb": peak.shared_mb,
                    "list_ms": 1000 * max(waits, default=0.0),
                    "lists": len(waits),
                    "round": number,
                }
            )
    return Result(
        sizes={"rows": rows, "branches": len(BRANCHES)},
        rounds=rounds,
        goals=[
            at_least("rate_vs_copy", median(rounds, "vs_copy"), 1 / 3),
            at_least("rate", median(rounds, "rate"), 6000),
            at_most("peak_mb", max(each["peak_mb"] for each in rounds), 250),
            at_most("reimport_ratio", median(rounds, "ratio"), 0.5),
            at_most("list_ms_meanwhile", max(each["list_ms"] for each in rounds), 500),
        ],
    )


def write_file(path: Path, rows: int) -> None:
    """Write a file such as a register gives out: the same one for the same number of rows."""
    chance = random.Random(2026)
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADERS)
        writer.writerow((1, "Lea", "Leder", *[""] * 9))  # the leader, who is a member already
        for number in range(rows - 1):
            joined = chance.randint(1990, 2025)  # at 15 or older
            writer.writerow(
                (
                    200_000 + number,
                    f"{chance.choice(GIVEN)} {chance.choice(GIVEN)}",
                    f"{chance.choice(FAMILY)}-{chance.choice(FAMILY)}",
                    f"medlem{number}@example.org",
                    f"4{number:07}",
                    chance.randint(1940, min(2008, joined - 15)),
                    chance.choice("KM"),
                    f"Prøveveien {number % 400}",
                    chance.choice(("1337", "1344", "1346", "1356")),
                    f"{chance.randint(1, 28):02}.{chance.randint(1, 12):02}.{joined}",
                    chance.choice(BRANCHES),
                    chance.choice(("Betalt", "Ubetalt")),
                )
            )


def import_file(path: Path) -> None:
    """Run the command on a file, from file to committed; its counts are the preview."""
    call_command("import_members", str(path), "--mapping", str(path.with_suffix(".json")), stdout=io.StringIO())


def _organisation() -> Person:
    """Set up a party with ten branches. Returns its leader, who is a member of the first and leads it."""
    party = create_unit(
        kind=Kind.MUNICIPAL, name="Prøvepartiet", parent=None, opened_on=date(2020, 1, 1), decision="", by=None, at=AT
    )
    set_profile(main_unit=party, colour="#b3212b", municipality_code="3201", by=None, at=AT)
    branches = [
        create_unit(kind=Kind.BRANCH, name=name, parent=party, opened_on=date(2020, 1, 1), decision="", by=None, at=AT)
        for name in BRANCHES
    ]
    leader = register_person(given_name="Lea", family_name="Leder", email="leder@example.org", by=None, at=AT)
    for unit in (party, branches[0]):
        appoint(
            office=unit.offices.get(title=Title.LEADER),
            person=leader,
            from_on=date(2026, 1, 1),
            until_on=None,
            elected_by="Årsmøtet",
            by=None,
            at=AT,
        )
    member = start_membership(person=leader, number="1", joined_on=date(2020, 1, 1), by=None, at=AT)
    choose_branch(membership=member, unit=branches[0], by=None, at=AT)
    return leader


def _empty() -> None:
    """Take away what an import wrote, and let PostgreSQL know, so that each round finds the tables as the first did.

    Some sixty tables refer to persons, each by an index; asking all of them about each of a hundred thousand persons
    takes minutes. Here nothing but what is deleted refers to them, so that nobody is asked.
    """
    from lokallag.core import database

    with database.connect(database.Role.SUPERUSER, os.environ, dbname=connection.settings_dict["NAME"]) as connected:
        connected.autocommit = True
        connected.execute("SET session_replication_role = replica")
        for table in ("membership_feeyear", "register_lastsaid", "register_difference"):
            connected.execute(f"DELETE FROM {table}")
        for table, others in LEADERS.items():
            connected.execute(f"DELETE FROM {table} WHERE {others}")
        for table in (*OURS, "register_lastsaid", "register_importrow", "register_importend"):
            connected.execute(f"VACUUM (FULL, ANALYZE) {table}")


def _copied(folder: Path) -> dict[str, Path]:
    """Write what stands in the four tables to files, as COPY writes it; the leader's own rows left out."""
    found = {}
    for table in OURS:
        found[table] = folder / table
        columns = _columns(table)
        statement = f"COPY (SELECT {columns} FROM {table} WHERE {LEADERS[table]}) TO STDOUT"
        with found[table].open("wb") as out, connection.cursor() as cursor, cursor.copy(statement) as copy:
            for piece in copy:
                out.write(piece)
    return found


def _columns(table: str) -> str:
    """Return the columns that are written, those left out that the database works out itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)"
            " FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'",
            [table],
        )
        return str(cursor.fetchone()[0])


def _copy(tables: dict[str, Path]) -> None:
    """Write the rows with COPY, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, path in tables.items():
            with path.open("rb") as data, cursor.copy(f"COPY {table} ({_columns(table)}) FROM STDIN") as copy:
                while piece := data.read(1024 * 1024):
                    copy.write(piece)


class _Peak:
    mb = 0.0
    shared_mb = 0.0


@contextlib.contextmanager
def _memory() -> Iterator[_Peak]:
    """Watch the memory of this process, the site too, of those it started, and of PostgreSQL's that serves it.

    A page that several share counts in parts. PostgreSQL's shared buffers are not in ``mb``: they are one cache of a
    fixed size (``shared_buffers``) for all connections, kept whether anything is brought in or not. How much of them
    falls to the process that serves the import is told beside it, as ``shared_mb``.
    """
    peak, stop = _Peak(), threading.Event()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = cursor.fetchone()[0]

    def watch() -> None:
        while not stop.wait(0.1):
            ours = sum(_proportional(pid).get("Pss", 0) for pid in _family(os.getpid()))
            its = _proportional(server)
            shared = its.get("Pss_Shmem", 0)
            peak.mb = max(peak.mb, (ours + its.get("Pss", 0) - shared) / 1024)
            peak.shared_mb = max(peak.shared_mb, shared / 1024)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peak
    finally:
        stop.set()
        thread.join()


def _family(pid: int) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += _family(int(child))
    return found


def _proportional(pid: int) -> dict[str, int]:
    """Return the kB of a process by kind of page, each page divided by those who share it."""
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
        return {line.split(":")[0]: int(line.split()[1]) for line in lines}
    return {}


@contextlib.contextmanager
def _list_meanwhile(leader: Person) -> Iterator[list[float]]:
    """Ask for the leader's member list again and again, in a thread of its own. Yields the seconds of each answer."""
    waits: list[float] = []
    stop = threading.Event()
    slug = Unit.objects.get(names__name=BRANCHES[0]).slug
    client = Client(SERVER_NAME="localhost")
    client.force_login(leader)
    session = client.session
    confirm_factor(session=session, at=now())
    session.save()
    client.get(f"/medlemmer/{slug}/")  # what is loaded once

    def ask() -> None:
        try:
            while not stop.wait(0.05):
                begun = time.perf_counter()
                response = client.get(f"/medlemmer/{slug}/")
                if response.status_code != 200:
                    raise RuntimeError(f"the list answers {response.status_code}")
                waits.append(time.perf_counter() - begun)
        finally:
            connections.close_all()

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield waits
    finally:
        stop.set()
        thread.join()
