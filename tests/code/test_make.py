"""What the Makefile promises: its commands, what they run in which order, and that the check holds every gate."""

import re
import subprocess

import pytest

from tests.code.tree import ROOT, text_of

MAKEFILE = text_of(ROOT / "Makefile")
GATES = ["ruff check", "ruff format --check", "mypy lokallag", "lint-imports", "djlint", "core.i18n check"]
GATES += ["core.docs check", "makemigrations --check", "check --deploy --fail-level WARNING", "make test"]


def recipe_of(*words: str) -> list[str]:
    """Return the commands that ``make`` would run, without running them; set-up is taken as done."""
    done = ["-o", "setup", "-o", "chromium"]
    said = subprocess.run(["make", "-n", *done, *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [line for line in said.splitlines() if "lokallag" in line or "pytest" in line or "-m bench" in line]


def test_each_command_has_a_line_of_its_own():
    targets = re.findall(r"^([a-z]+):(?!=).*##", MAKEFILE, flags=re.MULTILINE)

    assert {"setup", "demo", "test", "check", "fmt", "docs", "bench"} <= set(targets)
    assert len(set(targets)) == len(targets)


def test_setup_brings_the_tools_of_development():
    tools = {"pytest", "ruff", "mypy", "import-linter", "djlint", "playwright"}
    locked = set(re.findall(r"^([\w-]+)==", text_of(ROOT / "requirements-dev.lock"), flags=re.MULTILINE))

    assert locked >= tools
    assert "pip install -qq --require-hashes -r requirements-dev.lock" in MAKEFILE
    assert re.search(r"^setup: \.venv/\.installed\b", MAKEFILE, flags=re.MULTILINE)


def test_the_demo_is_made_named_and_served_in_the_foreground():
    removed, migrated, made, named, served = recipe_of("demo", "PORT=8123", "RESET=1")

    assert 'if [ "1" = 1 ]' in removed
    assert "database remove --yes" in removed
    assert [migrated.split("lokallag ")[1], made.split("lokallag ")[1]] == ["migrate --verbosity 0", "demo"]
    assert named.endswith("lokallag demo --who")
    assert served.startswith("exec ")
    assert served.endswith("serve --port 8123")
    assert 'if [ "" = 1 ]' in recipe_of("demo")[0]  # without RESET the data stay


def test_tests_run_in_parallel_and_the_browser_is_fetched_first():
    [tests] = recipe_of("test")

    assert " -n 2 " in tests
    assert " -rs" in tests  # what was skipped is said
    assert re.search(r"^test: setup chromium\b", MAKEFILE, flags=re.MULTILINE)


@pytest.mark.parametrize("gate", GATES)
def test_the_check_holds_every_gate(gate):
    check = MAKEFILE.partition("\ncheck:")[2].partition("\n# ---")[0].replace("$(MAKE)", "make")

    assert gate in check.replace("$(LINES) ", "")


def test_ci_runs_the_check_and_no_whole_benchmark():
    run = text_of(ROOT / ".ci" / "run")

    assert "exec make check" in run
    assert "bench" not in run + MAKEFILE.partition("\ncheck:")[2].partition("\n# ---")[0]
