"""A person's own address: what the register says, and the choice offered afterwards."""

import pytest

from lokallag.core.models import Change
from lokallag.membership.models import BranchChoice
from lokallag.people.models import Person
from lokallag.territory.models import PostalCode, Responsibility
from tests.membership.stage import join, page_of, set_up


@pytest.fixture
def stage(db):
    return set_up()


def write(client, code, **more):
    return client.post("/min-side/adresse/", {"street_address": "Kirkeveien 7", "postal_code": code, **more})


def address(stage, who="member"):
    person = Person.objects.get(pk=stage[who].pk)
    return person.street_address, person.postal_code


@pytest.mark.parametrize(
    ("written", "kept"),
    [("1337", "1337"), (" 1337 ", "1337"), ("1337 Sandvika", "1337"), ("0951", "0951"), ("13 37", "1337")],
)
def test_an_address_is_kept_and_moves_nobody(stage, client, written, kept):
    mona = join(stage, stage["member"], stage.haslum)

    response = write(stage.sign_in(client, "member"), written)

    assert response.headers["Location"] == "/min-side/avdeling/"
    assert address(stage) == ("Kirkeveien 7", kept)
    assert BranchChoice.objects.get(membership=mona).unit == stage.haslum


def test_two_codes_are_still_one_too_many(stage, client):
    assert write(stage.sign_in(client, "member"), "1337 1344").status_code == 422


def test_a_new_address_offers_the_choice_again(stage, client):
    join(stage, stage["member"], stage.haslum)

    write(stage.sign_in(client, "member"), "1337")
    page = page_of(client.get("/min-side/avdeling/"))

    assert (page.mine.offer.switch_label, page.mine.offer.stay_label) == ("Bytt til Sandvika", "Bli i Haslum")
    assert page.mine.offer.why == "Sandvika har nå ansvaret for 1337 Sandvika, der du bor."


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("951", "Mente du 0951?"),
        ("13444", "fem siffer"),
        ("9999", "Postnummer 9999 finnes ikke. Se etter om et siffer er feil."),
        ("Haslum", "Skriv postnummeret med tall, for eksempel 1344."),
        ("1344 1337", "Skriv ett postnummer om gangen."),
        ("", "Skriv postnummeret ditt, for eksempel 1344."),
        ("…", "Skriv et postnummer, for eksempel 1344"),
    ],
)
def test_a_wrong_postal_code_is_told_and_nothing_written_is_lost(stage, client, written, said):
    response = write(stage.sign_in(client, "member"), written)

    form = page_of(response).form
    assert response.status_code == 422
    assert said in form.errors["postal_code"][0]
    assert (form["street_address"].value(), form["postal_code"].value()) == ("Kirkeveien 7", written)
    assert address(stage) == ("", "1344")


def test_a_lost_leading_zero_is_offered_and_taken_with_one_press(stage, client):
    stage.sign_in(client, "member")

    guess = page_of(write(client, "951")).guess
    write(client, "951", bruk=guess)

    assert guess == "0951"
    assert address(stage) == ("Kirkeveien 7", "0951")


def test_before_a_register_is_there_any_four_digits_are_taken(stage, client):
    Responsibility.objects.all().delete()
    PostalCode.objects.all().delete()

    write(stage.sign_in(client, "member"), "9999")

    assert address(stage) == ("Kirkeveien 7", "9999")


def test_the_form_sent_twice_is_one_change(stage, client):
    stage.sign_in(client, "member")
    answers = [write(client, "1337", engangsnokkel="en-gang").status_code for _time in range(2)]

    assert answers == [302, 302]
    assert Change.objects.filter(act="people.change_address").count() == 1


def test_somebody_who_is_no_member_has_an_address_too(stage, client):
    write(stage.sign_in(client, "stranger"), "1337")

    assert address(stage, "stranger") == ("Kirkeveien 7", "1337")


def test_after_sign_out_no_address_is_changed_and_what_was_written_comes_back(stage, client):
    response = write(client, "1337")

    assert response.status_code == 403
    assert "Kirkeveien 7" in response.content.decode()
    assert address(stage) == ("", "1344")
