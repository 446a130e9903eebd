"""The benchmark harness: fair rounds, goals in numbers, one JSON object."""

import json
import subprocess
import sys

from bench.harness import Result, at_least, at_most, interleaved, median


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
