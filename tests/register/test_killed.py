"""An import killed anywhere leaves all or nothing, and two at once make no duplicates."""

import contextlib
import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections

from lokallag.core.errors import RuleViolation
from lokallag.membership.models import BranchChoice, FeeYear, Membership
from lokallag.people.models import Person
from lokallag.register.models import LastSaid
from tests.register.stage import MONA, bring_in, csv, many, set_up

POINTS = 20
ADDED = 400


def file_of(count: int) -> bytes:
    """Return a file with the first ``count`` members, each with a branch and a fee, and Mona Dahl."""
    return csv(MONA, *many(range(1000, 1000 + count), branch="Haslum", fee="Betalt", code="1344", year="1980"))


def found() -> tuple[int, ...]:
    """Return how many there are of all that an import of new members writes."""
    others = Membership.objects.exclude(number="100001")
    return (
        Person.objects.filter(family_name="Mange").count(),
        others.count(),
        BranchChoice.objects.filter(membership__in=others).count(),
        FeeYear.objects.count(),
        LastSaid.objects.exclude(membership__number="100001").count(),
    )


def start(count: int) -> int:
    """Let a process of its own bring in the file. Returns its id."""
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    with contextlib.suppress(BaseException):
        bring_in(file_of(count))
        status = 0
    os._exit(status)


def test_an_import_killed_at_20_points_leaves_all_or_nothing(isolated_database):
    set_up()
    begun = time.monotonic()
    assert os.waitpid(start(ADDED), 0)[1] == 0
    longest = time.monotonic() - begun
    chance, there, outcomes = random.Random(20), ADDED, []

    for point in range(POINTS):
        # From before the file is read to after it is committed, evenly, each a little moved by chance.
        wait = longest * (point + chance.random()) / POINTS * 1.2
        pid = start(there + ADDED)
        time.sleep(wait)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        settle()
        now_there = found()
        assert now_there in {(there,) * 5, (there + ADDED,) * 5}, f"killed after {wait:.2f} s"
        outcomes.append(now_there[0] > there)
        there = now_there[0]

    assert False in outcomes
    bring_in(file_of(there + ADDED))
    assert found() == (there + ADDED,) * 5


def settle() -> None:
    """Wait until the database has noticed that the process is gone."""
    for _try in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.05)


def test_two_at_once_make_no_duplicates(isolated_database):
    set_up()

    def one(_number: int) -> str:
        try:
            bring_in(file_of(ADDED))
            return "done"
        except RuleViolation as error:
            return str(error)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(one, range(2)))

    assert said == ["done", "done"]
    assert found() == (ADDED,) * 5
