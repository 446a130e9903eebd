"""The real thing, by processes: an empty database that is served, its code, and the command beside it."""

import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.private import Installation
from tests.start.stage import yesterday


@pytest.fixture
def migrated(tmp_path: Path, django_db_setup: None) -> Iterator[Installation]:
    """Give an installation of its own with all tables, and nobody in them."""
    installed = Installation(tmp_path / "var")
    installed.have_tables()
    yield installed
    installed.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _status(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_the_server_tells_the_code_and_the_command_closes_the_page(migrated: Installation) -> None:
    port = _free_port()
    words = ["--organisation", "Bærum Arbeiderparti", "--municipality", "3201", "--leader", "Amina Farah"]
    words += ["--leader-email", "amina@example.org", "--secretary", "Sindre Vik", "--minutes", "Protokollen, sak 9"]
    words += ["--secretary-email", "sindre@example.org", "--meeting", "Årsmøtet", "--date", yesterday().isoformat()]
    serve = migrated.start("-m", "lokallag", "serve", "--port", str(port), wait_for="Lokallag svarer på")
    assert serve.stdout is not None

    told = serve.stdout.readline()
    code = migrated.asked("start", "--code")["code"]
    missing = migrated.asked("start")
    before = _status(port, "/start/")
    founded = migrated.asked("start", *words)
    again = migrated.asked("start")

    assert told == f"Organisasjonen er ikke satt opp. Gå til http://localhost:{port}/start/, oppsettskode {code}\n"
    assert missing["error"].startswith("Dette mangler: --organisation, --municipality, --leader")
    assert [term["name"] for term in founded["seated"]] == ["Amina Farah", "Sindre Vik"]
    assert again["organisation"] == "Bærum Arbeiderparti"
    assert (before, _status(port, "/start/")) == (200, 404)
