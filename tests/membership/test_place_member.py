"""An officer of the board places a member who asks."""

import pytest
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.membership import services
from lokallag.membership.domain.choices import Reason
from lokallag.membership.models import Membership
from lokallag.outbox.models import Message
from lokallag.people.models import Person
from tests.cast import EVERYONE
from tests.membership.stage import join, letters, page_of, set_up


@pytest.fixture
def stage(db):
    return set_up()


@pytest.fixture
def mona(stage):
    return join(stage, stage["member"], stage.haslum)


def url(membership, slug="haslum"):
    return f"/medlemmer/{slug}/{membership.pk}/flytt/"


def form(membership, **more):
    seen = membership.choices.filter(ended_on=None).values_list("pk", flat=True).first() or 0
    return {"unit": "sandvika", "note": "Ba om det på telefon", "seen": seen, **more}


def present(membership):
    return membership.choices.get(ended_on=None)


def test_the_member_and_both_leaders_are_told_and_the_member_reads_why(stage, mona, client):
    response = stage.sign_in(client, "secretary").post(url(mona), form(mona))

    choice = present(mona)
    assert response.headers["Location"] == "/medlemmer/sandvika/"
    assert (choice.unit, choice.reason, choice.note, choice.chosen_by) == (
        stage.sandvika,
        Reason.PLACED_BY_OFFICE,
        "Ba om det på telefon",
        stage["secretary"],
    )
    assert [address for address, _subject in letters()] == [
        "mona.dahl@example.org",
        "nils.ostby@example.org",
        "hanne.as@example.org",
    ]
    assert "Styret førte deg inn der: Ba om det på telefon" in Message.objects.get(key__endswith=":member").text
    assert not Message.objects.exclude(key__endswith=":member").filter(text__contains="telefon").exists()


def test_placing_needs_a_reason_and_another_branch(stage, mona):
    def place(unit, note):
        services.place_member(membership=mona, unit=unit, note=note, by=stage["secretary"], at=now())

    with pytest.raises(RuleViolation, match="Skriv hvorfor"):
        place(stage.sandvika, "  ")
    with pytest.raises(RuleViolation, match="hører allerede til"):
        place(stage.haslum, "Ba om det")
    assert present(mona).unit == stage.haslum


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"unit": ""}, "unit"), ({"unit": "finnes-ikke"}, "unit"), ({"note": ""}, "note"), ({"unit": "haslum"}, "unit")],
)
def test_a_wrong_form_comes_back_with_what_was_written(stage, mona, client, wrong, field):
    response = stage.sign_in(client, "secretary").post(url(mona), form(mona, **wrong))

    page = page_of(response)
    assert response.status_code == 422
    assert list(page.form.errors) == [field]
    assert page.form["note"].value() == wrong.get("note", "Ba om det på telefon")
    assert present(mona).unit == stage.haslum


def test_a_choice_made_meanwhile_is_not_overrun(stage, mona, client):
    stale = form(mona, unit="haslum")
    services.choose_branch(membership=mona, unit=stage.sandvika, by=mona.person, at=now())

    response = stage.sign_in(client, "secretary").post(url(mona), stale)

    assert response.status_code == 422
    assert "endret siden du åpnet siden" in str(page_of(response).form.errors)
    assert present(mona).unit == stage.sandvika


def test_the_form_sent_twice_places_once(stage, mona, client):
    stage.sign_in(client, "secretary")
    twice = form(mona, engangsnokkel="en-gang")

    assert [client.post(url(mona), twice).status_code for _time in range(2)] == [302, 302]
    assert mona.choices.count() == 2


def test_who_has_no_branch_can_be_placed(stage, client):
    mona = join(stage, stage["member"], None)

    shown = stage.sign_in(client, "board leader").get(url(mona, "uten-avdeling"))
    client.post(url(mona, "uten-avdeling"), form(mona))

    assert page_of(shown).answers == "Haslum"
    assert present(mona).unit == stage.sandvika


def test_a_protected_address_is_not_shown_to_the_board(stage, mona, client):
    Person.objects.filter(pk=mona.person_id).update(is_protected=True, street_address="Kirkeveien 7")

    response = stage.sign_in(client, "secretary").get(url(mona))

    assert "1344" not in response.content.decode()
    assert "Kirkeveien" not in response.content.decode()
    assert page_of(response).lives_in == ""


@pytest.mark.parametrize("who", EVERYONE)
def test_only_the_boards_leader_and_secretary_place_members(stage, mona, client, who):
    """Who sees the member's name is told why not; to all others the member is not there.

    Who is signed out gets back what was written, before anything is looked up.
    """
    response = stage.sign_in(client, who).post(url(mona), form(mona))

    status = {"board leader": 302, "secretary": 302, "branch leader": 403, "member": 403, "anonymous": 403}
    status["board member"] = 403
    assert response.status_code == status.get(who, 404)
    assert present(mona).unit == (stage.sandvika if who in {"board leader", "secretary"} else stage.haslum)


def test_a_member_under_another_list_is_not_found(stage, mona, client):
    assert stage.sign_in(client, "secretary").get(url(mona, "sandvika")).status_code == 404
    assert stage.sign_in(client, "secretary").get(url(mona)).status_code == 200


def test_an_ended_membership_is_not_found(stage, mona, client):
    Membership.objects.filter(pk=mona.pk).update(ended_on=stage.today, end_reason="resigned")

    assert stage.sign_in(client, "secretary").get(url(mona)).status_code == 404
