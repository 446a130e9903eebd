"""A file with all members: 15 columns, safe against formulas, streamed. Goals: issue 3, speed.

Measured is the whole of it: the request to fetch the file, the rights, the log of looks with all its ids, the rows to
the last byte. The head of the file, which names nobody, leaves before the members are found and the look is written;
``first_rows_ms`` in the rounds is when the first rows leave, after both. Each file is fetched in a process of its own
that has served a page before. The goals are held by CSV; XLSX, which is compressed on the way, stands beside it in the
rounds. ``rss_growth_mb`` is how much more memory such a process takes at its height for 100,000 rows than for 1,000,
the worse of the two kinds.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from django.http import StreamingHttpResponse
from django.test import override_settings
from django.utils.timezone import now

from bench.harness import Result, at_least, at_most

KINDS = ("csv", "xlsx")


def run(quick: bool) -> Result:
    """Measure at 1,000 and 100,000 members; ``quick`` at 1,000 and 10,000, once."""
    from bench._members import add_members, organisation

    small, large, times = (1_000, 10_000, 1) if quick else (1_000, 100_000, 5)
    party, leader, branches = organisation()
    add_members(small, branches)
    low = {kind: _fetched(kind, party.pk, leader.pk, small)["peak_mb"] for kind in KINDS}
    add_members(large - small, branches, already=small)
    rounds = [
        {f"{kind}_{name}": value for name, value in _fetched(kind, party.pk, leader.pk, large).items()}
        for _time in range(times)
        for kind in KINDS
    ]

    def middle(name: str) -> float:
        return statistics.median(each[name] for each in rounds if name in each)

    return Result(
        sizes={"members": large, "columns": 15},
        rounds=rounds,
        goals=[
            at_least("rate", middle("csv_rate"), 60_000),
            at_most("rss_growth_mb", max(middle(f"{kind}_peak_mb") - low[kind] for kind in KINDS), 20),
            at_most("first_byte_ms", max(middle(f"{kind}_first_byte_ms") for kind in KINDS), 200),
        ],
    )


def _fetched(kind: str, unit_id: int, person_id: int, members: int) -> dict[str, float]:
    """Fetch one file in a process of its own.

    :raises RuntimeError: it does not hold as many rows as there are members
    """
    command = [sys.executable, "-m", "bench.export", kind, str(unit_id), str(person_id)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=dict(os.environ))
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    if kind == "csv" and found.pop("lines") != members + 1:
        raise RuntimeError("the file does not hold all members")
    return found | {"rate": members / (found["whole_ms"] / 1000)}


def _child(kind: str, unit_id: int, person_id: int) -> dict[str, float]:
    """Serve a page, then the file, and tell how it went."""
    import django

    django.setup()
    from bench._members import SignedInSite
    from bench.territory import PLAIN
    from lokallag.membership.models import MemberFile
    from lokallag.membership.services import grant_full_file
    from lokallag.organisation.models import Approval, Unit
    from lokallag.organisation.services.approvals import LASTS
    from lokallag.people.models import Person

    person, unit, at = Person.objects.get(pk=person_id), Unit.objects.get(pk=unit_id), now()
    approval = Approval.objects.create(
        kind="membership.full_export",
        payload={"format": kind, "filters": ""},
        unit=unit,
        proposer=person,
        reason="Prøve",
        proposed_at=at,
        expires_at=at + LASTS,
    )
    grant_full_file(approval, person, at)
    file = MemberFile.objects.get(approval=approval)
    with override_settings(ROOT_URLCONF="bench._peer_urls", STORAGES=PLAIN, SECURE_SSL_REDIRECT=False):
        site = SignedInSite(person)
        site.answer(f"/medlemmer/{unit.slug}/")
        Path("/proc/self/clear_refs").write_text("5")  # the height of memory is counted from here
        begun = time.perf_counter()
        response = site.answer(f"/medlemmer/filer/{file.pk}/hent/", data={})
        assert isinstance(response, StreamingHttpResponse)
        moments: list[float] = []  # of the head of the file, and of the first rows
        size = lines = 0
        for piece in response:
            if len(moments) < 2:
                moments.append(time.perf_counter() - begun)
            size += len(piece)
            lines += piece.count(b"\r\n")
        whole = time.perf_counter() - begun
    return {
        "first_byte_ms": 1000 * moments[0],
        "first_rows_ms": 1000 * moments[1],
        "whole_ms": 1000 * whole,
        "mb": size / 1e6,
        "peak_mb": _peak_mb(),
        "lines": lines,
    }


def _peak_mb() -> float:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    print(json.dumps(_child(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
