"""``lokallag serve``: what it starts it stops, and what it must not serve it refuses."""

import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import psutil
import pytest
from django.core import checks

from lokallag import server
from lokallag.core import database
from lokallag.core.database.roles import faults, make_database
from tests.core.private import Installation, soon

pytestmark = pytest.mark.xdist_group("serve")  # one worker, so that the tables are made once
TASK = "builtin:procrastinate.builtin_tasks.remove_old_jobs"


@pytest.fixture(scope="module")
def migrated(module_installation: Installation, django_db_setup: None) -> Installation:
    """Give the module's installation with all tables made."""
    module_installation.have_tables()
    return module_installation


@pytest.fixture
def site(migrated: Installation) -> Iterator[Installation]:
    """Give the migrated installation, with nothing running before and after."""
    yield migrated
    migrated.end_processes()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _serve(installation: Installation) -> tuple["subprocess.Popen[str]", int, list[psutil.Process]]:
    """Serve. Returns the process, its port, and all processes below it."""
    port = _free_port()
    command = ["-m", "lokallag", "serve", "--port", str(port), "--workers", "1"]
    process = installation.start(*command, wait_for="Lokallag svarer på")
    assert soon(lambda: any("work" in child.cmdline() for child in psutil.Process(process.pid).children()))
    return process, port, psutil.Process(process.pid).children(recursive=True)


def _all_gone(processes: list[psutil.Process], installation: Installation) -> bool:
    return not any(child.is_running() for child in processes) and installation.postmasters() == []


def _status(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=20) as answer:
            status: int = answer.status
            return status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def _job_states(installation: Installation) -> list[str]:
    question = "SELECT status::text FROM procrastinate_jobs WHERE task_name = %s"
    with database.connect(database.Role.APP, installation.environ) as connected:
        return [row[0] for row in connected.execute(question, [TASK]).fetchall()]


def test_site_answers_and_jobs_are_done_until_sigterm(site: Installation):
    process, port, children = _serve(site)
    with database.connect(database.Role.APP, site.environ) as connected:
        connected.execute(
            "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('builtin', %s, 0, NULL, NULL, '{\"max_hours\": 1}', NULL)"
            "::procrastinate_job_to_defer_v1])",
            [TASK],
        )

    assert _status(port, "/") == 200
    assert _status(port, "/finnes-ikke/") == 404
    assert soon(lambda: _job_states(site) == ["succeeded"])

    process.terminate()

    assert process.wait(30) == 0
    assert soon(lambda: _all_gone(children, site))


def _add_change(installation: Installation) -> float:
    """Write a row into the log, as the app. Returns when it was committed."""
    with database.connect(database.Role.APP, installation.environ) as connected:
        connected.execute(
            "INSERT INTO core_change (act, target_kind, target_id, at, details) VALUES ('x.y', '', '', now(), '{}')"
        )
    return time.monotonic()


def _is_sealed(installation: Installation) -> bool:
    with database.connect(database.Role.APP, installation.environ) as connected:
        found = connected.execute(
            "SELECT (SELECT count(*) FROM core_change) = (SELECT count(*) FROM core_chainlink)"
        ).fetchone()
    return found == (True,)


def _sealer(process: "subprocess.Popen[str]") -> list[psutil.Process]:
    return [child for child in psutil.Process(process.pid).children() if "seal_audit" in child.cmdline()]


def test_a_change_is_sealed_within_ten_seconds_also_after_the_sealer_was_killed(site: Installation):
    process, _port, _children = _serve(site)

    for _time in range(2):
        committed = _add_change(site)
        assert soon(lambda: _is_sealed(site), within=10)
        assert time.monotonic() - committed < 10
    [sealer] = _sealer(process)
    sealer.kill()
    _add_change(site)

    assert soon(lambda: _is_sealed(site), within=30)
    assert [again.pid for again in _sealer(process)] != [sealer.pid]


def test_sigint_stops_everything(site: Installation):
    process, _port, children = _serve(site)

    process.send_signal(signal.SIGINT)

    assert process.wait(30) == 0
    assert soon(lambda: _all_gone(children, site))


def test_killed_server_leaves_no_process_behind(site: Installation):
    process, _port, children = _serve(site)

    process.kill()

    assert soon(lambda: _all_gone(children, site))


def test_a_site_that_stops_by_itself_stops_all_and_says_so(site: Installation):
    process, _port, children = _serve(site)
    [web] = [child for child in psutil.Process(process.pid).children() if "granian" in child.cmdline()]

    web.kill()

    assert process.wait(30) == 1
    assert soon(lambda: _all_gone(children, site))


@pytest.mark.parametrize("role", ["owner", "superuser"])
def test_serve_refuses_to_come_as(site: Installation, role):
    done = site.run("serve", "--port", _free_port(), LOKALLAG_DATABASE_ROLE=role)

    assert done.returncode == 1
    assert "La DATABASE_URL peke på rollen lokallag_app." in done.stderr


