"""What every benchmark stands on: a result with goals, fair rounds, and a private database of its own.

A benchmark is a module of this package with ``run(quick: bool) -> Result``. When it is called, Django is set up, the
tables are there and empty, and we come as the app's role.
"""

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

Number = int | float
Work = Callable[[], object]


class Missing(Exception):
    """A file that the benchmark needs is not there. The text names it."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One measured value against its goal. Both are numbers of the same unit, which the name ends in."""

    name: str
    value: Number
    goal: Number
    ok: bool


def at_most(name: str, value: Number, goal: Number) -> Goal:
    """Return a goal that is met by ``goal`` or less."""
    return Goal(name, _short(value), goal, value <= goal)


def at_least(name: str, value: Number, goal: Number) -> Goal:
    """Return a goal that is met by ``goal`` or more."""
    return Goal(name, _short(value), goal, value >= goal)


def _short(value: Number) -> Number:
    """Round to four digits that count: the rest is noise."""
    return value if isinstance(value, int) else float(f"{value:.4g}")


@dataclass(frozen=True, slots=True)
class Result:
    """What a benchmark found: sizes of its input, every raw round, and its goals."""

    sizes: Mapping[str, Number]
    rounds: Sequence[Mapping[str, Number]]
    goals: Sequence[Goal]

    @property
    def ok(self) -> bool:
        """Whether every goal is met; a benchmark without goals has met none."""
        return bool(self.goals) and all(goal.ok for goal in self.goals)

    def to_json(self, bench: str, *, quick: bool) -> str:
        """Return the one JSON object that a benchmark prints."""
        answer = {
            "bench": bench,
            "quick": quick,
            "sizes": dict(self.sizes),
            "rounds": [dict(each) for each in self.rounds],
            "goals": [asdict(goal) for goal in self.goals],
        }
        return json.dumps(answer, ensure_ascii=False)


def seconds(work: Work) -> float:
    """Do the work once and return the wall-clock seconds it took."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def cpu_seconds(work: Work) -> float:
    """Do the work once and return the seconds of CPU that this process spent, in all its threads."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def interleaved(
    works: Mapping[str, Work],
    *,
    rounds: int,
    measure: Callable[[Work], float] = seconds,
) -> list[dict[str, float]]:
    """Measure several works in turn, so that a slow moment of the machine hits them all alike.

    Each is done once unmeasured first. The order turns from round to round. Returns one mapping per round, work to
    seconds.
    """
    for work in works.values():
        work()
    names = list(works)
    found = []
    for number in range(rounds):
        order = names[number % len(names) :] + names[: number % len(names)]
        measured = {name: measure(works[name]) for name in order}
        found.append({name: measured[name] for name in names})
    return found


def median(rounds: Sequence[Mapping[str, Number]], name: str) -> float:
    """Return the median of one work over all rounds."""
    return statistics.median(each[name] for each in rounds)


def needed(*candidates: str) -> Path:
    """Return the first of these files that is there; relative ones are sought from the repository.

    :raises Missing: none is
    """
    root = Path(__file__).resolve().parents[1]
    for candidate in candidates:
        if (root / candidate).exists():
            return (root / candidate).resolve()
    raise Missing(f"needs {' or '.join(candidates)}, and does not find it")


@contextmanager
def private_database() -> Iterator[None]:
    """Set Django up on a private database of its own for the time of the block, migrated and empty."""
    with tempfile.TemporaryDirectory(prefix="lokallag-bench-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL's own account must get in where we are root
        for variable in ("DATABASE_URL", "DATABASE_OWNER_URL", "EMAIL_URL", "LOKALLAG_URL", "LOKALLAG_DEMO"):
            os.environ.pop(variable, None)
        os.environ["LOKALLAG_VAR"] = str(Path(folder) / "var")
        os.environ["DJANGO_SETTINGS_MODULE"] = "lokallag.settings"
        os.environ["LOKALLAG_OUTBOX"] = "page"
        from lokallag.core import database

        database.ensure_started(os.environ)
        try:
            _migrate()
            yield
        finally:
            database.remove(os.environ)


def _migrate() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from lokallag.core.database import OWNER_ROLE

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    given = connection.settings_dict
    app = given["USER"]
    given["USER"] = OWNER_ROLE
    call_command("migrate", verbosity=0)
    connection.close()
    given["USER"] = app
