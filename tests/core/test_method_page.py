"""An address that takes no link, or no form, says so on a page."""

import pytest

from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/min-side/innlogging/avslutt/"),
        ("get", "/logg-ut/"),
        ("get", "/sprak/"),
        ("post", "/min-side/meld-ut/"),
    ],
)
def test_a_wrong_method_is_answered_in_words_with_what_is_allowed(client, method, path):
    client.force_login(PersonFactory())

    answer = getattr(client, method)(path)

    assert answer.status_code == 405
    assert answer.headers["Allow"]
    assert "Siden åpnes ikke slik" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_it_is_said_in_the_readers_language(client):
    client.post("/sprak/", {"language": "nn"})

    assert "Sida blir ikkje opna slik" in client.get("/logg-ut/").content.decode()
