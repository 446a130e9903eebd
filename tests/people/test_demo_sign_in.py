"""The demo's buttons: one press, the ordinary way in, and only in a demo."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
import time_machine

from lokallag.core.models import Change
from lokallag.people import services
from lokallag.people.models import AppSecret, DemoPerson, DemoRole, SignInRequest
from tests.demo_mark import demo_mark
from tests.factories import NOON, PersonFactory

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HERE = {"HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1"}


@pytest.fixture
def demo(db, settings):
    settings.DEMO = True
    people = {
        role: services.mark_demo_person(role=role, person=PersonFactory(given_name=str(role.label))).person
        for role in DemoRole
    }
    with demo_mark():
        yield people


def press(client, role, **fields):
    return client.post("/logg-inn/demo/", {"role": role, **fields}, **HERE)


@pytest.mark.parametrize("role", list(DemoRole))
def test_one_press_goes_the_ordinary_way(client, demo, role):
    answer = press(client, role, next="/avdelinger/")

    row = SignInRequest.objects.get()
    assert (answer.status_code, answer.url) == (302, "/avdelinger/")
    assert client.session["_auth_user_id"] == str(demo[role].pk)
    assert (row.address, row.used_at is not None, row.attempts) == (demo[role].email, True, 0)


def test_one_who_shares_an_address_comes_in_as_themselves(client, demo):
    PersonFactory(email=demo[DemoRole.MEMBER].email)

    press(client, "member")

    assert client.session["_auth_user_id"] == str(demo[DemoRole.MEMBER].pk)


def test_a_press_is_not_counted_as_a_wish_for_mail(client, demo):
    answers = [press(client, "secretary").status_code for _ in range(8)]

    assert answers == [302] * 8


@pytest.fixture
def with_apps(demo):
    for person in demo.values():
        services.seed_app(person=person, secret=SECRET, at=NOON)
    return demo


def test_one_press_passes_the_second_factor_by_the_ordinary_check(client, with_apps):
    answer = press(client, "secretary", next="/avdelinger/")

    app = AppSecret.objects.get(person=with_apps[DemoRole.SECRETARY])
    assert (answer.status_code, answer.url) == (302, "/avdelinger/")
    assert client.session["_auth_user_id"] == str(app.person_id)
    assert app.last_step > 0
    assert [row.act for row in Change.objects.filter(target_id=str(app.person_id)).order_by("pk")][
        -1
    ] == "people.use_factor"


def test_where_all_codes_of_the_minute_are_used_the_page_shows_the_next(client, with_apps):
    with time_machine.travel(NOON, tick=False) as clock:
        urls = [press(client, "member").url for _ in range(3)]
        nobody = "_auth_user_id" not in client.session
        used_up = client.get("/logg-inn/bekreft/", **HERE).context["page"].demo_code
        clock.shift(timedelta(seconds=30))
        page = client.get("/logg-inn/bekreft/", **HERE).context["page"]
        came_in = client.post("/logg-inn/bekreft/", {"kode": page.demo_code}, **HERE)

    assert (urls, nobody, used_up) == (["/min-side/", "/min-side/", "/logg-inn/bekreft/"], True, "")
    assert came_in.url == "/min-side/"


def test_no_code_is_shown_outside_a_demo(client, with_apps):
    with time_machine.travel(NOON, tick=False):
        for _ in range(3):
            press(client, "member")

        page = client.get("/logg-inn/bekreft/", **{**HERE, "HTTP_X_FORWARDED_FOR": "127.0.0.1"}).context["page"]

    assert (page.demo_code, page.is_demo) == ("", False)


def test_the_visitor_is_signed_out(client, demo):
    press(client, "member")

    answer = press(client, "visitor")

    assert (answer.status_code, answer.url) == (302, "/")
    assert "_auth_user_id" not in client.session


def test_the_page_has_a_button_for_each(client, demo):
    page = client.get("/logg-inn/", **HERE).context["page"]

    assert [(choice.value, choice.label) for choice in page.demo] == [
        ("board_leader", "Styreleder"),
        ("secretary", "Sekretær"),
        ("branch_leader", "Avdelingsleder"),
        ("member", "Medlem"),
        ("visitor", "Besøkende"),
    ]


@pytest.mark.parametrize("role", ["", "superuser", "BOARD_LEADER"])
def test_an_unknown_role_is_not_found(client, demo, role):
    assert press(client, role).status_code == 404


def test_a_role_that_nobody_has_is_not_found(client, demo):
    DemoPerson.objects.filter(role="member").delete()

    assert press(client, "member").status_code == 404


@pytest.mark.parametrize(
    ("is_demo", "has_mark", "listens", "request_from", "status"),
    [
        (True, True, "127.0.0.1", {}, 302),
        (True, True, "::1", {}, 302),
        (False, True, "127.0.0.1", {}, 404),
        (True, False, "127.0.0.1", {}, 404),
        (True, True, "0.0.0.0", {}, 404),
        (True, True, "", {}, 404),
        (True, True, "127.0.0.1", {"REMOTE_ADDR": "192.0.2.7"}, 404),
        (True, True, "127.0.0.1", {"HTTP_HOST": "lag.example.org"}, 404),
        (True, True, "127.0.0.1", {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
    ],
)
def test_only_in_a_demo_on_this_machine(client, db, settings, is_demo, has_mark, listens, request_from, status):
    settings.DEMO, settings.LISTEN = is_demo, listens
    settings.ALLOWED_HOSTS = ["*"]
    services.mark_demo_person(role=DemoRole.MEMBER, person=PersonFactory())
    request_from = {**HERE, **request_from}

    with demo_mark() if has_mark else nullcontext():
        buttons = client.get("/logg-inn/", **request_from)
        answer = client.post("/logg-inn/demo/", {"role": "member"}, **request_from)

    assert answer.status_code == status
    assert ("_auth_user_id" in client.session) is (status == 302)
    assert bool(buttons.context["page"].demo) is (status == 302)


def test_nothing_happens_by_opening_an_address(client, demo):
    assert client.get("/logg-inn/demo/", **HERE).status_code == 405


def test_the_last_person_named_for_a_role_counts(db):
    services.mark_demo_person(role=DemoRole.MEMBER, person=PersonFactory())
    person = PersonFactory()

    services.mark_demo_person(role=DemoRole.MEMBER, person=person)

    assert list(DemoPerson.objects.values_list("role", "person")) == [("member", person.pk)]
