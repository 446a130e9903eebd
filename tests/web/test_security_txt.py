"""Whoever finds a weakness is told whom to write to, in a page and in the file that programs look for (RFC 9116)."""

from datetime import UTC, datetime

import pytest
import time_machine

from lokallag.web.queries import security_txt
from tests.cast import cast

pytestmark = pytest.mark.django_db


def _fields(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        name, value = line.split(": ", 1)
        found.setdefault(name, []).append(value)
    return found


def test_the_file_has_the_fields_of_the_standard(client, settings):
    settings.SITE_URL, settings.SECURITY_CONTACT = "https://lag.example.org", "sikkerhet@example.org"

    with time_machine.travel("2027-03-01T12:00:00Z", tick=False):
        response = client.get("/.well-known/security.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert _fields(response.content.decode()) == {
        "Contact": ["mailto:sikkerhet@example.org"],
        "Expires": ["2027-08-28T00:00:00Z"],
        "Preferred-Languages": ["nb, nn, en"],
        "Canonical": ["https://lag.example.org/.well-known/security.txt"],
        "Policy": ["https://lag.example.org/sikkerhet/", "https://lag.example.org/sikkerhet/?sprak=en"],
    }


@pytest.mark.parametrize(
    ("setting", "public", "contact"),
    [
        ("mailto:a@example.org", "b@example.org", "mailto:a@example.org"),
        ("https://example.org/meld", "b@example.org", "https://example.org/meld"),
        ("", "b@example.org", "mailto:b@example.org"),
        ("", "", "http://localhost:8000/sikkerhet/"),
    ],
)
def test_whom_to_write_to(settings, setting, public, contact):
    settings.SECURITY_CONTACT, settings.SITE_URL = setting, "http://localhost:8000"
    people = cast()
    people.party.public_email = public
    people.party.save(update_fields=["public_email"])

    assert _fields(security_txt(datetime(2027, 3, 1, tzinfo=UTC)))["Contact"] == [contact]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nb", ("Har du funnet en svakhet?", "anmelder deg ikke", "Du får svar innen tre dager")),
        ("en", ("Have you found a weakness?", "will not report you", "You get an answer within three days")),
    ],
)
def test_the_policy_promises_a_safe_harbour_in_norwegian_and_english(client, language, words):
    cast()

    response = client.get("/sikkerhet/", {"sprak": language})

    text = response.content.decode()
    assert response["Content-Language"] == language
    assert f'<html lang="{language}"' in text

    assert [word for word in words if word not in text] == []
