"""The two logs: what writing them costs a service, and how long sealing and verifying a million rows takes.

Sixteen writers, each on a connection of its own, change addresses through the service of membership, as Min side does;
against the same with ``record`` taken away. All the while a process of its own seals, as under ``lokallag serve``.
Then a million rows, nine looks to a change and one look in ten a list of fifty, are sealed at once and verified.
"""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from bench.harness import Result, at_most, interleaved, median, seconds
from lokallag.core import audit, seal
from lokallag.core.verify import verify
from lokallag.membership.services import change_address
from lokallag.people.models import Person
from lokallag.people.services import register_person
from lokallag.territory.models import Category, Municipality, PostalCode

AT = datetime(2026, 6, 1, 10, tzinfo=UTC)
WRITERS = 16
CODES = ("1337", "1344")
CHANGE = "core_change (act, actor_id, target_kind, target_id, at, details)"
LOOK = "core_look (act, actor_id, how, unit_id, purpose, person_ids, at)"


def run(quick: bool) -> Result:
    """Measure both; ``quick`` takes a tenth of the rows and of the writes."""
    writes, times, rows = (20, 3, 100_000) if quick else (60, 21, 1_000_000)
    persons = _persons()
    with _sealer():
        works = {"with_log": lambda: _write(persons, writes), "without_log": lambda: _unlogged(persons, writes)}
        rounds = interleaved(works, rounds=times)
    ratio = median(rounds, "with_log") / median(rounds, "without_log")
    seal.seal(at=AT)
    before = seal.head().position
    fill = seconds(lambda: _fill(rows))
    sealing = seconds(lambda: seal.seal(at=AT))
    verdicts: list[Any] = []
    verifying = seconds(lambda: verdicts.append(verify()))
    [verdict] = verdicts
    if verdict.broken is not None or verdict.entries != before + rows:
        raise RuntimeError(f"the chain is not whole: {verdict}")
    return Result(
        sizes={"writers": WRITERS, "writes_each": writes, "rows_sealed": rows, "entries_verified": verdict.entries},
        rounds=[*rounds, {"fill": fill, "seal": sealing, "verify": verifying}],
        goals=[at_most("write_ratio", ratio, 1.3), at_most("seal_s", sealing + verifying, 60)],
    )


def _persons() -> list[Person]:
    """One member for each writer, and the two codes they move between."""
    municipality = Municipality.objects.create(number="3201", name="BÆRUM")
    for code in CODES:
        PostalCode.objects.create(
            code=code, place="STED", place_key="sted", municipality=municipality, category=Category.STREETS
        )
    return [
        register_person(
            given_name="Kari",
            family_name=f"Nr {number}",
            email=f"kari{number}@example.org",
            postal_code=CODES[0],
            birth_year=1980,
            by=None,
            at=AT,
        )
        for number in range(WRITERS)
    ]


def _write(persons: list[Person], writes: int) -> None:
    """Let all writers write at once, and wait for the last."""
    faults: list[BaseException] = []

    def work(person: Person) -> None:
        try:
            for number in range(writes):
                change_address(
                    person=person, street_address=f"Veien {number}", postal_code=CODES[number % 2], by=person, at=AT
                )
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[person]) for person in persons]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


def _unlogged(persons: list[Person], writes: int) -> None:
    """Do the same without the log."""
    kept = audit.record
    audit.record = lambda *_args, **_named: None  # type: ignore[assignment]
    try:
        _write(persons, writes)
    finally:
        audit.record = kept  # type: ignore[assignment]


@contextmanager
def _sealer() -> Iterator[None]:
    """Run the process that seals beside us, as ``lokallag serve`` does."""
    process = subprocess.Popen([sys.executable, "-m", "django", "seal_audit", "--forever"], stdout=sys.stderr)
    try:
        yield
        if process.poll() is not None:
            raise RuntimeError("the process that seals ended by itself")
    finally:
        process.terminate()
        process.wait()


def _fill(rows: int) -> None:
    """Add so many rows to the logs, through the logs themselves: each is put on the list to be sealed."""
    fifty = "{" + ",".join(str(number) for number in range(1000, 1050)) + "}"
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {CHANGE} FROM STDIN") as copy:
            for number in range(rows // 10):
                at = (AT + timedelta(seconds=number)).isoformat()
                copy.write(
                    f'people.change_address\t{number % 90}\tpeople.person\t{number}\t{at}\t{{"unit": {number}}}\n'
                )
        with cursor.copy(f"COPY {LOOK} FROM STDIN") as copy:
            for number in range(rows - rows // 10):
                at = (AT + timedelta(seconds=number)).isoformat()
                how, ids = ("list", fifty) if number % 10 == 0 else ("page", f"{{{number}}}")
                copy.write(f"membership.see_members\t{number % 90}\t{how}\t7\t\t{ids}\t{at}\n")
