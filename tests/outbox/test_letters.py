"""The demo's page of letters: it is there only where three conditions hold."""

from contextlib import nullcontext

import pytest

from tests.demo_mark import demo_mark
from tests.factories import NOON
from tests.outbox.test_post import post

HERE = {"HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1"}


@pytest.fixture
def demo(db, settings):
    settings.DEMO = True
    with demo_mark():
        yield


def test_the_demo_shows_what_was_sent_newest_first(client, demo):
    post(key="a", subject="Først", text="Se http://localhost:8000/min-side/", at=NOON)
    post(key="b", subject="<b>Sist</b>", to=[("1", "kari@example.org"), ("2", "ola@example.org")], at=NOON)

    answer = client.get("/utboks/", **HERE)

    page = answer.context["page"]
    assert answer.status_code == 200
    assert [(letter.subject, letter.address) for letter in page.letters] == [
        ("<b>Sist</b>", "ola@example.org"),
        ("<b>Sist</b>", "kari@example.org"),
        ("Først", "kari@example.org"),
    ]
    text = answer.content.decode()
    assert text.count("&lt;b&gt;Sist&lt;/b&gt;") == 4  # the heading of each, and the name of its frame
    assert text.count('<a href="http://localhost:8000/min-side/"') == 1


def test_an_empty_outbox_says_so(client, demo):
    answer = client.get("/utboks/", **HERE)

    assert (answer.status_code, answer.context["page"].letters) == (200, ())


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_for_letters_once(client, demo, django_assert_max_num_queries, count):
    for number in range(count):
        post(key=str(number))

    with django_assert_max_num_queries(4):  # the mark, the letters, and two of the frame
        client.get("/utboks/", **HERE)


@pytest.mark.parametrize(
    ("is_demo", "has_mark", "request_from", "status"),
    [
        (True, True, {}, 200),
        (True, True, {"HTTP_HOST": "127.0.0.1:8000"}, 200),
        (True, True, {"HTTP_HOST": "[::1]:8000", "REMOTE_ADDR": "::1"}, 200),
        (False, True, {}, 404),
        (True, False, {}, 404),
        (True, True, {"REMOTE_ADDR": "192.0.2.7"}, 404),
        (True, True, {"REMOTE_ADDR": ""}, 404),
        (True, True, {"HTTP_HOST": "lag.example.org"}, 404),
        (True, True, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
        (True, True, {"HTTP_X_FORWARDED_PROTO": "https"}, 404),
        (True, True, {"HTTP_FORWARDED": "for=127.0.0.1"}, 404),
    ],
)
def test_outside_a_demo_the_page_does_not_exist(client, db, settings, is_demo, has_mark, request_from, status):
    settings.DEMO = is_demo
    settings.ALLOWED_HOSTS = ["*"]

    with demo_mark() if has_mark else nullcontext():
        assert client.get("/utboks/", **{**HERE, **request_from}).status_code == status


def test_the_site_itself_cannot_set_the_mark(db):
    from django.db import ProgrammingError

    from lokallag.core.models import DemoMark

    with pytest.raises(ProgrammingError, match="permission denied"):
        DemoMark.objects.create(marked_at=NOON)
