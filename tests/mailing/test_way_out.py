"""One press leads out of a kind of mailing: from the mail reader, without cookie and token; a GET changes nothing."""

import pytest
from django.test import Client
from django.utils.timezone import now

from lokallag.mailing.domain.kinds import Kind
from lokallag.mailing.models import Unsubscription
from lokallag.mailing.services import read_token, token_for
from tests.cast import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


def path_for(person, kind=Kind.NEWS):
    return f"/avmelding/{token_for(str(person.key), kind)}/"


def test_one_press_without_cookie_or_csrf_token_leads_out(people):
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post(path_for(people["member"]), {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert list(Unsubscription.objects.values_list("person", "kind", "way")) == [(people["member"].pk, "news", "link")]


def test_a_scanner_that_opens_the_link_changes_nothing(people, client):
    for _time in range(3):
        assert client.get(path_for(people["member"])).status_code == 200
    assert client.head(path_for(people["member"])).status_code == 200

    assert Unsubscription.objects.count() == 0


def test_the_page_leads_out_and_back(people, client):
    path = path_for(people["member"])
    assert "Vil du slippe disse e-postene?" in client.get(path).content.decode()
    assert "Du er meldt av" in client.post(path).content.decode()
    assert "Du er meldt på igjen" in client.post(path, {"angre": "1"}).content.decode()

    assert Unsubscription.objects.count() == 0


def test_a_token_opens_one_persons_way_out_of_one_kind_and_names_no_address(people, client):
    mona, other = people["member"], people["stranger"]
    token = token_for(str(mona.key), Kind.NEWS)
    forged = other.key.hex + token[32:]

    assert (read_token(token).person_key, read_token(token).kind) == (mona.key, Kind.NEWS)
    assert "@" not in token
    assert "mona" not in token
    wrongs = (forged, token[:32] + "i" + token[33:], token[:-1], token + "x", "x", "æ" * 55, token[:32] + "s" * 23)
    for wrong in wrongs:
        assert read_token(wrong) is None
        assert client.post(f"/avmelding/{wrong}/").status_code == 404
    assert read_token(token_for(str(mona.key), Kind.STATUTORY)) is None
    assert Unsubscription.objects.count() == 0


def test_somebody_who_is_erased_gets_the_same_answer(people, client):
    there = client.post(path_for(people["member"]))
    path = f"/avmelding/{token_for('11111111-1111-4111-8111-111111111111', Kind.NEWS)}/"

    answer = client.post(path)

    assert (answer.status_code, answer.context["page"]) == (200, there.context["page"])


def test_the_press_stands_in_the_log(people, client):
    from lokallag.core.models import Change

    client.post(path_for(people["member"]))

    [row] = Change.objects.filter(act="mailing.change_wishes")
    assert row.at <= now()
