"""Files brought in from an address."""

import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.management import call_command

from lokallag.core.errors import RuleViolation
from lokallag.territory.fetch import fetch
from lokallag.territory.models import PostalArea, PostalCode
from tests.territory.world import SHEET, register, squares

FILES = {"/register.csv": register(), "/omrader.json": squares("1344"), "/lag.csv": SHEET.encode("latin-1")}


class Files(BaseHTTPRequestHandler):
    """Serves the files of this module, and sends ``/videre`` on to a place that is no web address."""

    def do_GET(self) -> None:
        found = FILES.get(self.path)
        self.send_response(302 if self.path == "/videre" else 200 if found else 404)
        self.send_header("Location", "ftp://example.org/fil")
        self.end_headers()
        self.wfile.write(found or b"")

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Files) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.django_db
def test_each_command_takes_an_address(address):
    def run(*words: str) -> dict:
        out = io.StringIO()
        call_command(*words, "--json", stdout=out)
        return json.loads(out.getvalue())

    assert run("import_postal_register", f"{address}/register.csv")["changed"] == 12
    assert run("import_areas", f"{address}/omrader.json")["areas"] == 1
    divided = run("import_branches", f"{address}/lag.csv", "--municipality", "3201", "--dry-run")
    assert (divided["changed"], divided["saved"]) == (8, False)
    assert (PostalCode.objects.count(), PostalArea.objects.count()) == (12, 1)


@pytest.mark.parametrize(
    ("path", "limit", "says"),
    [("/borte", 99, "svarer med 404"), ("/register.csv", 9, "større enn"), ("/videre", 99, "sender oss videre")],
)
def test_an_address_that_will_not_do_is_told_in_words(address, path, limit, says):
    with pytest.raises(RuleViolation, match=says):
        fetch(f"{address}{path}", limit=limit)
