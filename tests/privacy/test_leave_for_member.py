"""A member leaves by telephone, on paper or in a talk: an officer enters it, and all is erased at once."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from lokallag.core.errors import RuleViolation
from lokallag.core.models import Change
from lokallag.membership.domain.behalf import How, Said
from lokallag.membership.models import Entry, Membership
from lokallag.organisation.models import Title
from lokallag.organisation.services import appoint
from lokallag.outbox.models import Message
from lokallag.people.models import Person
from lokallag.people.services import confirm_factor
from lokallag.privacy import services
from tests.membership.stage import join, page_of, set_up


@pytest.fixture
def stage(db, settings, tmp_path):
    settings.VAR = tmp_path
    return set_up()


@pytest.fixture
def mona(stage):
    return join(stage, stage["member"], stage.haslum)


def url(membership):
    return f"/medlemmer/haslum/{membership.pk}/for-medlemmet/utmelding/"


def form(**more):
    return {"how": "phone", "said_on": localdate().strftime("%d.%m.%Y"), "is_sure": "on", **more}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("board leader", 200),
        ("secretary", 200),
        ("branch leader", 403),
        ("neighbour leader", 404),
        ("member", 403),
        ("stranger", 404),
    ],
)
def test_the_boards_leader_and_secretary_may_enter_it(stage, mona, client, who, status):
    assert stage.sign_in(client, who).get(url(mona)).status_code == status


def test_it_takes_a_fresh_factor(stage, mona, client):
    stage.sign_in(client, "secretary")
    session = client.session
    confirm_factor(session=session, at=now() - timedelta(minutes=11))
    session.save()

    assert "fersk=1" in client.get(url(mona)).headers["Location"]


def test_all_is_erased_and_the_receipt_goes_by_mail(stage, mona, client):
    response = stage.sign_in(client, "secretary").post(url(mona), form())

    assert response.headers["Location"] == "/medlemmer/"
    assert not Person.objects.filter(pk=mona.person_id).exists()
    assert not Membership.objects.filter(pk=mona.pk).exists()
    assert Message.objects.filter(purpose="privacy.receipt").count() == 1
    change = Change.objects.get(act="privacy.leave_for_member")
    assert (change.actor_id, change.target_id, change.details["how"]) == (stage["secretary"].pk, "", "phone")


def test_without_an_address_the_letter_is_shown_once(stage, mona, client):
    Person.objects.filter(pk=mona.person_id).update(email="", street_address="Haslumveien 3", language="nn")

    response = stage.sign_in(client, "secretary").post(url(mona), form(how="paper"))

    letter = page_of(response)
    assert response.status_code == 200
    assert (letter.name, letter.address, letter.language) == ("Mona Dahl", ("Haslumveien 3", "1344 Haslum"), "nn")
    assert not Person.objects.filter(pk=mona.person_id).exists()
    assert "no-store" in response.headers["Cache-Control"]
    assert client.get(url(mona)).status_code == 404


def test_a_protected_address_is_not_on_the_letter(stage, mona, client):
    Person.objects.filter(pk=mona.person_id).update(email="", street_address="Kirkeveien 7", is_protected=True)

    response = stage.sign_in(client, "secretary").post(url(mona), form())

    assert page_of(response).address == ()
    assert "Kirkeveien" not in response.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"how": ""}, "how"),
        ({"is_sure": ""}, "is_sure"),
        ({"said_on": ""}, "said_on"),
        ({"said_on": "01.01.2199"}, "said_on"),
    ],
)
def test_a_wrong_form_erases_nobody(stage, mona, client, wrong, field):
    response = stage.sign_in(client, "secretary").post(url(mona), form(**wrong))

    assert response.status_code == 422
    assert list(page_of(response).form.errors) == [field]
    assert Person.objects.filter(pk=mona.person_id).exists()


def test_no_officer_removes_another_by_it(stage, mona, client):
    appoint(
        office=stage.sandvika.offices.get(title=Title.SECRETARY),
        person=mona.person,
        from_on=localdate(),
        until_on=None,
        elected_by="Årsmøtet",
        by=None,
        at=now(),
    )

    response = stage.sign_in(client, "secretary").post(url(mona), form())

    assert response.status_code == 422
    assert "har et verv" in str(page_of(response).form.errors)
    assert Person.objects.filter(pk=mona.person_id).exists()


def test_nobody_enters_their_own_leaving(stage):
    own = join(stage, stage["secretary"], None)

    with pytest.raises(RuleViolation, match="gjelder deg selv"):
        services.leave_for_member(membership=own, said=Said(How.TALK, localdate()), by=stage["secretary"], at=now())


def test_what_was_entered_before_goes_too(stage, mona):
    Entry.objects.create(
        person=mona.person,
        entered_by=stage["secretary"],
        what="people.change_phone",
        how="phone",
        said_on=localdate(),
        entered_at=now(),
        receipt="letter",
    )

    services.leave_for_member(membership=mona, said=Said(How.PHONE, localdate()), by=stage["secretary"], at=now())

    assert not Entry.objects.exists()
