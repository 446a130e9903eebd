"""The private PostgreSQL: shared, stopped however its users end, and at home in any folder."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psutil
import pytest

from lokallag.core import database
from tests.core.private import Installation, soon

pytestmark = pytest.mark.xdist_group("private server")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="bare root kan skifte konto")


def test_server_is_shared_and_stops_with_its_last_user(shared: Installation):
    first = shared.hold()
    second = shared.hold()
    assert len(shared.postmasters()) == 1

    first.communicate("")
    assert len(shared.postmasters()) == 1
    second.communicate("")

    assert soon(lambda: shared.postmasters() == [])


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL])
def test_killed_user_leaves_no_postmaster(shared: Installation, sent):
    user = shared.hold()
    assert len(shared.postmasters()) == 1

    user.send_signal(sent)

    assert soon(lambda: shared.postmasters() == [])


def test_killed_keeper_leaves_no_postmaster_and_the_next_start_finds_all(shared: Installation):
    user = shared.hold()
    [postmaster] = shared.postmasters()

    psutil.Process(postmaster).parent().kill()

    assert soon(lambda: shared.postmasters() == [])
    user.communicate("")
    assert shared.asked("database", "start")["running"]


def test_killed_postmaster_is_started_again(shared: Installation):
    shared.hold()
    [before] = shared.postmasters()

    os.kill(before, signal.SIGKILL)
    assert soon(lambda: shared.postmasters() == [])
    shared.hold()

    assert len(shared.postmasters()) == 1
    assert shared.postmasters() != [before]


def test_many_first_users_at_once_start_one_server(installation: Installation):
    code = "import os; from lokallag.core import database; database.ensure_started(os.environ); input()"
    users = [
        subprocess.Popen([sys.executable, "-c", code], env=installation.environ, stdin=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    installation.started += users
    installation.hold()

    assert len(installation.postmasters()) == 1
    for user in users:
        user.communicate("\n")
    assert [user.returncode for user in users] == [0, 0, 0, 0]


def test_started_server_stays_until_it_is_stopped(shared: Installation):
    assert shared.asked("database", "stop") == {"running": False, "stopped": False}
    assert shared.asked("database", "start")["running"]
    assert shared.asked("database", "start")["running"]
    shared.hold().communicate("")
    assert len(shared.postmasters()) == 1

    assert shared.asked("database", "stop") == {"running": False, "stopped": True}
    assert shared.postmasters() == []
    assert shared.asked("database", "stop") == {"running": False, "stopped": False}


def test_two_installations_run_side_by_side(shared: Installation, tmp_path: Path):
    other = Installation(tmp_path / "other")
    try:
        shared.hold()
        other.hold()
        assert len(shared.postmasters()) == len(other.postmasters()) == 1
        assert other.asked("database", "stop")["stopped"]
        assert len(shared.postmasters()) == 1
    finally:
        other.close()


def test_the_two_roles_own_and_serve(shared: Installation):
    shared.hold()
    environ = shared.environ
    with database.connect(database.Role.OWNER, environ) as owner:
        owner.execute("CREATE TABLE thing (id int)")
    with database.connect(database.Role.SUPERUSER, environ) as superuser:
        owners = superuser.execute(
            "SELECT datname, pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'lokallag'"
        ).fetchall()
        strong = superuser.execute(
            "SELECT rolname::text FROM pg_roles WHERE rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls"
        ).fetchall()

    assert owners == [("lokallag", "lokallag_owner")]
    assert strong == [("postgres",)]


def test_a_role_that_became_too_strong_is_weakened_at_the_next_start(shared: Installation):
    shared.hold()
    with database.connect(database.Role.SUPERUSER, shared.environ) as superuser:
        superuser.execute("ALTER ROLE lokallag_app SUPERUSER")
        shared.hold()
        strong = superuser.execute("SELECT rolsuper FROM pg_roles WHERE rolname = 'lokallag_app'").fetchone()

    assert strong == (False,)


def test_the_server_listens_on_no_network_and_only_its_owner_reaches_it(shared: Installation):
    shared.hold()
    [postmaster] = shared.postmasters()

    listening = [found for found in psutil.Process(postmaster).net_connections("inet") if found.status == "LISTEN"]
    sockets = Path(database.parameters(database.Role.APP, shared.environ)["host"])

    assert listening == []
    assert sockets.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["ei mappe, med komma og æøå", "langt-" * 18])
def test_any_name_of_folder_will_do(tmp_path: Path, name):
    installed = Installation(tmp_path / name)
    try:
        installed.hold()
        assert len(installed.postmasters()) == 1
    finally:
        installed.close()


def test_folder_may_hold_other_files_and_they_stay(installation: Installation):
    installation.var.mkdir()
    (installation.var / "notes.txt").write_text("mine")

    installation.hold()
    installation.asked("database", "remove", "--yes")

    assert [path.name for path in installation.var.iterdir()] == ["notes.txt"]


@as_root
def test_folder_that_only_root_enters_stays_closed(installation: Installation, tmp_path: Path):
    tmp_path.chmod(0o700)

    installation.hold()

    assert len(installation.postmasters()) == 1
    assert tmp_path.stat().st_mode & 0o777 == 0o700
    assert not installation.data.is_relative_to(tmp_path)
    outside = installation.data.parent
    installation.close()
    assert not outside.exists()


@as_root
def test_data_lie_in_the_folder_where_everyone_may_enter_it():
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        installed = Installation(Path(name) / "var")
        installed.hold()
        try:
            assert installed.data == Path(name) / "var" / "postgres" / "data"
            assert installed.data.stat().st_mode & 0o777 == 0o700
        finally:
            installed.close()


@as_root
def test_ordinary_account_runs_its_own():
    account = {"user": 65534, "group": 65534, "extra_groups": []}
    with tempfile.TemporaryDirectory() as name:
        os.chown(name, 65534, 65534)
        environ = {**Installation(Path(name) / "var").environ, "HOME": name, "PYTHONPATH": os.pathsep.join(sys.path)}
        python = _python_of(account, environ)

        def run(*words: str) -> str:
            command = [python, "-m", "lokallag", "database", *words]
            return subprocess.run(command, env=environ, capture_output=True, text=True, check=False, **account).stdout

        answers = run("start", "--json"), run("stop", "--json")

        assert [json.loads(answer)["running"] for answer in answers] == [True, False]
        assert (Path(name) / "var/postgres/data").stat().st_uid == 65534


def _python_of(account: dict[str, Any], environ: dict[str, str]) -> str:
    """Return a Python that an ordinary account can run with our packages; ours may lie where only root gets in."""
    for python in (sys.executable, "/usr/bin/python3"):
        with contextlib.suppress(OSError):
            command = [python, "-c", "import lokallag.cli, psycopg"]
            if subprocess.run(command, env=environ, capture_output=True, check=False, **account).returncode == 0:
                return python
    pytest.skip("en vanlig konto kan ikke kjøre Python med pakkene våre")


def test_moved_folder_takes_its_data_along(installation: Installation, tmp_path: Path):
    installation.hold()
    with database.connect(database.Role.OWNER, installation.environ) as owner:
        owner.execute("CREATE TABLE thing (id int)")
    installation.asked("database", "stop")
    installation.var.rename(tmp_path / "moved")
    moved = Installation(tmp_path / "moved")
    try:
        moved.hold()
        with database.connect(database.Role.OWNER, moved.environ) as owner:
            assert owner.execute("SELECT count(*) FROM thing").fetchone() == (0,)
    finally:
        moved.close()


@as_root
def test_copied_folder_never_shares_data_with_the_first(installation: Installation, tmp_path: Path):
    installation.asked("database", "start")
    shutil.copytree(installation.var, tmp_path / "copy", ignore=shutil.ignore_patterns("start.lock", "keeper"))

    answer = Installation(tmp_path / "copy").asked("database", "start")

    assert f"hører til {installation.var}" in answer["error"]
    assert len(installation.postmasters()) == 1


def test_var_that_is_a_file_says_so(installation: Installation):
    installation.var.write_text("mine")

    answer = installation.asked("database", "start")

    assert "Velg en annen LOKALLAG_VAR" in answer["error"]
    assert installation.var.read_text() == "mine"


def test_strange_files_where_the_data_should_lie_are_left_alone():
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        photo = Path(name) / "var/postgres/data/holiday.jpg"
        photo.parent.mkdir(parents=True)
        photo.write_text("mine")

        answer = Installation(Path(name) / "var").asked("database", "start")

        assert "holder andre filer" in answer["error"]
        assert photo.read_text() == "mine"


def test_interrupted_first_start_is_begun_again(installation: Installation):
    installation.hold()
    installation.asked("database", "stop")
    installation.data.rename(installation.data.with_name("data.new"))

    installation.hold()

    assert len(installation.postmasters()) == 1
    assert not installation.data.with_name("data.new").exists()


@as_root
def test_data_outside_that_are_gone_are_missed_and_not_replaced_in_silence(installation: Installation):
    installation.hold()
    installation.asked("database", "stop")
    outside = installation.data.parent
    shutil.rmtree(outside)

    assert f"Dataene lå i {outside}" in installation.asked("database", "start")["error"]
    assert installation.asked("database", "remove", "--yes") == {"removed": True}
    assert installation.asked("database", "start")["running"]
