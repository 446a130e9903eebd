"""The front page, Min side, and the small pages round them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import EVERYONE, cast
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db


def test_the_front_page_answers_before_anything_is_set_up(client: Client) -> None:
    response = client.get("/")

    assert response.status_code == 200
    assert "Organisasjonen er ikke satt opp ennå." in response.content.decode()


def test_the_front_page_names_each_branch_and_its_leader(client: Client) -> None:
    cast()

    text = client.get("/").content.decode()

    assert "Haslum" in text
    assert "Leder: Hanne Ås" in text


def test_the_front_page_takes_as_many_queries_for_one_branch_as_for_four(client: Client) -> None:
    cast()
    counts = []
    for more in (1, 3):
        for _number in range(more):
            UnitFactory()
        client.get("/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("who", EVERYONE)
def test_min_side_is_for_whoever_is_signed_in(client: Client, who: str) -> None:
    people = cast()
    people.sign_in(client, who)

    response = client.get("/min-side/")

    if who == "anonymous":
        assert response.status_code == 302
        assert response.headers["Location"] == "/logg-inn/?next=/min-side/"
    else:
        assert response.status_code == 200
        assert people[who].name in response.content.decode()


def test_min_side_says_which_branch_one_belongs_to(client: Client) -> None:
    people = cast()
    people.sign_in(client, "member")

    text = client.get("/min-side/").content.decode()

    assert "Du hører til Haslum" in text
    assert "Bytt til" in text


def test_min_side_shows_an_officer_until_when_the_office_lasts(client: Client) -> None:
    people = cast()
    people.sign_in(client, "branch leader")

    text = client.get("/min-side/").content.decode()

    assert "Leder, Haslum" in text
    assert "/medlemmer/haslum/" in text


def test_pages_of_the_signed_in_are_kept_out_of_caches(client: Client) -> None:
    people = cast()
    people.sign_in(client, "member")

    response = client.get("/min-side/")

    assert response.headers["Cache-Control"] == "private, no-store"


def test_the_theme_is_the_organisations_colour(client: Client) -> None:
    people = cast()
    people.party.profile.colour = "#1d6b3a"
    people.party.profile.save()

    response = client.get("/tema.css")

    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "#1d6b3a" in response.content.decode()


def test_the_watcher_is_told_that_all_is_well(client: Client) -> None:
    response = client.get("/helse/")

    assert (response.status_code, response.content) == (200, b"ok")


def test_search_engines_are_kept_from_what_is_not_public(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert lines[0] == "User-agent: *"
    assert "Disallow: /medlemmer/" in lines


def test_accessibility_names_whom_to_write_to(client: Client) -> None:
    people = cast()
    people.party.public_email = "post@example.org"
    people.party.save()

    assert "mailto:post@example.org" in client.get("/tilgjengelighet/").content.decode()


@pytest.mark.parametrize(("who", "shown"), [("board leader", True), ("member", False), ("anonymous", False)])
def test_the_menu_names_only_what_one_may_see(client: Client, who: str, shown: bool) -> None:
    people = cast()
    people.sign_in(client, who)

    text = client.get("/").content.decode()

    assert ('href="/oversikt/"' in text) == shown


@pytest.mark.parametrize("who", EVERYONE)
def test_the_menu_leads_nobody_to_a_closed_door(client: Client, who: str) -> None:
    people = cast()
    people.sign_in(client, who)

    text = client.get("/").content.decode()

    for path in ("/oversikt/", "/omrader/", "/medlemmer/", "/avdelinger/", "/organisasjon/"):
        if f'href="{path}"' in text:
            assert client.get(path).status_code == 200
