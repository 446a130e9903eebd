"""An import killed anywhere leaves all or nothing, and two at once make no duplicates."""

import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections

from lokallag.core.errors import RuleViolation
from lokallag.core.models import Change
from lokallag.membership.models import BranchChoice, FeeYear, Membership
from lokallag.people.models import Person
from lokallag.register.domain.lifecycle import State
from lokallag.register.models import ImportRow, LastSaid, RegisterImport
from lokallag.register.services.telling import ACT
from tests.register.importer import Importer
from tests.register.stage import bring_in, file_of, set_up

POINTS = 20
ADDED = 400


def found() -> tuple[int, ...]:
    """Return how many there are of all that an import of new members writes, and says that it wrote."""
    others = Membership.objects.exclude(number="100001")
    return (
        Person.objects.filter(family_name="Mange").count(),
        others.count(),
        BranchChoice.objects.filter(membership__in=others).count(),
        FeeYear.objects.count(),
        LastSaid.objects.exclude(membership__number="100001").count(),
        sum(len(added) for added in RegisterImport.objects.filter(state=State.APPLIED).values_list("added", flat=True)),
        sum(added for added in Change.objects.filter(act=ACT).values_list("details__added", flat=True)),
    )


def stand() -> str:
    """Tell how all imports stand, and which rows wait, for whoever reads that a test failed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        [name] = cursor.fetchone()
    imports = RegisterImport.objects.order_by("sent_at").values_list(
        "state", "rows_read", "counts", "problem", "applied_at"
    )
    rows = ImportRow.objects.values_list("of", "verdict", "fault").distinct()
    return f"In {name}: imports {list(imports)}, rows that wait {list(rows)}"


def test_an_import_killed_at_20_points_leaves_all_or_nothing(isolated_database):
    set_up()
    with Importer(isolated_database.environ) as importer:
        ended, longest = importer.bring_in(ADDED)
        assert (ended, found()) == (0, (ADDED,) * 7), stand()
        chance, there, left_nothing = random.Random(20), ADDED, 0

        for point in range(POINTS):
            # From before the file is read to after it is committed, evenly, each a little moved by chance.
            wait = longest * (point + chance.random()) / POINTS * 1.2
            ended, _seconds = importer.bring_in(there + ADDED, killed_after=wait)
            settle()
            now_there = found()
            told = f"killed after {wait:.2f} of {longest:.2f} s, ended with {ended}. {stand()}"
            assert ended in {0, -signal.SIGKILL}, told
            assert now_there in {(there,) * 7, (there + ADDED,) * 7}, told
            assert ended or now_there[0] > there, told
            assert not ImportRow.objects.filter(of__state=State.APPLIED).exists(), told
            left_nothing += now_there[0] == there
            there = now_there[0]

        assert left_nothing
        ended, _seconds = importer.bring_in(there + ADDED)
    assert (ended, found()) == (0, (there + ADDED,) * 7), stand()


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
    raise AssertionError("the killed import still holds a connection after ten seconds")


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
    assert found() == (ADDED,) * 7
