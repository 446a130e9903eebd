"""Run one benchmark (``python -m bench NAME [--json] [--quick]``) or all, and hold each against its goals.

The exit status is 1 where a goal is missed, or where a benchmark could not be run.
"""

import argparse
import contextlib
import importlib
import json
import pkgutil
import subprocess
import sys
from typing import Any

import bench
from bench.harness import Missing, Result, private_database

LONGEST = 15 * 60  # seconds for one benchmark


def names() -> list[str]:
    """Return the names of all benchmarks, in alphabetical order."""
    found = {module.name for module in pkgutil.iter_modules(bench.__path__)}
    return sorted(name for name in found - {"__main__", "harness"} if not name.startswith("_"))


def run_one(name: str, *, quick: bool) -> Result:
    """Run one benchmark on a private database of its own; what it prints goes to standard error."""
    with contextlib.redirect_stdout(sys.stderr), private_database():
        result: Result = importlib.import_module(f"bench.{name}").run(quick)
        return result


def main() -> int:
    """Read the command line, run, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", nargs="?", metavar="NAME", help=f"one of: {', '.join(names())}; all, if none is given")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--quick", action="store_true", help="do a tenth of the work")
    chosen = parser.parse_args()
    if chosen.name is None:
        return _run_all(quick=chosen.quick, as_json=chosen.json)
    if chosen.name not in names():
        return _failed(chosen, f"there is no benchmark {chosen.name}; there are: {', '.join(names())}")
    try:
        result = run_one(chosen.name, quick=chosen.quick)
    except Missing as error:
        return _failed(chosen, str(error))
    answer = result.to_json(chosen.name, quick=chosen.quick)
    print(answer if chosen.json else _table([json.loads(answer)]))
    return 0 if result.ok else 1


def _failed(chosen: argparse.Namespace, words: str) -> int:
    if chosen.json:
        print(json.dumps({"bench": chosen.name, "quick": chosen.quick, "error": words}, ensure_ascii=False))
    else:
        print(f"{chosen.name}: {words}", file=sys.stderr)
    return 1


def _run_all(*, quick: bool, as_json: bool) -> int:
    """Run every benchmark in a process of its own, so that none warms another's memory."""
    answers = []
    for name in names():
        command = [sys.executable, "-m", "bench", name, "--json", *(["--quick"] if quick else [])]
        try:
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, timeout=LONGEST)
            answers.append(json.loads(done.stdout))
        except subprocess.TimeoutExpired:
            answers.append({"bench": name, "quick": quick, "error": f"took more than {LONGEST} s"})
        except ValueError:
            answers.append({"bench": name, "quick": quick, "error": f"ended with status {done.returncode}"})
    met = all("goals" in answer and all(goal["ok"] for goal in answer["goals"]) for answer in answers)
    print(json.dumps({"benches": answers}, ensure_ascii=False) if as_json else _table(answers))
    return 0 if answers and met else 1


def _table(answers: list[dict[str, Any]]) -> str:
    lines = [f"{'bench':<14} {'goal name':<22} {'value':>12} {'goal':>12}  met"]
    for answer in answers:
        label = answer["bench"] + (" (quick)" if answer["quick"] else "")
        if "error" in answer:
            lines.append(f"{label:<14} {answer['error']}")
        for goal in answer.get("goals", ()):
            met = "yes" if goal["ok"] else "NO"
            lines.append(f"{label:<14} {goal['name']:<22} {goal['value']:>12} {goal['goal']:>12}  {met}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