def test_serve_refuses_tables_that_are_not_made(site: Installation):
    site.hold()
    with database.connect(database.Role.SUPERUSER, site.environ, dbname="postgres") as superuser:
        make_database(superuser, "empty")

    done = site.run("serve", "--port", _free_port(), LOKALLAG_DATABASE_NAME="empty")

    assert done.returncode == 1
    assert "Kjør lokallag migrate først." in done.stderr


@pytest.mark.django_db
@pytest.mark.parametrize("tag", [checks.Tags.models, checks.Tags.security, checks.Tags.database])
def test_serve_runs_all_checks_and_a_failed_one_is_a_reason_not_to_serve(monkeypatch, settings, capsys, tag):
    settings.HTTPS = True
    monkeypatch.setattr(checks.registry.registry, "registered_checks", set())
    monkeypatch.setattr(checks.registry.registry, "deployment_checks", set())
    answers = [checks.Warning("Litt rart.", id="prove.W1")]
    checks.register(lambda **_asked: answers, tag, deploy=tag == checks.Tags.security)

    server._check_system()
    assert "Advarsel: ?: (prove.W1) Litt rart." in capsys.readouterr().err

    answers.append(checks.Error("Helt galt.", id="prove.E1"))
    with pytest.raises(server.Refused, match="Helt galt"):
        server._check_system()


def test_serve_refuses_a_port_that_is_taken(site: Installation):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = site.run("serve", "--port", taken.getsockname()[1])

    assert done.returncode == 1
    assert "Velg en annen port" in done.stderr


def _faults(installation: Installation, role: database.Role = database.Role.APP) -> list[str]:
    with database.connect(role, installation.environ) as connected:
        return faults(connected.cursor())


def test_app_on_a_safe_database_has_no_fault(site: Installation):
    site.hold()

    assert _faults(site) == []
    assert _faults(site, database.Role.OWNER) != []


@pytest.mark.parametrize(
    ("spoil", "mend", "words"),
    [
        ("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM RESET fsync", "fsync"),
        ("ALTER SYSTEM SET full_page_writes = off", "ALTER SYSTEM RESET full_page_writes", "full_page_writes"),
        ("GRANT lokallag_owner TO lokallag_app", "REVOKE lokallag_owner FROM lokallag_app", "medlem av lokallag_owner"),
        ("GRANT pg_write_all_data TO lokallag_app", "REVOKE pg_write_all_data FROM lokallag_app", "pg_write_all_data"),
        ("ALTER ROLE lokallag_app CREATEROLE", "ALTER ROLE lokallag_app NOCREATEROLE", "kan lage roller"),
        ("ALTER ROLE lokallag_app BYPASSRLS", "ALTER ROLE lokallag_app NOBYPASSRLS", "kan lage roller"),
        (
            "ALTER TABLE core_sentform OWNER TO lokallag_app",
            "ALTER TABLE core_sentform OWNER TO lokallag_owner",
            "eier",
        ),
        (
            "GRANT TRUNCATE ON core_sentform TO lokallag_app",
            "REVOKE TRUNCATE ON core_sentform FROM lokallag_app",
            "tøm",
        ),
        ("GRANT UPDATE ON core_change TO lokallag_app", "REVOKE UPDATE ON core_change FROM lokallag_app", "endre"),
    ],
)
def test_each_weakness_of_the_database_is_a_fault(site: Installation, spoil, mend, words):
    site.hold()
    with database.connect(database.Role.SUPERUSER, site.environ) as superuser:

        def run(statement: str) -> None:
            superuser.execute(statement)  # type: ignore[call-overload]
            superuser.execute("SELECT pg_reload_conf()")

        try:
            run(spoil)
            assert soon(lambda: any(words in fault for fault in _faults(site)), within=5)
        finally:
            run(mend)
        assert soon(lambda: _faults(site) == [], within=5)


def test_serve_says_as_json_where_it_answers(site: Installation):
    port = _free_port()
    process = site.start("-m", "lokallag", "serve", "--port", str(port), "--json", wait_for="")
    process.terminate()
    rest, _ = process.communicate(timeout=30)

    assert rest == ""
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("demo", "host", "open_door"), [("1", "127.0.0.1", True), ("0", "127.0.0.1", False), ("1", "0.0.0.0", False)]
)
def test_a_demos_buttons_are_there_only_in_a_demo_that_only_this_machine_reaches(
    site: Installation, demo, host, open_door
):
    site.hold()
    with database.connect(database.Role.OWNER, site.environ) as owner:
        owner.execute("DELETE FROM core_demomark")
        owner.execute("INSERT INTO core_demomark (marked_at) VALUES (now())")
    port = _free_port()
    command = ["-m", "lokallag", "serve", "--port", str(port), "--host", host, "--workers", "1"]
    site.start(*command, wait_for="Lokallag svarer på", LOKALLAG_DEMO=demo)

    with urllib.request.urlopen(f"http://127.0.0.1:{port}/logg-inn/", timeout=20) as answer:
        text = answer.read().decode()

    assert ("Prøv demonstrasjonen" in text) == open_door
