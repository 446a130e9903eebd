"""The benchmark harness: fair rounds, goals in numbers, one JSON object."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import bench.__main__ as bench_command
from bench.harness import Missing, Result, at_least, at_most, interleaved, median, needed


def test_goals_are_met_at_the_limit_and_missed_beyond_it():
    assert [at_most("import_s", value, 10).ok for value in (9.99, 10, 10.01)] == [True, True, False]
    assert [at_least("votes_per_s", value, 10).ok for value in (9.99, 10, 10.01)] == [False, True, True]


def test_rounds_are_interleaved_in_turning_order_after_one_unmeasured_round():
    called: list[str] = []
    ticks = iter(range(1, 7))

    def measure(work):
        work()
        return float(next(ticks))

    works = {"ours": lambda: called.append("ours"), "peer": lambda: called.append("peer")}
    rounds = interleaved(works, rounds=3, measure=measure)

    assert called == ["ours", "peer", "ours", "peer", "peer", "ours", "ours", "peer"]
    assert rounds == [{"ours": 1.0, "peer": 2.0}, {"ours": 4.0, "peer": 3.0}, {"ours": 5.0, "peer": 6.0}]
    assert median(rounds, "ours") == 4.0


def test_result_is_one_json_object_of_the_agreed_shape():
    result = Result(sizes={"codes": 5122}, rounds=[{"import": 3.21}], goals=[at_most("import_s", 3.21449, 10)])

    assert json.loads(result.to_json("territory", quick=True)) == {
        "bench": "territory",
        "quick": True,
        "sizes": {"codes": 5122},
        "rounds": [{"import": 3.21}],
        "goals": [{"name": "import_s", "value": 3.214, "goal": 10, "ok": True}],
    }
    assert result.ok
    assert not Result(sizes={}, rounds=[], goals=[]).ok


def test_unknown_benchmark_is_an_error_in_json():
    done = subprocess.run(
        [sys.executable, "-m", "bench", "no_such", "--json"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert json.loads(done.stdout)["error"].startswith("there is no benchmark no_such")


def test_what_a_benchmark_needs_and_does_not_find_is_named():
    with pytest.raises(Missing, match=r"needs ../shared/no-such-file, and does not find it"):
        needed("../shared/no-such-file")

    assert needed("../no-such-file", "README.md").name == "README.md"


@pytest.mark.parametrize(("value", "status", "met"), [(9.0, 0, True), (11.0, 1, False)])
@pytest.mark.parametrize("quick", [True, False])
def test_the_exit_status_tells_whether_the_goals_are_met(monkeypatch, capsys, value, status, met, quick):
    result = Result(sizes={}, rounds=[], goals=[at_most("import_s", value, 10)])
    monkeypatch.setattr(bench_command, "run_one", lambda name, *, quick: result)
    monkeypatch.setattr(sys, "argv", ["bench", "territory", "--json", *(["--quick"] if quick else [])])

    assert bench_command.main() == status
    answer = json.loads(capsys.readouterr().out)
    assert (answer["quick"], answer["goals"][0]["ok"]) == (quick, met)


def test_the_goals_are_those_of_the_issue():
    source = (Path(bench_command.__file__).parent / "territory.py").read_text(encoding="utf-8")

    goals = [
        (name, float(limit))
        for name, limit in re.findall(r'^ +at_most\("(\w+)", .+, (\d+)\),$', source, flags=re.MULTILINE)
    ]
    assert goals == [("import_s", 10), ("find_queries", 4), ("find_ratio", 4), ("map_ms", 5)]
