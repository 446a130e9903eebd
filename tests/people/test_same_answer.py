"""Being a member is itself the secret: nothing that a request does or says depends on whose address it is."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lokallag.people.domain.signin import MOST_TRIES, PER_ADDRESS
from lokallag.people.models import SignInRequest
from lokallag.people.services import code_of
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

MEMBER = "kari@example.org"
COUPLE = "felles@example.org"
STRANGER = "ukjent@example.org"
ADDRESSES = [MEMBER, COUPLE, STRANGER]

# What is chance in an answer: each token becomes a word of its own, so that a missing or longer one would show.
CHANCE = [
    (re.compile(r"\b[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\b"), "<uuid>"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "<hash>"),
    (re.compile(r"<uuid>\.[\w-]{43}(?![\w-])"), "<ticket>"),
    (re.compile(r'(name="(?:csrfmiddlewaretoken|engangsnokkel)" value=")[\w-]+'), r"\1<token>"),
    (re.compile(r"\bcsrf=\w+"), "csrf=<token>"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(\+00:00)?"), "<time>"),
    (re.compile(r"expires=[^;]+"), "expires=<time>"),
    (re.compile(r"kl\.\s\d\d\.\d\d"), "<clock>"),
    (re.compile(r'"s\d+_x\d+"'), "<savepoint>"),
    (re.compile(r"\b\d+\b"), "<number>"),
]


def without_chance(text, address):
    """Return the text with what differs by chance, and the address itself, replaced."""
    text = text.replace(address, "<address>")
    for pattern, word in CHANCE:
        text = pattern.sub(word, text)
    return text


def walk(address, *, wishes=1, tries=0):
    """Return all that can be seen of a way through the pages with this address, and the SQL under it."""
    browser = Client()
    seen = []

    def see(answer):
        parts = [str(answer.status_code), *(f"{name}: {value}" for name, value in sorted(answer.headers.items()))]
        parts += [str(cookie) for _name, cookie in sorted(answer.cookies.items())]
        seen.append([without_chance(part, address) for part in [*parts, answer.content.decode()]])

    with CaptureQueriesContext(
        connection,
    ) as queries:
        see(browser.get("/logg-inn/"))
        for _ in range(wishes):
            see(browser.post("/logg-inn/", {"email": address}))
        see(browser.get("/logg-inn/kode/"))
        for _ in range(tries):
            right = code_of(SignInRequest.objects.filter(address=address).latest("asked_at").pk)
            see(browser.post("/logg-inn/kode/", {"kode": "00000000" if right != "00000000" else "11111111"}))
        see(browser.get("/logg-inn/kode/"))
    return seen, [without_chance(query["sql"], address) for query in queries.captured_queries]


@pytest.fixture(autouse=True)
def register():
    PersonFactory(email=MEMBER, language="nn")
    PersonFactory(email=COUPLE)
    PersonFactory(email=COUPLE)


@pytest.mark.parametrize("way", [{}, {"tries": 1}, {"tries": MOST_TRIES + 1}, {"wishes": PER_ADDRESS + 1}], ids=str)
def test_a_member_a_couple_and_a_stranger_see_the_same(way):
    (first, first_sql), *others = [walk(address, **way) for address in ADDRESSES]

    for seen, sql in others:
        assert seen == first
        assert sql == first_sql
    assert len(first_sql) >= 4


def test_the_comparison_would_notice():
    assert without_chance(f"Hei {MEMBER}, kl. 12.30 {'a' * 64}", MEMBER) == "Hei <address>, <clock> <hash>"
    assert without_chance("Hei Kari", MEMBER) != without_chance("Hei Ola", STRANGER)


def test_the_register_of_persons_is_not_asked_before_the_code_is_right():
    for address in ADDRESSES:
        _seen, sql = walk(address, tries=2)

        assert [query for query in sql if "people_person" in query] == []


def test_a_right_code_for_an_address_that_nobody_has_is_answered_as_a_wrong_one():
    browser = Client()
    browser.post("/logg-inn/", {"email": STRANGER})
    code = code_of(SignInRequest.objects.get().pk)

    answer = browser.post("/logg-inn/kode/", {"kode": code})

    assert (answer.status_code, SignInRequest.objects.get().attempts) == (422, 1)
    assert answer.context["page"].form.errors["kode"] == [
        "Koden stemmer ikke. Bruk den nyeste e-posten du har fått, og sjekk sifrene. Forsøk igjen: 4."
    ]
