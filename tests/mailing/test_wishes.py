"""What one wants to get: on Min side by one press, and entered by an officer for who has said it."""

import pytest
from django.utils.timezone import localdate, now

from lokallag.mailing.domain.kinds import Kind
from lokallag.mailing.models import Unsubscription
from lokallag.mailing.services import unsubscribe
from lokallag.membership.models import Entry
from lokallag.outbox.models import Message
from tests.cast import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


def kinds_left():
    return sorted(Unsubscription.objects.values_list("kind", flat=True))


def test_min_side_shows_each_kind_and_takes_a_wish_by_one_press(people, client):
    mona = people.sign_in(client, "member")

    rows = mona.get("/min-side/e-post/").context["page"].rows
    assert [(row.value, row.gets, row.can_be_left) for row in rows] == [
        ("news", True, True),
        ("invitation", True, True),
        ("help", True, True),
        ("statutory", True, False),
    ]
    mona.post("/min-side/e-post/", {"slag": "news", "svar": "nei"})
    assert list(Unsubscription.objects.values_list("person", "kind", "way")) == [
        (people["member"].pk, "news", "own_page")
    ]
    mona.post("/min-side/e-post/", {"slag": "news", "svar": "ja"})
    assert kinds_left() == []


@pytest.mark.parametrize("kind", ["statutory", "", "noe"])
def test_what_cannot_be_left_is_not_left(people, client, kind):
    assert people.sign_in(client, "member").post("/min-side/e-post/", {"slag": kind, "svar": "nei"}).status_code == 404
    assert kinds_left() == []


def enter(client, people, **given):
    path = f"/medlemmer/haslum/{people['member'].membership.pk}/for-medlemmet/e-post-de-far/"
    form = {"how": "phone", "said_on": localdate().isoformat(), **given}
    return client.post(path, form)


def test_an_officer_enters_what_the_member_said_and_the_member_gets_a_receipt(people, client):
    unsubscribe(person=people["member"], kind=Kind.HELP, way="link", by=None, at=now())

    answer = enter(people.sign_in(client, "branch leader"), people, invitation="on", help="on")

    assert answer.status_code == 302
    assert list(Unsubscription.objects.values_list("kind", "way")) == [("news", "entered")]
    entry = Entry.objects.get()
    assert (entry.what, entry.entered_by) == ("mailing.change_wishes", people["branch leader"])
    text = Message.objects.get(purpose="membership.entry").text
    assert "Du får ikke lenger: Nytt fra laget. Du får igjen: Spørsmål om å bidra." in text


def test_the_same_as_before_is_no_entry(people, client):
    answer = enter(people.sign_in(client, "branch leader"), people, news="on", invitation="on", help="on")

    assert (answer.status_code, Entry.objects.count(), kinds_left()) == (302, 0, [])


def test_a_form_without_how_it_was_said_comes_back(people, client):
    answer = enter(people.sign_in(client, "branch leader"), people, how="")

    assert (answer.status_code, kinds_left()) == (422, [])


def test_another_units_leader_enters_nothing(people, client):
    assert enter(people.sign_in(client, "neighbour leader"), people).status_code == 404
    assert kinds_left() == []
